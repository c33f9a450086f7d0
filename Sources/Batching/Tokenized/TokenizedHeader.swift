/// The first bytes of a file of tokenized samples.
///
/// The file holds, after the header: for each sample its ids and then its labels (`Int32`), the place in tokens at which
/// each sample ends (`UInt64`), and a `TokenizedDescription` as JSON. All numbers are little endian, as those of every
/// machine that this runs on.
struct TokenizedHeader: Equatable {
    /// Number of samples.
    var samples = 0
    /// Number of tokens of all samples.
    var tokens = 0
    /// Checksum of ids, labels and ends.
    var checksum: UInt64 = 0
    /// Length of the description.
    var descriptionBytes = 0
    /// Checksum of the description.
    var descriptionChecksum: UInt64 = 0

    static let byteCount = 64
    /// Changes with the layout of the file, and with what its numbers mean.
    static let version: UInt64 = 2
    private static let magic: UInt64 = 0x534E_454B_4F54_524C  // "LRTOKENS"

    /// Where the ends begin.
    var endsOffset: Int { Self.byteCount + tokens * 8 }
    /// Where the description begins.
    var descriptionOffset: Int { endsOffset + samples * 8 }
    /// Length of the whole file.
    var fileBytes: Int { descriptionOffset + descriptionBytes }

    /// The header as it stands in the file.
    var words: [UInt64] {
        let words = [
            Self.magic, Self.version, UInt64(samples), UInt64(tokens), checksum, UInt64(descriptionBytes),
            descriptionChecksum,
        ]
        return words + [TokenizedChecksum.of(words)]
    }

    init() {}

    /// Reads a header; nil when it is none, or one of another version.
    init?(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.count >= Self.byteCount else { return nil }
        let words = (0..<8).map { bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self) }
        // Numbers beyond any file's size would overflow below.
        guard words[2] < 1 << 40, words[3] < 1 << 40, words[5] < 1 << 40 else { return nil }
        samples = Int(words[2])
        tokens = Int(words[3])
        checksum = words[4]
        descriptionBytes = Int(words[5])
        descriptionChecksum = words[6]
        guard words == self.words else { return nil }
    }
}
