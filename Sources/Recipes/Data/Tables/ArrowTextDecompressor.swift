import Datasets
import MappedFiles
import Tables

/// Decompresses text with Arrow's codecs, into a temporary file without a name.
struct ArrowTextDecompressor: TextDecompressor {
    /// Where the temporary files take their space.
    let folder: String

    let endings = CompressedText.endings

    func text(of path: String) throws -> MappedFile {
        try DatasetError.translating {
            let file = try TemporaryFile(in: folder)
            try CompressedText.decompress(path) { try file.write($0) }
            return try file.mapped(path: path)
        }
    }
}
