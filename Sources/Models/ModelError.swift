/// A model that cannot be built from its files, told in one line: file, place, problem, cure.
public struct ModelError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file or folder, as the user named it.
    public let origin: String
    /// The key or tensor, or nil when the whole file is meant.
    public let place: String?
    /// What is wrong.
    public let problem: String
    /// What to do about it.
    public let cure: String

    public init(origin: String, place: String? = nil, problem: String, cure: String) {
        self.origin = origin
        self.place = place
        self.problem = problem
        self.cure = cure
    }

    public var description: String {
        "\([origin, place, problem].compactMap { $0 }.joined(separator: ": ")); \(cure)"
    }
}
