public import MappedFiles

/// Gives the text of files that are compressed as a whole, such as `train.csv.gz`.
///
/// Compressed text has no random access, so it is decompressed once, into a temporary file whose pages cost no memory;
/// from there it is read like any other text. The codecs are native code, so they come from outside (`TableOpener`).
public protocol TextDecompressor: Sendable {
    /// The endings of the files it takes, in lower case and with the dot: `.gz`.
    var endings: [String] { get }

    /// The text of the file at `path`; a file that cannot be decompressed is an error that names it.
    func text(of path: String) throws -> MappedFile
}
