/// `tojson` as transformers defines it: Python's `json.dumps` without ASCII or HTML escaping.
struct JSONOutput {
    private let escapesNonASCII: Bool
    private let indent: String?
    private let separators: (item: String, key: String)
    private let sortsKeys: Bool

    /// - Throws: `ChatTemplateError` for arguments that `json.dumps` would not take.
    init(_ arguments: CallArguments) throws {
        let bound = try arguments.bound(to: ["ensure_ascii", "indent", "separators", "sort_keys"], of: "tojson")
        escapesNonASCII = bound["ensure_ascii"]?.isTrue ?? false
        sortsKeys = bound["sort_keys"]?.isTrue ?? false
        if let given = bound["indent"], !given.isNone {
            indent = try given.text ?? String(repeating: " ", count: min(max(0, given.requireInteger("indent")), 1000))
        } else {
            indent = nil
        }
        guard let given = bound["separators"], !given.isNone else {
            separators = (indent == nil ? ", " : ",", ": ")
            return
        }
        guard let pair = given.sequence, pair.count == 2 else {
            throw ChatTemplateError.evaluation("tojson's separators must be a pair of strings")
        }
        separators = (try pair[0].requireText("separator"), try pair[1].requireText("separator"))
    }

    func text(of value: JinjaValue, _ context: JinjaContext) throws -> String {
        var text = ""
        try write(value, to: &text, level: 0, context)
        return text
    }

    private func write(_ value: JinjaValue, to text: inout String, level: Int, _ context: JinjaContext) throws {
        switch value {
        case .none: text += "null"
        case .bool(let bool): text += bool ? "true" : "false"
        case .int(let integer): text += String(integer)
        case .double(let double): text += Self.number(double)
        case .string(let string), .markup(let string):
            try context.charge(bytes: string.utf8.count)
            writeQuoted(string, to: &text)
        case .list(let sequence), .tuple(let sequence):
            try writeList(sequence.elements.count, "[", "]", to: &text, level: level, context) { index, text in
                try write(sequence.elements[index], to: &text, level: level + 1, context)
            }
        case .dictionary(let dictionary):
            let entries = try members(of: dictionary, context)
            try writeList(entries.count, "{", "}", to: &text, level: level, context) { index, text in
                writeQuoted(entries[index].key, to: &text)
                text += separators.key
                try write(entries[index].value, to: &text, level: level + 1, context)
            }
        default: throw ChatTemplateError.evaluation("Object of type \(value.typeName) is not JSON serializable")
        }
    }

    private func writeList(
        _ count: Int, _ open: String, _ close: String, to text: inout String, level: Int, _ context: JinjaContext,
        _ writeElement: (Int, inout String) throws -> Void
    ) throws {
        text += open
        for index in 0..<count {
            if index > 0 { text += separators.item }
            if let indent { text += "\n" + String(repeating: indent, count: level + 1) }
            try context.charge(bytes: 1 + (indent?.utf8.count ?? 0) * (level + 1))
            try writeElement(index, &text)
        }
        if let indent, count > 0 { text += "\n" + String(repeating: indent, count: level) }
        text += close
        try context.charge(bytes: 2)
    }

    private func members(
        of dictionary: JinjaDictionary, _ context: JinjaContext
    ) throws -> [(key: String, value: JinjaValue)] {
        var entries = dictionary.entries
        if sortsKeys { entries = try entries.sorted { try $0.key.isLess(than: $1.key, context) } }
        return try entries.map { (try Self.key($0.key), $0.value) }
    }

    private static func key(_ value: JinjaValue) throws -> String {
        switch value {
        case .string(let text), .markup(let text): return text
        case .none: return "null"
        case .bool(let bool): return bool ? "true" : "false"
        case .int(let integer): return String(integer)
        case .double(let double): return number(double)
        default:
            throw ChatTemplateError.evaluation(
                "keys must be str, int, float, bool or None, not \(value.typeName)")
        }
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return "NaN" }
        if value.isInfinite { return value < 0 ? "-Infinity" : "Infinity" }
        return PythonNumber.text(of: value)
    }

    private func writeQuoted(_ string: String, to text: inout String) {
        var quoted = String.UnicodeScalarView()
        quoted.append("\"")
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": quoted.append(contentsOf: "\\\"".unicodeScalars)
            case "\\": quoted.append(contentsOf: "\\\\".unicodeScalars)
            case "\n": quoted.append(contentsOf: "\\n".unicodeScalars)
            case "\r": quoted.append(contentsOf: "\\r".unicodeScalars)
            case "\t": quoted.append(contentsOf: "\\t".unicodeScalars)
            case "\u{8}": quoted.append(contentsOf: "\\b".unicodeScalars)
            case "\u{c}": quoted.append(contentsOf: "\\f".unicodeScalars)
            default:
                if scalar.value < 0x20 || (escapesNonASCII && scalar.value > 0x7E) {
                    for unit in String(Character(scalar)).utf16 {
                        let digits = String(unit, radix: 16)
                        let zeros = String(repeating: "0", count: 4 - digits.count)
                        quoted.append(contentsOf: ("\\u" + zeros + digits).unicodeScalars)
                    }
                } else {
                    quoted.append(scalar)
                }
            }
        }
        quoted.append("\"")
        text += String(quoted)
    }
}
