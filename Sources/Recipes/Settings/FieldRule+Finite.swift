import Configuration

extension FieldRule<Double> {
    /// The value or more, but not infinity, which would turn every weight into "not a number".
    static func finite(atLeast bound: Double) -> FieldRule {
        FieldRule("finite and at least \(bound.setting.displayText)") { $0 >= bound && $0.isFinite }
    }

    /// More than the value, but not infinity.
    static func finite(moreThan bound: Double) -> FieldRule {
        FieldRule("finite and more than \(bound.setting.displayText)") { $0 > bound && $0.isFinite }
    }

    /// Any number but infinity.
    static var finite: FieldRule { FieldRule("finite") { $0.isFinite } }
}
