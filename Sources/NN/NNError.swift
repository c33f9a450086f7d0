/// Misuse of a layer or of a model's input, told in one line.
public struct NNError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    /// - Parameter description: one line: where, what is wrong, what to do.
    public init(_ description: String) {
        self.description = description
    }
}
