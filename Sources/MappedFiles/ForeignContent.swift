/// What is often found in the place of a data file, told by its first bytes: a web page, a pointer of Git LFS, compressed
/// data, or text in another encoding.
public struct ForeignContent: Sendable, Equatable {
    public let problem: String
    /// What the user can do.
    public let cure: String

    /// Looks at the first bytes of a file, of which 64 are enough; nil where they are nothing of the kind.
    ///
    /// - Parameter wanted: what the file should be, such as "a CSV file".
    public init?(_ head: some Collection<UInt8>, insteadOf wanted: String) {
        let head = Array(head.prefix(512))
        let blanks: [UInt8] = [0x20, 0x09, 0x0A, 0x0D]
        let text = String(decoding: head.drop { blanks.contains($0) }.prefix(64), as: UTF8.self).lowercased()
        if ["<!doctype", "<html", "<?xml"].contains(where: { text.hasPrefix($0) }) {
            problem = "this is a web page, not \(wanted)"
            cure = "download it again, by the address of the raw file"
        } else if text.hasPrefix("version https://git-lfs") {
            problem = "this is a Git LFS pointer, not \(wanted)"
            cure = "fetch the file itself, with git lfs pull"
        } else if head.starts(with: [0xFF, 0xFE]) && !head.starts(with: [0xFF, 0xFF])
            || head.starts(with: [0xFE, 0xFF])
        {
            problem = "this is UTF-16 text"
            cure = "convert the file, for instance with iconv -f UTF-16 -t UTF-8"
        } else if let ending = Self.compressions.first(where: { head.starts(with: $0.magic) })?.ending {
            problem = "the file is compressed, which its name does not say"
            cure = "decompress it, or name it \(ending)"
        } else if head.starts(with: Array("PK\u{3}\u{4}".utf8)) {
            problem = "this is a ZIP archive, not \(wanted)"
            cure = "unpack it"
        } else {
            return nil
        }
    }

    private static let compressions: [(magic: [UInt8], ending: String)] = [
        ([0x1F, 0x8B], ".gz"), ([0x28, 0xB5, 0x2F, 0xFD], ".zst"), ([0x42, 0x5A, 0x68], ".bz2"),
    ]
}
