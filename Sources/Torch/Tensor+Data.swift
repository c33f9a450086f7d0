import CTorch

extension Tensor {
    /// The value of a tensor of one element; throws for any other.
    public func item() throws -> Double {
        var value = 0.0
        try change { ct_tensor_item_double(&value, $0) }
        return value
    }

    /// The value of a tensor of one element as an integer, exactly; throws for any other.
    public func int64Item() throws -> Int64 {
        var value: Int64 = 0
        try change { ct_tensor_item_int64(&value, $0) }
        return value
    }

    /// All values in row-major order, converted to `Float`.
    public func floats() throws -> [Float] { try values(as: .float32) }

    /// All values in row-major order, converted to `Double`.
    public func doubles() throws -> [Double] { try values(as: .float64) }

    /// All values in row-major order, converted to `Int64`; fractions are cut off.
    public func int64s() throws -> [Int64] { try values(as: .int64) }

    private func values<Element>(as dtype: DType) throws -> [Element] {
        try Autograd.noGrad {
            try to(dtype: dtype, device: .cpu).contiguous().withUnsafeBytes { Array($0.bindMemory(to: Element.self)) }
        }
    }

    /// This tensor's values in another type; shares memory when the type is the same.
    public func to(dtype: DType) throws -> Tensor { try to(dtype: dtype, device: device) }

    /// This tensor's values on another device; shares memory when the device is the same.
    public func to(device: Device) throws -> Tensor { try to(dtype: dtype, device: device) }

    /// This tensor's values in another type and on another device; shares memory when nothing changes.
    public func to(dtype: DType, device: Device) throws -> Tensor {
        if dtype == self.dtype, device == self.device { return self }
        return try make { ct_to($0, $1, dtype.code, device.code) }
    }

    /// The values in row-major order without gaps; shares memory when they already are.
    public func contiguous() throws -> Tensor { try isContiguous ? self : make(ct_contiguous) }

    /// A copy with memory of its own.
    public func clone() throws -> Tensor { try make(ct_clone) }

    /// The same memory, cut off from the computation that made it: no gradient flows through.
    public func detach() throws -> Tensor { try make(ct_detach) }
}
