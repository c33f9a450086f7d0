public import MappedFiles

/// A GGUF file (llama.cpp's container): typed metadata and named tensors, memory-mapped.
///
/// Versions 2 and 3, little endian. Everything the header says is checked when the file is opened.
/// Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
public struct GGUFFile: Sendable {
    /// The file.
    public let file: MappedFile
    /// The format's version.
    public let version: Int
    /// Settings of the model and its tokenizer, by key.
    public let metadata: [String: GGUFValue]
    /// The tensors by their GGUF names, such as `blk.0.attn_q.weight`.
    public let tensors: [String: StoredTensor]
    /// Tensors start at multiples of this many bytes.
    public let alignment: Int

    /// The path the file was opened by.
    public var path: String { file.path }

    private static let defaultAlignment = 32
    private static let mostDimensions = 4

    /// Opens the file at `path`.
    /// - Throws: `ModelFileError` when the file is missing, truncated, of another version, part of a split model, or
    ///   its header is wrong in any way.
    public init(path: String) throws {
        let file = try MappedFile(modelFile: path)
        var cursor = GGUFCursor(file: file)
        guard file.bytes.starts(with: "GGUF".utf8) else {
            throw ModelFileError(
                path: path, problem: "does not begin with 'GGUF': this is no GGUF file", cure: "name a .gguf file")
        }
        _ = try cursor.integer(UInt32.self)
        version = try Self.version(&cursor)
        let tensorCount = try cursor.count(of: "tensors", smallest: 8 + 4 + 4 + 8)
        let entryCount = try cursor.count(of: "metadata entries", smallest: 8 + 4 + 1)
        metadata = try Self.metadata(entryCount, &cursor)
        alignment = try Self.alignment(in: metadata, path: path)
        tensors = try Self.tensors(tensorCount, alignment: alignment, &cursor)
        self.file = file
        if case .integer(let parts) = metadata["split.count"], parts > 1 {
            throw ModelFileError(
                path: path, place: "split.count", problem: "the model is split into \(parts) files",
                cure: "join them with `llama-gguf-split --merge`")
        }
    }

    private static func version(_ cursor: inout GGUFCursor) throws -> Int {
        let version = try cursor.integer(UInt32.self)
        switch version {
        case 2, 3: return Int(version)
        case _ where (1...3).contains(version.byteSwapped):
            throw cursor.failure("the file is big endian", cure: "use a little-endian file")
        default:
            throw cursor.failure("version \(version) is not supported", cure: "convert the model to version 3 again")
        }
    }

    private static func metadata(_ count: Int, _ cursor: inout GGUFCursor) throws -> [String: GGUFValue] {
        var metadata: [String: GGUFValue] = [:]
        for index in 0..<count {
            cursor.place = "metadata entry \(index)"
            let key = try cursor.string()
            cursor.place = "metadata '\(key)'"
            guard metadata.updateValue(try cursor.value(), forKey: key) == nil else {
                throw cursor.failure("the key appears twice")
            }
        }
        return metadata
    }

    private static func alignment(in metadata: [String: GGUFValue], path: String) throws -> Int {
        guard let value = metadata["general.alignment"] else { return defaultAlignment }
        guard case .integer(let alignment) = value, alignment >= 8, alignment <= 1 << 30,
            alignment.nonzeroBitCount == 1
        else {
            throw ModelFileError(
                path: path, place: "metadata 'general.alignment'", problem: "is not a power of two from 8",
                cure: "fetch the file again")
        }
        return alignment
    }

    /// A tensor's entry, before the start of the data is known.
    private struct Entry {
        let name: String
        let type: StoredType
        let shape: [Int]
        let offset: UInt64
        let byteCount: Int
    }

    private static func tensors(
        _ count: Int, alignment: Int, _ cursor: inout GGUFCursor
    ) throws -> [String: StoredTensor] {
        var entries: [Entry] = []
        for index in 0..<count {
            cursor.place = "tensor \(index)"
            let name = try cursor.string()
            cursor.place = "tensor '\(name)'"
            entries.append(try entry(name, alignment: alignment, &cursor))
        }
        let file = cursor.file
        let dataStart = (cursor.offset + alignment - 1) / alignment * alignment
        let available = file.bytes.count - dataStart
        var tensors: [String: StoredTensor] = [:]
        var end: UInt64 = 0
        for entry in entries.sorted(by: { ($0.offset, $0.byteCount) < ($1.offset, $1.byteCount) }) {
            cursor.place = "tensor '\(entry.name)'"
            let (entryEnd, overflow) = entry.offset.addingReportingOverflow(UInt64(entry.byteCount))
            guard !overflow, available >= 0, entryEnd <= UInt64(available) else {
                throw cursor.failure(
                    "\(entry.byteCount) bytes at \(entry.offset) of the data, which has \(max(available, 0)) bytes: "
                        + "the file is truncated or broken")
            }
            guard entry.offset >= end else { throw cursor.failure("its bytes overlap those of another") }
            end = entryEnd
            let tensor = StoredTensor(
                name: entry.name, type: entry.type, shape: entry.shape, file: file,
                offset: dataStart + Int(entry.offset), byteCount: entry.byteCount)
            guard tensors.updateValue(tensor, forKey: entry.name) == nil else {
                throw cursor.failure("the name appears twice")
            }
        }
        return tensors
    }

    private static func entry(_ name: String, alignment: Int, _ cursor: inout GGUFCursor) throws -> Entry {
        let rank = try cursor.integer(UInt32.self)
        guard rank <= mostDimensions else { throw cursor.failure("\(rank) dimensions are more than the format's 4") }
        var shape: [Int] = []
        for _ in 0..<rank {
            guard let size = Int(exactly: try cursor.integer(UInt64.self)) else {
                throw cursor.failure("a dimension is beyond all files")
            }
            shape.insert(size, at: 0)
        }
        let typeNumber = try cursor.integer(UInt32.self)
        guard let type = StoredType(ggmlType: typeNumber) else {
            let supported = StoredType.allCases.filter { $0.ggmlType != nil }.map(\.name).joined(separator: ", ")
            throw cursor.failure(
                "the type \(StoredType.ggmlName(typeNumber)) is not supported",
                cure: "quantize the model to one of \(supported)")
        }
        let offset = try cursor.integer(UInt64.self)
        guard offset % UInt64(alignment) == 0 else {
            throw cursor.failure("its offset \(offset) is not a multiple of the alignment \(alignment)")
        }
        guard let byteCount = type.byteCount(shape: shape) else {
            throw cursor.failure("the shape \(shape) does not fit the type \(type.name)")
        }
        return Entry(name: name, type: type, shape: shape, offset: offset, byteCount: byteCount)
    }
}
