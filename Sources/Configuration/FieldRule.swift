/// A condition that the value of a setting must meet.
public struct FieldRule<Value>: Sendable {
    /// The condition in words that read on after "must be": `at least 1`.
    public let text: String
    let accepts: @Sendable (Value) -> Bool

    /// The condition as a sentence goes on: `must be at least 1`, `must not be empty`.
    var requirement: String {
        text.hasPrefix("not ") ? "must not be \(text.dropFirst(4))" : "must be \(text)"
    }

    /// Creates a rule from its words and its test.
    public init(_ text: String, _ accepts: @escaping @Sendable (Value) -> Bool) {
        self.text = text
        self.accepts = accepts
    }

    /// Holds an optional setting to a rule whenever it has a value.
    public static func ifPresent<Wrapped>(_ rule: FieldRule<Wrapped>) -> FieldRule where Value == Wrapped? {
        FieldRule(rule.text) { $0.map(rule.accepts) ?? true }
    }

    /// Holds each item of a list to a rule.
    public static func each<Element>(_ rule: FieldRule<Element>) -> FieldRule where Value == [Element] {
        FieldRule("\(rule.text) (each item)") { $0.allSatisfy(rule.accepts) }
    }
}

extension FieldRule where Value: Comparable & SettingValue {
    /// The value, or more.
    public static func atLeast(_ bound: Value) -> FieldRule {
        FieldRule("at least \(bound.setting.displayText)") { $0 >= bound }
    }

    /// The value, or less.
    public static func atMost(_ bound: Value) -> FieldRule {
        FieldRule("at most \(bound.setting.displayText)") { $0 <= bound }
    }

    /// More than the value itself.
    public static func moreThan(_ bound: Value) -> FieldRule {
        FieldRule("more than \(bound.setting.displayText)") { $0 > bound }
    }

    /// From one value to another, both included.
    public static func within(_ range: ClosedRange<Value>) -> FieldRule {
        let (low, high) = (range.lowerBound.setting.displayText, range.upperBound.setting.displayText)
        return FieldRule("from \(low) to \(high)") { range.contains($0) }
    }

    /// From one value to just below another.
    public static func within(_ range: Range<Value>) -> FieldRule {
        let (low, high) = (range.lowerBound.setting.displayText, range.upperBound.setting.displayText)
        return FieldRule("at least \(low) and less than \(high)") { range.contains($0) }
    }
}

extension FieldRule where Value: Collection & SettingValue {
    /// Has at least one item or letter.
    public static var notEmpty: FieldRule {
        FieldRule("not empty") { !$0.isEmpty }
    }
}
