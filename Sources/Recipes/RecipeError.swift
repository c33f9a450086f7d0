/// Why a command could not do its work: one line that names the file or setting, the place and the cure.
public struct RecipeError: Error, Sendable, Equatable, CustomStringConvertible {
    public let description: String

    public init(_ problem: String, cure: String) {
        description = "\(problem); \(cure)"
    }
}
