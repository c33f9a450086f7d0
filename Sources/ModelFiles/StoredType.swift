/// The type of a tensor's elements as they lie in a file: plain numbers, or GGUF's quantized blocks.
public enum StoredType: String, Sendable, CaseIterable {
    case float32, float16, bfloat16, float64
    case int64, int32, int16, int8, uint8, bool
    case q4_0, q4_1, q5_0, q5_1, q8_0
    case q2K, q3K, q4K, q5K, q6K

    /// The name as the file formats' own documents print it, such as `F32`, `BF16`, `Q4_K`.
    public var name: String {
        switch self {
        case .float32: "F32"
        case .float16: "F16"
        case .bfloat16: "BF16"
        case .float64: "F64"
        case .int64: "I64"
        case .int32: "I32"
        case .int16: "I16"
        case .int8: "I8"
        case .uint8: "U8"
        case .bool: "BOOL"
        case .q4_0, .q4_1, .q5_0, .q5_1, .q8_0: rawValue.uppercased()
        case .q2K, .q3K, .q4K, .q5K, .q6K: "\(rawValue.dropLast().uppercased())_K"
        }
    }

    /// Elements in one block; 1 for plain numbers.
    public var blockSize: Int {
        switch self {
        case .q4_0, .q4_1, .q5_0, .q5_1, .q8_0: 32
        case .q2K, .q3K, .q4K, .q5K, .q6K: 256
        default: 1
        }
    }

    /// Bytes of one block; the element size for plain numbers.
    public var bytesPerBlock: Int {
        switch self {
        case .int8, .uint8, .bool: 1
        case .float16, .bfloat16, .int16: 2
        case .float32, .int32: 4
        case .float64, .int64: 8
        case .q4_0: 2 + 16
        case .q4_1: 2 + 2 + 16
        case .q5_0: 2 + 4 + 16
        case .q5_1: 2 + 2 + 4 + 16
        case .q8_0: 2 + 32
        case .q2K: 16 + 64 + 2 + 2
        case .q3K: 32 + 64 + 12 + 2
        case .q4K: 2 + 2 + 12 + 128
        case .q5K: 2 + 2 + 12 + 32 + 128
        case .q6K: 128 + 64 + 16 + 2
        }
    }

    /// Whether elements lie in quantized blocks and must be dequantized to be read.
    public var isQuantized: Bool { blockSize > 1 }

    /// The type that safetensors calls `name`, or nil for one that is not supported.
    init?(safetensorsName name: String) {
        guard let type = Self.allCases.first(where: { $0.name == name && !$0.isQuantized }) else { return nil }
        self = type
    }

    /// Bytes that a row-major tensor of this shape takes, or nil where the number overflows or a row is not made of
    /// whole blocks.
    public func byteCount(shape: [Int]) -> Int? {
        guard shape.allSatisfy({ $0 >= 0 }), (shape.last ?? 1) % blockSize == 0 else { return nil }
        if shape.contains(0) { return 0 }
        var count = 1
        for dimension in shape {
            let (product, overflow) = count.multipliedReportingOverflow(by: dimension)
            guard !overflow else { return nil }
            count = product
        }
        let (bytes, overflow) = (count / blockSize).multipliedReportingOverflow(by: bytesPerBlock)
        return overflow ? nil : bytes
    }
}
