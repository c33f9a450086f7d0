public import MappedFiles

/// A safetensors file: named tensors behind a JSON header, memory-mapped.
///
/// Everything the header says is checked when the file is opened, so the tensors' bytes can be used without a check.
/// Source: https://github.com/huggingface/safetensors#format
public struct SafetensorsFile: Sendable {
    /// The file.
    public let file: MappedFile
    /// The tensors, in the order of their bytes.
    public let tensors: [StoredTensor]
    /// The header's `__metadata__`; empty where there is none.
    public let metadata: [String: String]

    /// The largest header that other readers accept.
    static let largestHeader = 100_000_000
    static let metadataKey = "__metadata__"

    /// Opens the file at `path`.
    /// - Throws: `ModelFileError` when the file is missing, truncated, or its header is wrong in any way.
    public init(path: String) throws {
        let file = try MappedFile(modelFile: path)
        func failure(_ problem: String, place: String? = "header") -> ModelFileError {
            ModelFileError(path: path, place: place, problem: problem, cure: "fetch or save the file again")
        }
        guard file.bytes.count >= 8 else {
            throw failure("\(file.bytes.count) bytes are too few for a safetensors file", place: nil)
        }
        let length = UInt64(littleEndian: file.bytes.loadUnaligned(as: UInt64.self))
        guard length <= UInt64(Self.largestHeader) else {
            throw failure("its length, \(length) bytes, is beyond \(Self.largestHeader): this is no safetensors file")
        }
        let dataStart = 8 + Int(length)
        guard dataStart <= file.bytes.count else {
            throw failure("is \(length) bytes long, but only \(file.bytes.count - 8) follow: the file is truncated")
        }
        let header = try JSONParser.parse(
            UnsafeRawBufferPointer(rebasing: file.bytes[8..<dataStart]), origin: "\(path): header",
            allowsRepeatedKeys: false)
        guard let members = header.objectValue else { throw failure("is not a JSON object") }

        var tensors: [StoredTensor] = []
        var metadata: [String: String] = [:]
        for (name, value) in members {
            if name == Self.metadataKey {
                guard let entries = value.objectValue else { throw failure("'\(name)' is not a JSON object") }
                for (key, entry) in entries {
                    guard let text = entry.stringValue else { throw failure("'\(name)' holds no text for '\(key)'") }
                    metadata[key] = text
                }
            } else {
                tensors.append(try Self.tensor(name, value, file: file, dataStart: dataStart))
            }
        }
        // Empty tensors share their offset with a neighbour, so the end decides between equal starts.
        tensors.sort { ($0.offset, $0.offset + $0.byteCount) < ($1.offset, $1.offset + $1.byteCount) }
        var end = dataStart
        for tensor in tensors {
            let place = "tensor '\(tensor.name)'"
            guard tensor.offset >= end else { throw failure("its bytes overlap those of another", place: place) }
            guard tensor.offset == end else {
                throw failure("\(tensor.offset - end) bytes before it belong to no tensor", place: place)
            }
            end += tensor.byteCount
        }
        guard end == file.bytes.count else {
            throw failure("\(file.bytes.count - end) bytes at the end belong to no tensor", place: nil)
        }
        self.file = file
        self.tensors = tensors
        self.metadata = metadata
    }

    private static func tensor(
        _ name: String, _ entry: JSONValue, file: MappedFile, dataStart: Int
    ) throws -> StoredTensor {
        func failure(_ problem: String, cure: String = "fetch or save the file again") -> ModelFileError {
            ModelFileError(path: file.path, place: "tensor '\(name)'", problem: problem, cure: cure)
        }
        guard let typeName = entry["dtype"]?.stringValue else { throw failure("its 'dtype' is missing") }
        guard let type = StoredType(safetensorsName: typeName) else {
            throw failure(
                "the dtype '\(typeName)' is not supported",
                cure: "convert it to one of " + StoredType.safetensorsNames.joined(separator: ", "))
        }
        guard let dimensions = entry["shape"]?.arrayValue else { throw failure("its 'shape' is missing") }
        let shape = dimensions.compactMap(\.intValue)
        guard shape.count == dimensions.count, shape.allSatisfy({ $0 >= 0 }) else {
            throw failure("its 'shape' holds something else than sizes")
        }
        guard let range = entry["data_offsets"]?.arrayValue, range.count == 2,
            let start = range[0].intValue, let end = range[1].intValue
        else { throw failure("its 'data_offsets' are not two numbers") }
        guard start >= 0, start <= end else { throw failure("its 'data_offsets' [\(start), \(end)] are no range") }
        let available = file.bytes.count - dataStart
        guard end <= available else {
            throw failure("ends at byte \(end), but the file holds \(available) bytes of data: the file is truncated")
        }
        guard let byteCount = type.byteCount(shape: shape) else {
            throw failure("the shape \(shape) is beyond all files")
        }
        guard byteCount == end - start else {
            throw failure("\(typeName) \(shape) takes \(byteCount) bytes, but its 'data_offsets' span \(end - start)")
        }
        return StoredTensor(
            name: name, type: type, shape: shape, file: file, offset: dataStart + start, byteCount: byteCount)
    }
}

extension StoredType {
    /// The names of all types a safetensors file may hold here.
    static var safetensorsNames: [String] { allCases.filter { !$0.isQuantized }.map(\.name) }
}
