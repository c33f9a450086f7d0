extension StoredType {
    /// The number of this type in a GGUF file (`enum ggml_type`), or nil for the types GGUF has no number for.
    ///
    /// Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
    public var ggmlType: UInt32? {
        switch self {
        case .float32: 0
        case .float16: 1
        case .q4_0: 2
        case .q4_1: 3
        case .q5_0: 6
        case .q5_1: 7
        case .q8_0: 8
        case .q2K: 10
        case .q3K: 11
        case .q4K: 12
        case .q5K: 13
        case .q6K: 14
        case .int8: 24
        case .int16: 25
        case .int32: 26
        case .int64: 27
        case .float64: 28
        case .bfloat16: 30
        case .uint8, .bool: nil
        }
    }

    /// The type with this GGUF number, or nil for a number that is unknown or not supported.
    public init?(ggmlType: UInt32) {
        guard let type = Self.allCases.first(where: { $0.ggmlType == ggmlType }) else { return nil }
        self = type
    }

    /// What an unsupported GGUF type number is called, so that the error message can name it.
    static func ggmlName(_ number: UInt32) -> String {
        let names: [UInt32: String] = [
            9: "Q8_1", 15: "Q8_K", 16: "IQ2_XXS", 17: "IQ2_XS", 18: "IQ3_XXS", 19: "IQ1_S", 20: "IQ4_NL",
            21: "IQ3_S", 22: "IQ2_S", 23: "IQ4_XS", 29: "IQ1_M", 34: "TQ1_0", 35: "TQ2_0", 39: "MXFP4",
        ]
        return names[number].map { "\($0) (\(number))" } ?? "\(number)"
    }
}
