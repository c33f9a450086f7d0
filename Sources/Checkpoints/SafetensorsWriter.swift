import Foundation
import ModelFiles
public import Torch

/// Writes safetensors files: the same tensors always give the same bytes.
///
/// Wider types come first and the header is padded to 8 bytes, so that every tensor is aligned and can be used in the
/// mapped file. Source: https://github.com/huggingface/safetensors#format
public enum SafetensorsWriter {
    /// What transformers wants to find in the metadata before it loads a file.
    public static let standardMetadata = ["format": "pt"]

    /// Writes one file; it appears whole or not at all.
    /// - Parameters:
    ///   - tensors: on any device; needs the memory of one of them at a time.
    ///   - dtype: the type floating-point tensors are written in; nil keeps each as it is.
    /// - Throws: `CheckpointError` for a name given twice, or when the file cannot be written.
    public static func write(
        _ tensors: [(name: String, tensor: Tensor)], dtype: DType? = nil,
        metadata: [String: String] = standardMetadata, to path: String
    ) throws {
        let entries = try layout(tensors, dtype: dtype, path: path)
        let folder = (path as NSString).deletingLastPathComponent
        let name = (path as NSString).lastPathComponent
        let draft = (folder as NSString).appendingPathComponent(".\(name).partial")
        do {
            try write(entries, header: try header(entries, metadata: metadata), to: draft)
            guard rename(draft, path) == 0 else { throw CheckpointError.system(path, "cannot be put in place") }
            try FolderTree.syncFolder(folder.isEmpty ? "." : folder)
        } catch {
            unlink(draft)
            throw error
        }
    }

    /// Writes the tensors of a dictionary.
    public static func write(
        _ tensors: [String: Tensor], dtype: DType? = nil, metadata: [String: String] = standardMetadata,
        to path: String
    ) throws {
        try write(tensors.map { ($0.key, $0.value) }, dtype: dtype, metadata: metadata, to: path)
    }

    /// Bytes that a tensor takes in a file written with this `dtype`.
    static func byteCount(_ tensor: Tensor, dtype: DType?) -> Int {
        tensor.count * storedType(tensor, dtype).itemSize
    }

    private struct Entry {
        let name: String
        let tensor: Tensor
        let dtype: DType
        let start: Int
        let end: Int
    }

    private static func storedType(_ tensor: Tensor, _ dtype: DType?) -> DType {
        guard let dtype, tensor.dtype.isFloatingPoint else { return tensor.dtype }
        return dtype
    }

    private static func layout(
        _ tensors: [(name: String, tensor: Tensor)], dtype: DType?, path: String
    ) throws -> [Entry] {
        let sorted = tensors.map { (name: $0.name, tensor: $0.tensor, dtype: storedType($0.tensor, dtype)) }
            .sorted { ($1.dtype.itemSize, $0.name) < ($0.dtype.itemSize, $1.name) }
        var names: Set<String> = []
        var end = 0
        return try sorted.map { name, tensor, dtype in
            guard names.insert(name).inserted else {
                throw CheckpointError(
                    path: path, place: "tensor '\(name)'", problem: "was given twice", cure: "name each tensor once")
            }
            let start = end
            end += tensor.count * dtype.itemSize
            return Entry(name: name, tensor: tensor, dtype: dtype, start: start, end: end)
        }
    }

    private static func header(_ entries: [Entry], metadata: [String: String]) throws -> String {
        var header = JSONObject()
        if !metadata.isEmpty {
            var object = JSONObject()
            for (key, value) in metadata.sorted(by: { $0.key < $1.key }) { object[key] = .string(value) }
            header["__metadata__"] = .object(object)
        }
        for entry in entries {
            header[entry.name] = [
                "dtype": entry.dtype.safetensorsName.map { .string($0) } ?? .null,
                "shape": .array(entry.tensor.shape.map { .int($0) }),
                "data_offsets": [.int(entry.start), .int(entry.end)],
            ]
        }
        let text = try JSONValue.object(header).text()
        return text + String(repeating: " ", count: (8 - text.utf8.count % 8) % 8)
    }

    private static func write(_ entries: [Entry], header: String, to path: String) throws {
        let file = try OutputFile(path: path)
        try withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { try file.write($0) }
        try file.write(header)
        for entry in entries {
            let tensor = try entry.tensor.detach().to(dtype: entry.dtype, device: .cpu).contiguous()
            try tensor.withUnsafeBytes { try file.write($0) }
        }
        try file.sync()
    }
}
