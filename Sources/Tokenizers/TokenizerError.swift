/// Why a tokenizer cannot be loaded: the file, the place in it, and what to do.
public struct TokenizerError: Error, CustomStringConvertible, Sendable, Equatable {
    /// The file or folder.
    public let path: String
    /// Where in the file, such as `model.merges[17]`; empty for the file as a whole.
    public let place: String
    /// What is wrong.
    public let problem: String
    /// What to do about it.
    public let cure: String

    init(_ path: String, _ place: String = "", problem: String, cure: String = "fetch the file again") {
        self.path = path
        self.place = place
        self.problem = problem
        self.cure = cure
    }

    /// One line: file, place, problem, cure.
    public var description: String {
        let origin = place.isEmpty ? path : "\(path): \(place)"
        return "\(origin): \(problem); \(cure)".replacing("\n", with: "\\n").replacing("\r", with: "\\r")
    }
}
