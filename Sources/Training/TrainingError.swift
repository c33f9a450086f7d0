/// Why training could not go on: one line with the place and the cure.
public struct TrainingError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    public init(_ problem: String, cure: String) {
        description = "\(problem); \(cure)"
    }

    /// Of a loss, or what comes of it, that is infinite or no number.
    static func notFinite(_ problem: String) -> TrainingError {
        TrainingError(problem, cure: "lower --lr, set --gradient_clipping True, or use --dtype float32 in training")
    }
}
