/// A model or data set on the Hub.
public struct HubRepository: Sendable, Hashable, CustomStringConvertible {
    /// What a repository holds.
    public enum Kind: String, Sendable, CaseIterable {
        case model
        case dataset

        /// For messages.
        public var noun: String { self == .model ? "model" : "data set" }
    }

    public let kind: Kind
    /// `owner/name`, or `name` alone for the oldest repositories.
    public let name: String

    /// - Throws: `HubError` when no repository can have that name.
    public init(_ name: String, _ kind: Kind) throws(HubError) {
        guard Self.isName(name) else {
            throw HubError(
                .invalidName, "'\(name)' is no name of a \(kind.noun) on the Hub",
                cure: "write owner/name, of letters, digits, '-', '_' and '.'")
        }
        self.kind = kind
        self.name = name
    }

    /// The same name as a repository of the other kind.
    var other: HubRepository { HubRepository(name: name, kind: kind == .model ? .dataset : .model) }

    private init(name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }

    public var description: String { name }

    /// Whether the Hub allows this name. What it allows can also be a folder's name: `--` separates owner and name there.
    static func isName(_ text: String) -> Bool {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count <= 2 && text.utf8.count <= 193 && parts.allSatisfy(isPart)
            && !text.contains("--") && !text.contains("..")
    }

    private static func isPart(_ part: Substring) -> Bool {
        guard let first = part.utf8.first, let last = part.utf8.last, part.utf8.count <= 96 else { return false }
        let edges = Set("-.".utf8)
        return part.utf8.allSatisfy { $0.isLetterOrDigit || Set("-_.".utf8).contains($0) }
            && !edges.contains(first) && !edges.contains(last)
    }
}

extension UInt8 {
    var isLetterOrDigit: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self)
            || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self)
    }

    var isLowercaseHex: Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
    }
}
