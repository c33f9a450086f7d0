/// Why samples cannot be made into batches, and what to do about it.
public struct BatchingError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The data set, and the sample where one is at fault; nil when a setting is.
    public let place: String?

    /// What is wrong.
    public let problem: String

    /// What the user can do.
    public let cure: String

    public init(place: String? = nil, problem: String, cure: String) {
        self.place = place
        self.problem = problem
        self.cure = cure
    }

    /// One line: place, problem, cure.
    public var description: String {
        let text = (place.map { "\($0): " } ?? "") + "\(problem); \(cure)"
        return String(text.map { $0.isNewline ? " " : $0 })
    }
}
