/// One thing that is wrong with the settings: where it was found, and what to do about it.
public struct ConfigurationProblem: Sendable, Equatable, CustomStringConvertible {
    /// Where: `--lr`, `run.yaml:12`, or a quoted stray word.
    public let place: String
    /// What is wrong and what would be right, on one line.
    public let message: String

    /// Creates a problem; line breaks in either part are shown escaped, so that one problem stays one line.
    public init(place: String, message: String) {
        self.place = Quoting.oneLine(place)
        self.message = Quoting.oneLine(message)
    }

    public var description: String { "\(place): \(message)" }
}
