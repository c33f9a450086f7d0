/// An adapter that cannot be applied, saved or loaded, told in one line: place, problem, cure.
public struct AdapterError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file with its key, or the setting.
    public let place: String
    /// What is wrong.
    public let problem: String
    /// What to do about it.
    public let cure: String

    public init(place: String, problem: String, cure: String) {
        self.place = place
        self.problem = problem
        self.cure = cure
    }

    public var description: String { "\(place): \(problem); \(cure)" }
}
