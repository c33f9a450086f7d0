/// Weights that cannot be loaded or a folder that cannot be saved, told in one line: file, place, problem, cure.
public struct CheckpointError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file or folder the problem is in.
    public let path: String
    /// Where in the file, such as a tensor's name; nil when the whole file is meant.
    public let place: String?
    /// What is wrong.
    public let problem: String
    /// What the reader of the message can do about it.
    public let cure: String

    /// An error to throw; the description joins its parts.
    public init(path: String, place: String? = nil, problem: String, cure: String) {
        self.path = path
        self.place = place
        self.problem = problem
        self.cure = cure
    }

    public var description: String {
        let text = "\([path, place, problem].compactMap { $0 }.joined(separator: ": ")); \(cure)"
        // Names come from files, which must not be able to break the line or the terminal.
        let scalars = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? "\u{FFFD}" : $0 }
        return String(String.UnicodeScalarView(scalars))
    }
}
