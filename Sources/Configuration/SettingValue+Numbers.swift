extension Int: SettingValue {
    public static var settingType: SettingType { SettingType(name: "whole number", placeholder: "INT") }

    public init(setting literal: SettingLiteral) throws(SettingMismatch) {
        self = try WholeNumber.read(literal)
    }

    public var setting: SettingLiteral { .plain(String(self)) }
}

extension UInt64: SettingValue {
    public static var settingType: SettingType { SettingType(name: "whole number", placeholder: "INT") }

    public init(setting literal: SettingLiteral) throws(SettingMismatch) {
        self = try WholeNumber.read(literal)
    }

    public var setting: SettingLiteral { .plain(String(self)) }
}

extension Double: SettingValue {
    public static var settingType: SettingType { SettingType(name: "number", placeholder: "NUMBER") }

    public init(setting literal: SettingLiteral) throws(SettingMismatch) {
        let text = try literal.word(expected: "a number")
        guard let value = Self.read(text) else {
            throw SettingMismatch("\(Quoting.quoted(text)) is not a number")
        }
        guard value.isFinite || Self.infinities.keys.contains(text.lowercased()) else {
            throw SettingMismatch("\(Quoting.quoted(text)) is too large for a number")
        }
        self = value
    }

    /// Always with a point, because YAML 1.1 readers take `1e-05` for text.
    public var setting: SettingLiteral {
        if isInfinite { return .plain(self < 0 ? "-.inf" : ".inf") }
        let text = description
        guard !text.contains("."), let exponent = text.firstIndex(of: "e") else { return .plain(text) }
        return .plain("\(text[..<exponent]).0\(text[exponent...])")
    }

    private static let infinities: [String: Double] = [
        "inf": .infinity, "+inf": .infinity, "-inf": -.infinity, ".inf": .infinity, "+.inf": .infinity,
        "-.inf": -.infinity,
    ]

    /// Swift's own parser also takes hexadecimal and `nan`, which are no values for a setting.
    private static func read(_ text: String) -> Double? {
        if let infinity = infinities[text.lowercased()] { return infinity }
        let shape = #/[-+]?([0-9][0-9_]*(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]+)?/#
        guard text.wholeMatch(of: shape) != nil else { return nil }
        var digits = text.replacing("_", with: "")
        // "5." and "5.e3" are numbers for Python, not for Swift.
        if digits.hasSuffix(".") { digits += "0" }
        return Double(digits.replacing(".e", with: ".0e").replacing(".E", with: ".0e"))
    }
}

/// Reading of whole numbers of any width.
enum WholeNumber {
    static func read<Number: FixedWidthInteger>(_ literal: SettingLiteral) throws(SettingMismatch) -> Number {
        let text = try literal.word(expected: "a whole number")
        guard text.wholeMatch(of: #/[-+]?[0-9]+(_[0-9]+)*/#) != nil else {
            throw SettingMismatch("\(Quoting.quoted(text)) is not a whole number\(hint(for: text))")
        }
        guard let value = Number(text.replacing("_", with: "")) else {
            throw SettingMismatch("\(Quoting.quoted(text)) is outside \(Number.min) to \(Number.max)")
        }
        return value
    }

    private static func hint(for text: String) -> String {
        guard let number = try? Double(setting: .plain(text)), let whole = Int(exactly: number) else { return "" }
        return "; write \(whole)"
    }
}
