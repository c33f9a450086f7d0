import NearestNames

/// What values an option of a data set takes; settings, `--help` and documentation follow from it.
public enum DatasetOptionKind: Sendable, Hashable {
    /// Any text.
    case text
    /// One of these words.
    case choice([String])
    /// `true` or `false`.
    case flag
    /// A whole number in a range; `1...Int.max` has no upper end.
    case wholeNumber(ClosedRange<Int>)
    /// A finite number in a range; one that ends at infinity has no upper end.
    case number(ClosedRange<Double>)

    /// The cure for a value that is none of this kind; nil for one that is.
    func cure(for value: String, option: String) -> String? {
        switch self {
        case .text: nil
        case .choice(let choices):
            choices.contains(value)
                ? nil : NearestMatch.hint(for: value, among: choices, kind: "values of \(option)")
        case .flag: Bool(value) == nil ? "give \(option) true or false" : nil
        case .wholeNumber(let range):
            Int(value).map(range.contains) == true
                ? nil
                : "give \(option) a whole number "
                    + (range.upperBound == .max
                        ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)")
        case .number(let range):
            Double(value).map { range.contains($0) && $0.isFinite } == true
                ? nil
                : "give \(option) a number "
                    + (range.upperBound.isFinite
                        ? "from \(range.lowerBound) to \(range.upperBound)" : "of at least \(range.lowerBound)")
        }
    }
}
