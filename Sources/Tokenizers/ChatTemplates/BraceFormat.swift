/// Python's `str.format`, with attributes and items looked up as the sandbox does.
enum BraceFormat {
    /// - Throws: `ChatTemplateError` for a format and arguments that do not match.
    static func apply(_ format: String, _ arguments: CallArguments, _ context: JinjaContext) throws -> String {
        var text = ""
        var automatic = 0
        var rest = Array(format.unicodeScalars)[...]
        while let scalar = rest.popFirst() {
            if scalar == "{" || scalar == "}", rest.first == scalar {
                rest.removeFirst()
                text.unicodeScalars.append(scalar)
            } else if scalar == "{" {
                guard let end = rest.firstIndex(of: "}") else {
                    throw ChatTemplateError.evaluation("expected '}' before end of string")
                }
                text += try field(rest[..<end], arguments, &automatic, context)
                rest = rest[(end + 1)...]
            } else if scalar == "}" {
                throw ChatTemplateError.evaluation("Single '}' encountered in format string")
            } else {
                text.unicodeScalars.append(scalar)
            }
        }
        return text
    }

    private static func field(
        _ field: ArraySlice<Unicode.Scalar>, _ arguments: CallArguments, _ automatic: inout Int,
        _ context: JinjaContext
    ) throws -> String {
        let colon = field.firstIndex(of: ":") ?? field.endIndex
        var path = field[..<colon]
        let specification = try FormatSpecification(parsing: PythonText.string(field[colon...].dropFirst()))
        var conversion: Unicode.Scalar?
        if let mark = path.firstIndex(of: "!") {
            conversion = path[mark...].dropFirst().first
            path = path[..<mark]
        }
        let value = try lookUp(path, arguments, &automatic, context)
        switch conversion {
        case nil: break
        case "s": return try specification.text(of: value.string(context), context)
        case "r", "a": return try specification.text(of: value.representation(context), context)
        default: throw ChatTemplateError.evaluation("Unknown conversion specifier")
        }
        if case .bool = value, specification.type == nil {
            return try specification.text(of: value.string(context), context)
        }
        if value.number != nil { return try specification.text(of: value, context) }
        guard specification.type == nil || specification.type == "s" else {
            throw ChatTemplateError.evaluation("Unknown format code for object of type '\(value.typeName)'")
        }
        return try specification.text(of: value.string(context), context)
    }

    private static func lookUp(
        _ path: ArraySlice<Unicode.Scalar>, _ arguments: CallArguments, _ automatic: inout Int,
        _ context: JinjaContext
    ) throws -> JinjaValue {
        let name = path.prefix { $0 != "." && $0 != "[" }
        var value = try argument(PythonText.string(name), arguments, &automatic)
        var rest = path[name.endIndex...]
        while let mark = rest.popFirst() {
            if mark == "." {
                let attribute = rest.prefix { $0 != "." && $0 != "[" }
                value = try value.member(PythonText.string(attribute), context)
                rest = rest[attribute.endIndex...]
            } else {
                guard mark == "[", let end = rest.firstIndex(of: "]") else {
                    throw ChatTemplateError.evaluation("Missing ']' in format string")
                }
                let key = PythonText.string(rest[..<end])
                value = try value.item(Int(key).map(JinjaValue.int) ?? .string(key), context)
                rest = rest[(end + 1)...]
            }
        }
        return value
    }

    private static func argument(
        _ name: String, _ arguments: CallArguments, _ automatic: inout Int
    ) throws -> JinjaValue {
        var index = Int(name)
        if name.isEmpty {
            index = automatic
            automatic += 1
        }
        if let index {
            guard arguments.positional.indices.contains(index) else {
                throw ChatTemplateError.evaluation(
                    "Replacement index \(index) out of range for positional args tuple")
            }
            return arguments.positional[index]
        }
        guard let match = arguments.keywords.last(where: { $0.name == name }) else {
            throw ChatTemplateError.evaluation("'\(name)'")
        }
        return match.value
    }
}
