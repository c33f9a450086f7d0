import Crypto
import Datasets
import Foundation
import ModelFiles

/// Everything that tokenized samples depend on, as one text: content of the data, the data set with its options, the
/// tokenizer and the program. When any of it changes, so does the key, and nothing made before is used.
struct TokenizedKey {
    /// The SHA-256 of it all, in hexadecimal.
    let text: String
    private let dataFiles: [FileDigest]

    /// What the samples are made from.
    enum Source {
        case files([String])
        /// What a data set says of itself; see `Dataset.cacheIdentity`.
        case identity(String)
    }

    /// Reads and hashes the files of data and tokenizer; nothing is remembered by time or size, as both can lie.
    /// - Throws: `RecipeError` when a file cannot be read.
    init(
        _ source: Source, config: DatasetConfig, split: DatasetSplit, tokenizerPath: String,
        program: String = Program.digest
    ) throws {
        var fields = KeyFields()
        fields.add("program", program)
        fields.add("data set", config.name, split.rawValue)
        fields.add("splits", config.trainSplit ?? "-", config.testSplit ?? "-")
        for (key, value) in config.options.sorted(by: { $0.key < $1.key }) { fields.add("option", key, value) }
        switch source {
        case .files(let paths):
            dataFiles = try paths.map { try FileDigest($0) }
            for file in dataFiles { fields.add("data", file.path, file.sha256.hexadecimal) }
        case .identity(let identity):
            dataFiles = []
            fields.add("identity", identity)
        }
        for file in try Self.tokenizerFiles(tokenizerPath) {
            fields.add("tokenizer", (file.path as NSString).lastPathComponent, file.sha256.hexadecimal)
        }
        text = fields.digest
    }

    /// Throws when a data file has changed since it was hashed: what was made of it does not belong to this key.
    func requireUnchanged() throws {
        for file in dataFiles { try file.requireUnchanged() }
    }

    /// The files that a tokenizer at `path` can be made of. Of a model folder that is all but the weights: a file too
    /// many costs another tokenization at worst.
    private static func tokenizerFiles(_ path: String) throws -> [FileDigest] {
        var isFolder: ObjCBool = false
        _ = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
        guard !isFolder.boolValue else {
            return try files(in: path) { !weights.contains($0) }
        }
        if ModelLoader.isGGUF(path) {
            // The tokenizer lies in the metadata, before the weights.
            return [try FileDigest(path, limit: GGUFFile(path: path).tensors.values.map(\.offset).min() ?? .max)]
        }
        let folder = (path as NSString).deletingLastPathComponent
        let beside = try files(in: folder.isEmpty ? "." : folder) { ["json", "jinja", "model", "txt"].contains($0) }
        return [try FileDigest(path)] + beside
    }

    private static let weights: Set = [
        "safetensors", "bin", "gguf", "pt", "pth", "ckpt", "h5", "msgpack", "onnx", "ot", "npz",
    ]

    private static func files(in folder: String, _ isWanted: (_ ending: String) -> Bool) throws -> [FileDigest] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted().compactMap { name in
            let path = "\(folder)/\(name)"
            var isFolder: ObjCBool = false
            guard isWanted((name as NSString).pathExtension.lowercased()),
                FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue
            else { return nil }
            return try FileDigest(path)
        }
    }

    /// The running program, whose code decides prompts, reading and tokenization.
    enum Program {
        /// The SHA-256 of its file; random where that cannot be read, so that nothing is used again.
        static let digest: String = {
            #if os(Linux)
                let path: String? = "/proc/self/exe"
            #else
                let path = Bundle.main.executablePath
            #endif
            let digest = path.flatMap { try? FileDigest($0) }?.sha256.hexadecimal
            return digest ?? UUID().uuidString
        }()
    }
}

/// Texts whose borders count as much as their letters.
private struct KeyFields {
    private var hash = SHA256()

    mutating func add(_ texts: String...) {
        // The number of bytes before each text tells ("ab", "c") from ("a", "bc").
        let parts = ["\(texts.count)"] + texts
        for text in parts { hash.update(data: Data("\(text.utf8.count):\(text)".utf8)) }
    }

    var digest: String { hash.finalize().hexadecimal }
}
