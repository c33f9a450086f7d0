/// Everything that is wrong with the settings, collected before anything runs.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The problems in the order in which they were met; never empty when thrown by this module.
    public let problems: [ConfigurationProblem]

    /// Creates an error out of the collected problems.
    public init(_ problems: [ConfigurationProblem]) {
        self.problems = problems
    }

    /// Creates an error of a single problem.
    public init(place: String, message: String) {
        self.init([ConfigurationProblem(place: place, message: message)])
    }

    /// One line for each problem.
    public var description: String {
        problems.map(\.description).joined(separator: "\n")
    }
}
