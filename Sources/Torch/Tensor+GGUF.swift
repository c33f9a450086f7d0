import CTorch

extension Tensor {
    /// A tensor out of the blocks of a GGUF file, quantized or plain.
    ///
    /// Throws when `bytes` is not exactly what shape and type take, when `type` is not one of F32, F16, BF16, Q4_0,
    /// Q4_1, Q5_0, Q5_1, Q8_0, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, and when `dtype` is not float32, bfloat16 or float16.
    /// - Parameters:
    ///   - type: the file's number for the type (`ggml_type`).
    ///   - shape: row-major; the last dimension is a multiple of the block size.
    public static func dequantizing(
        gguf bytes: UnsafeRawBufferPointer, type: UInt32, shape: [Int], dtype: DType = .float32, device: Device = .cpu
    ) throws -> Tensor {
        let tensor = try make {
            ct_dequantize_gguf($0, bytes.baseAddress, bytes.count, type, shape, shape.count, dtype.code)
        }
        return try tensor.to(device: device)
    }
}
