/// A metadata value of a GGUF file; the widths of numbers are not kept apart.
public enum GGUFValue: Sendable, Equatable {
    /// Any signed or unsigned integer.
    case integer(Int)
    /// A 32-bit or 64-bit floating-point number.
    case double(Double)
    case bool(Bool)
    case string(String)
    case integers([Int])
    case floats([Float])
    case doubles([Double])
    case bools([Bool])
    case strings([String])
    /// An array of arrays.
    case arrays([GGUFValue])

    /// What error messages call the kind.
    var kind: String {
        switch self {
        case .integer: "an integer"
        case .double: "a floating-point number"
        case .bool: "a truth value"
        case .string: "text"
        case .integers: "an array of integers"
        case .floats, .doubles: "an array of floating-point numbers"
        case .bools: "an array of truth values"
        case .strings: "an array of texts"
        case .arrays: "an array of arrays"
        }
    }
}
