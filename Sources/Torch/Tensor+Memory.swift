import CTorch

extension Tensor {
    /// Copies bytes that hold the elements in row-major order; throws when they are not exactly as many as needed.
    public convenience init(
        bytes: UnsafeRawBufferPointer, shape: [Int], dtype: DType, device: Device = .cpu
    ) throws {
        var made: OpaquePointer?
        try check(
            ct_from_bytes(&made, bytes.baseAddress, bytes.count, shape, shape.count, dtype.code, device.code))
        try self.init(adopting: made)
    }

    private convenience init<Element>(
        copying values: [Element], _ dtype: DType, _ shape: [Int]?, _ device: Device
    ) throws {
        var made: OpaquePointer?
        let sizes = shape ?? [values.count]
        let status = values.withUnsafeBytes { bytes in
            ct_from_bytes(&made, bytes.baseAddress, bytes.count, sizes, sizes.count, dtype.code, device.code)
        }
        try check(status)
        try self.init(adopting: made)
    }

    /// A float32 tensor of a copy of `values`, in row-major order; without a shape it has one dimension.
    public convenience init(_ values: [Float], shape: [Int]? = nil, device: Device = .cpu) throws {
        try self.init(copying: values, .float32, shape, device)
    }

    /// A float64 tensor of a copy of `values`, in row-major order; without a shape it has one dimension.
    public convenience init(_ values: [Double], shape: [Int]? = nil, device: Device = .cpu) throws {
        try self.init(copying: values, .float64, shape, device)
    }

    /// An int64 tensor of a copy of `values`, in row-major order; without a shape it has one dimension.
    public convenience init(_ values: [Int64], shape: [Int]? = nil, device: Device = .cpu) throws {
        try self.init(copying: values, .int64, shape, device)
    }

    /// An int32 tensor of a copy of `values`, in row-major order; without a shape it has one dimension.
    public convenience init(_ values: [Int32], shape: [Int]? = nil, device: Device = .cpu) throws {
        try self.init(copying: values, .int32, shape, device)
    }

    /// A uint8 tensor of a copy of `values`, in row-major order; without a shape it has one dimension.
    public convenience init(_ values: [UInt8], shape: [Int]? = nil, device: Device = .cpu) throws {
        try self.init(copying: values, .uint8, shape, device)
    }

    /// A bool tensor of a copy of `values`, in row-major order; without a shape it has one dimension.
    public convenience init(_ values: [Bool], shape: [Int]? = nil, device: Device = .cpu) throws {
        try self.init(copying: values, .bool, shape, device)
    }

    /// A CPU tensor over memory that somebody else owns, such as a mapped file; nothing is copied.
    ///
    /// `owner` is retained until the last tensor over the memory is gone, on whichever thread that happens; it must
    /// keep the memory valid and unchanged for as long as it lives. The memory may be read-only: every in-place
    /// operation on such a tensor or a view of it throws, and ``clone()`` gives a copy to write to.
    ///
    /// Throws when `byteCount` is not what shape and type take, and when the address is not a multiple of the
    /// element's size.
    public static func borrowing(
        _ pointer: UnsafeRawPointer, byteCount: Int, owner: AnyObject, shape: [Int], dtype: DType
    ) throws -> Tensor {
        let loan = Unmanaged.passRetained(owner).toOpaque()
        return try make { out in
            ct_from_borrowed(
                out, pointer, byteCount, loan, { Unmanaged<AnyObject>.fromOpaque($0).release() }, shape, shape.count,
                dtype.code)
        }
    }

    /// Calls `body` with the elements' bytes in row-major order; throws unless the tensor is contiguous and on the CPU.
    ///
    /// The bytes are valid only during the call.
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) throws -> R {
        try withExtendedLifetime(self) {
            var address: UnsafeRawPointer?
            try check(ct_tensor_bytes(&address, handle), [self])
            return try body(UnsafeRawBufferPointer(start: address, count: address == nil ? 0 : count * dtype.itemSize))
        }
    }

    /// Like ``withUnsafeBytes(_:)``, for writing; throws also for borrowed memory. Autograd does not see the change.
    public func withUnsafeMutableBytes<R>(_ body: (UnsafeMutableRawBufferPointer) throws -> R) throws -> R {
        try withExtendedLifetime(self) {
            var address: UnsafeMutableRawPointer?
            try check(ct_tensor_mutable_bytes(&address, handle), [self])
            return try body(
                UnsafeMutableRawBufferPointer(start: address, count: address == nil ? 0 : count * dtype.itemSize))
        }
    }
}
