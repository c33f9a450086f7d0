import MappedFiles
import ModelFiles
import Torch

extension StoredType {
    /// The tensor type with the same bytes, or nil for quantized blocks.
    var dtype: DType? { DType(rawValue: rawValue) }
}

extension DType {
    /// What safetensors calls this type.
    var safetensorsName: String? { StoredType(rawValue: rawValue)?.name }
}

extension StoredTensor {
    /// The tensor in the wanted type on the wanted device.
    ///
    /// On the CPU and in the stored type it uses the mapped bytes where they are, read-only; everything else is one
    /// conversion.
    /// - Throws: `CheckpointError` when quantized blocks are wanted as integers; `TorchError`.
    func load(dtype: DType, device: Device) throws -> Tensor {
        if let own = self.dtype {
            return try borrowed(own).to(dtype: dtype, device: device)
        }
        let floating: Set<DType> = [.float32, .bfloat16, .float16]
        guard let ggmlType = type.ggmlType, floating.contains(dtype) else {
            throw CheckpointError(
                path: file.path, place: "tensor '\(name)'",
                problem: "\(type.name) blocks cannot become \(dtype.rawValue)",
                cure: "ask for float32, bfloat16 or float16")
        }
        return try withBytes {
            try Tensor.dequantizing(gguf: $0, type: ggmlType, shape: shape, dtype: dtype, device: device)
        }
    }

    private var dtype: DType? { type.dtype }

    private func borrowed(_ dtype: DType) throws -> Tensor {
        guard byteCount > 0 else { return try Tensor.empty(shape, dtype: dtype) }
        return try withBytes { bytes in
            if let address = bytes.baseAddress, UInt(bitPattern: address) % UInt(dtype.itemSize) == 0 {
                return try Tensor.borrowing(address, byteCount: byteCount, owner: file, shape: shape, dtype: dtype)
            }
            // Processors read numbers that lie across their natural boundary slowly or not at all.
            return try Tensor(bytes: bytes, shape: shape, dtype: dtype)
        }
    }
}
