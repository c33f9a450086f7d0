extension SettingLiteral {
    /// The literal as JSON on one line; numbers that JSON cannot say (infinity) become strings.
    var jsonText: String {
        switch self {
        case .null: "null"
        case .plain("true"): "true"
        case .plain("false"): "false"
        case .plain(let text): Self.isJSONNumber(text) ? text : Self.jsonString(text)
        case .quoted(let text): Self.jsonString(text)
        case .list(let items): "[\(items.map(\.jsonText).joined(separator: ","))]"
        }
    }

    static func jsonString(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\0"..<" ", "\u{7F}":
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default:
                quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }

    private static func isJSONNumber(_ text: String) -> Bool {
        text.wholeMatch(of: #/-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][-+]?[0-9]+)?/#) != nil
    }
}
