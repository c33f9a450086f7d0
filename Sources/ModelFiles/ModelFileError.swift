/// A model file that cannot be read or written, told in one line: file, place, problem, cure.
public struct ModelFileError: Error, Sendable, Equatable, CustomStringConvertible {
    /// The file or folder the problem is in.
    public let path: String
    /// Where in the file: a key, a tensor, a byte or a line; nil when the whole file is meant.
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
        let parts = [path, place, problem].compactMap { $0 }
        // Names come from the file itself, so a hostile file could otherwise break the line or the terminal.
        return "\(parts.joined(separator: ": ")); \(cure)".withoutControlCharacters
    }
}

extension String {
    fileprivate var withoutControlCharacters: String {
        String(String.UnicodeScalarView(unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? "\u{fffd}" : $0 }))
    }
}
