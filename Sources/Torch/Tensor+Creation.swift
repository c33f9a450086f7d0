import CTorch

extension Tensor {
    public static func zeros(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) throws -> Tensor {
        try full(shape, 0, dtype: dtype, device: device)
    }

    public static func ones(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) throws -> Tensor {
        try full(shape, 1, dtype: dtype, device: device)
    }

    public static func full(
        _ shape: [Int], _ value: Double, dtype: DType = .float32, device: Device = .cpu
    ) throws -> Tensor {
        try make { ct_full($0, shape, shape.count, value, dtype.code, device.code) }
    }

    /// A tensor whose values are whatever the memory held.
    public static func empty(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) throws -> Tensor {
        try make { ct_empty($0, shape, shape.count, dtype.code, device.code) }
    }

    /// A single number, of rank 0.
    public static func scalar(_ value: Double, dtype: DType = .float32, device: Device = .cpu) throws -> Tensor {
        try full([], value, dtype: dtype, device: device)
    }

    /// Zeros in the shape and on the device of another tensor, and of its type unless another is given.
    public static func zeros(like other: Tensor, dtype: DType? = nil) throws -> Tensor {
        try other.make { ct_full_like($0, $1, 0, (dtype ?? other.dtype).code) }
    }

    /// Ones in the shape and on the device of another tensor, and of its type unless another is given.
    public static func ones(like other: Tensor, dtype: DType? = nil) throws -> Tensor {
        try other.make { ct_full_like($0, $1, 1, (dtype ?? other.dtype).code) }
    }

    /// Uninitialized memory in the shape and on the device of another tensor, and of its type unless another is given.
    public static func empty(like other: Tensor, dtype: DType? = nil) throws -> Tensor {
        try other.make { ct_empty_like($0, $1, (dtype ?? other.dtype).code) }
    }

    /// The integers `0 ..< end` as int64.
    public static func arange(_ end: Int, device: Device = .cpu) throws -> Tensor {
        try arange(0, end, device: device)
    }

    /// The integers from `start` up to but not including `end` as int64.
    public static func arange(_ start: Int, _ end: Int, step: Int = 1, device: Device = .cpu) throws -> Tensor {
        try make { ct_arange($0, start, end, step, device.code) }
    }

    /// The unit matrix [n, n].
    public static func eye(_ n: Int, dtype: DType = .float32, device: Device = .cpu) throws -> Tensor {
        try make { ct_eye($0, n, dtype.code, device.code) }
    }

    /// Random numbers of the standard normal distribution.
    public static func randn(_ shape: [Int], dtype: DType = .float32, device: Device = .cpu) throws -> Tensor {
        try make { ct_randn($0, shape, shape.count, dtype.code, device.code) }
    }

    /// Random numbers spread evenly over `low ..< high`.
    public static func uniform(
        _ shape: [Int], low: Double = 0, high: Double = 1, dtype: DType = .float32, device: Device = .cpu
    ) throws -> Tensor {
        try make { ct_uniform($0, shape, shape.count, low, high, dtype.code, device.code) }
    }
}
