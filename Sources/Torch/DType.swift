import CTorch

/// The type of a tensor's elements.
public enum DType: String, Sendable, CaseIterable, Codable {
    case float32, float16, bfloat16, float64, int64, int32, int16, int8, uint8, bool

    /// The name in any of the spellings in use: `bfloat16`, `bf16`, `BF16`, `torch.bfloat16`, `fp32`, `half`, ...
    public init?(parsing text: String) {
        var name = text.lowercased()
        if name.hasPrefix("torch.") { name.removeFirst("torch.".count) }
        switch name {
        case "float32", "fp32", "f32", "float": self = .float32
        case "float16", "fp16", "f16", "half": self = .float16
        case "bfloat16", "bf16": self = .bfloat16
        case "float64", "fp64", "f64", "double": self = .float64
        case "int64", "i64", "long": self = .int64
        case "int32", "i32", "int": self = .int32
        case "int16", "i16", "short": self = .int16
        case "int8", "i8": self = .int8
        case "uint8", "u8", "byte": self = .uint8
        case "bool": self = .bool
        default: return nil
        }
    }

    /// Bytes per element.
    public var itemSize: Int {
        switch self {
        case .float64, .int64: 8
        case .float32, .int32: 4
        case .float16, .bfloat16, .int16: 2
        case .int8, .uint8, .bool: 1
        }
    }

    /// Whether elements are floating-point numbers, which is what gradients need.
    public var isFloatingPoint: Bool {
        switch self {
        case .float32, .float16, .bfloat16, .float64: true
        case .int64, .int32, .int16, .int8, .uint8, .bool: false
        }
    }

    /// The number by which the C boundary knows this type.
    var code: Int32 {
        switch self {
        case .float32: Int32(CT_FLOAT32)
        case .float16: Int32(CT_FLOAT16)
        case .bfloat16: Int32(CT_BFLOAT16)
        case .float64: Int32(CT_FLOAT64)
        case .int64: Int32(CT_INT64)
        case .int32: Int32(CT_INT32)
        case .int16: Int32(CT_INT16)
        case .int8: Int32(CT_INT8)
        case .uint8: Int32(CT_UINT8)
        case .bool: Int32(CT_BOOL)
        }
    }

    init?(code: Int32) {
        switch Int(code) {
        case CT_FLOAT32: self = .float32
        case CT_FLOAT16: self = .float16
        case CT_BFLOAT16: self = .bfloat16
        case CT_FLOAT64: self = .float64
        case CT_INT64: self = .int64
        case CT_INT32: self = .int32
        case CT_INT16: self = .int16
        case CT_INT8: self = .int8
        case CT_UINT8: self = .uint8
        case CT_BOOL: self = .bool
        default: return nil
        }
    }
}
