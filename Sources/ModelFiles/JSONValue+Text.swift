extension JSONValue {
    /// The value as JSON text, keys in their order; the same value always gives the same text.
    /// - Parameter indent: spaces for each level, or nil for everything on one line without spaces.
    /// - Throws: `ModelFileError` for a number that JSON cannot express (NaN, infinity).
    public func text(indent: Int? = nil) throws -> String {
        var text = ""
        try write(to: &text, indent: indent, level: 0)
        return text
    }

    private func write(to text: inout String, indent: Int?, level: Int) throws {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .int(let value): text += String(value)
        case .double(let value):
            guard value.isFinite else {
                throw ModelFileError(
                    path: "JSON text", problem: "\(value) cannot be written as JSON", cure: "leave the value out")
            }
            text += String(value)
        case .string(let value): Self.writeQuoted(value, to: &text)
        case .array(let elements):
            try Self.writeList(elements, "[", "]", to: &text, indent: indent, level: level) { element, text in
                try element.write(to: &text, indent: indent, level: level + 1)
            }
        case .object(let object):
            try Self.writeList(object, "{", "}", to: &text, indent: indent, level: level) { member, text in
                Self.writeQuoted(member.key, to: &text)
                text += indent == nil ? ":" : ": "
                try member.value.write(to: &text, indent: indent, level: level + 1)
            }
        }
    }

    private static func writeList<Items: Collection>(
        _ items: Items, _ open: String, _ close: String, to text: inout String, indent: Int?, level: Int,
        each write: (Items.Element, inout String) throws -> Void
    ) throws {
        func newLine(_ level: Int) {
            if let indent, !items.isEmpty { text += "\n" + String(repeating: " ", count: indent * level) }
        }
        text += open
        var isFirst = true
        for item in items {
            if !isFirst { text += "," }
            isFirst = false
            newLine(level + 1)
            try write(item, &text)
        }
        newLine(level)
        text += close
    }

    private static func writeQuoted(_ value: String, to text: inout String) {
        text += "\""
        for scalar in value.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
