extension JinjaValue {
    /// Python's `str()`.
    func string(_ context: JinjaContext) throws -> String {
        switch self {
        case .undefined: return ""
        case .string(let text), .markup(let text): return text
        default: return try representation(context)
        }
    }

    /// Python's `repr()`.
    func representation(_ context: JinjaContext) throws -> String {
        var text = ""
        try writeRepresentation(to: &text, context)
        return text
    }

    private func writeRepresentation(to text: inout String, _ context: JinjaContext) throws {
        let start = text.utf8.count
        switch self {
        case .undefined: text += "Undefined"
        case .none: text += "None"
        case .bool(let value): text += value ? "True" : "False"
        case .int(let value): text += String(value)
        case .double(let value): text += PythonNumber.text(of: value)
        case .string(let value): text += Self.quoted(value)
        case .markup(let value): text += "Markup(\(Self.quoted(value)))"
        case .list(let list): try Self.write(list.elements, "[", "]", to: &text, context)
        case .tuple(let tuple):
            try Self.write(tuple.elements, "(", tuple.elements.count == 1 ? ",)" : ")", to: &text, context)
        case .dictionary(let dictionary): try Self.write(dictionary, to: &text, context)
        case .view(let view) where view.kind == .range: text += view.label
        case .view(let view):
            text += view.kind.rawValue
            try Self.write(view.elements, "([", "])", to: &text, context)
        case .namespace(let namespace):
            text += "<Namespace "
            // A namespace may hold itself, so the walk counts as nesting.
            try context.nested { try Self.write(namespace.members, to: &text, context) }
            text += ">"
        case .iterator: text += "<generator object>"
        case .loop(let loop): text += loop.label
        case .function(let function): text += "<function \(function.name)>"
        }
        // Containers were charged by their parts.
        if depth == 0 { try context.charge(bytes: text.utf8.count - start) }
    }

    private static func write(
        _ elements: [JinjaValue], _ open: String, _ close: String, to text: inout String, _ context: JinjaContext
    ) throws {
        try context.charge(bytes: 2)
        text += open
        for (index, element) in elements.enumerated() {
            if index > 0 { text += ", " }
            try element.writeRepresentation(to: &text, context)
        }
        text += close
    }

    private static func write(_ dictionary: JinjaDictionary, to text: inout String, _ context: JinjaContext) throws {
        try context.charge(bytes: 2)
        text += "{"
        for (index, entry) in dictionary.entries.enumerated() {
            if index > 0 { text += ", " }
            try entry.key.writeRepresentation(to: &text, context)
            text += ": "
            try entry.value.writeRepresentation(to: &text, context)
        }
        text += "}"
    }

    /// Python's `repr` of a string.
    static func quoted(_ value: String) -> String {
        let scalars = value.unicodeScalars
        let quote: Unicode.Scalar = scalars.contains("'") && !scalars.contains("\"") ? "\"" : "'"
        var text = String.UnicodeScalarView()
        text.append(quote)
        for scalar in scalars {
            switch scalar {
            case quote, "\\":
                text.append("\\")
                text.append(scalar)
            case "\n": text.append(contentsOf: "\\n".unicodeScalars)
            case "\r": text.append(contentsOf: "\\r".unicodeScalars)
            case "\t": text.append(contentsOf: "\\t".unicodeScalars)
            default:
                if PythonText.isPrintable(scalar) {
                    text.append(scalar)
                } else {
                    text.append(contentsOf: escaped(scalar).unicodeScalars)
                }
            }
        }
        text.append(quote)
        return String(text)
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        let (mark, width) = scalar.value < 0x100 ? ("x", 2) : scalar.value < 0x10000 ? ("u", 4) : ("U", 8)
        let digits = String(scalar.value, radix: 16)
        return "\\" + mark + String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}
