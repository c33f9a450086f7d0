extension SettingLiteral {
    /// The literal as YAML on one line, readable by YAML 1.1 and 1.2 parsers alike.
    var yamlText: String {
        switch self {
        case .null: "null"
        case .plain(let text): text
        case .quoted(let text): Self.yamlString(text)
        case .list(let items): "[\(items.map(\.yamlText).joined(separator: ", "))]"
        }
    }

    static func yamlString(_ text: String) -> String {
        isPlainSafe(text) ? text : doubleQuoted(text)
    }

    /// Words that some YAML version takes for something else than text.
    private static let reservedWords: Set<String> = [
        "null", "none", "true", "false", "yes", "no", "on", "off", "y", "n", "t", "f",
    ]

    private static func isPlainSafe(_ text: String) -> Bool {
        guard let first = text.unicodeScalars.first, isLetter(first) || first == "/" else { return false }
        let inner = text.unicodeScalars.allSatisfy {
            isLetter($0) || ("0"..."9").contains($0) || "./-".contains(Character($0))
        }
        return inner && !reservedWords.contains(text.lowercased())
    }

    private static func isLetter(_ scalar: Unicode.Scalar) -> Bool {
        ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar) || scalar == "_"
    }

    /// Escapes of YAML 1.2, section 5.7; what is left unescaped is printable in both versions.
    private static func doubleQuoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case " "..."~", "\u{A0}"..."\u{2027}", "\u{202A}"..."\u{D7FF}", "\u{E000}"..."\u{FEFE}",
                "\u{FF00}"..."\u{FFFD}":
                quoted.unicodeScalars.append(scalar)
            default:
                quoted += escape(scalar)
            }
        }
        return quoted + "\""
    }

    private static func escape(_ scalar: Unicode.Scalar) -> String {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let width = scalar.value > 0xFFFF ? 8 : 4
        return (width == 8 ? "\\U" : "\\u") + String(repeating: "0", count: width - digits.count) + digits
    }
}
