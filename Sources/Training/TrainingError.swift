/// Why training could not go on: one line with the place and the cure.
public struct TrainingError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    public init(_ problem: String, cure: String) {
        description = "\(problem); \(cure)"
    }
}
