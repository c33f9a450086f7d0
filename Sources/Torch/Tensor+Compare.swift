import CTorch

// Results are bool tensors in the broadcast shape of the operands.
extension Tensor {
    public func equal(_ other: Tensor) throws -> Tensor { try make(other, ct_eq) }
    public func equal(_ value: Double) throws -> Tensor { try make { ct_eq_value($0, $1, value) } }
    public func notEqual(_ other: Tensor) throws -> Tensor { try make(other, ct_ne) }
    public func notEqual(_ value: Double) throws -> Tensor { try make { ct_ne_value($0, $1, value) } }
    public func less(_ other: Tensor) throws -> Tensor { try make(other, ct_lt) }
    public func less(_ value: Double) throws -> Tensor { try make { ct_lt_value($0, $1, value) } }
    public func lessEqual(_ other: Tensor) throws -> Tensor { try make(other, ct_le) }
    public func lessEqual(_ value: Double) throws -> Tensor { try make { ct_le_value($0, $1, value) } }
    public func greater(_ other: Tensor) throws -> Tensor { try make(other, ct_gt) }
    public func greater(_ value: Double) throws -> Tensor { try make { ct_gt_value($0, $1, value) } }
    public func greaterEqual(_ other: Tensor) throws -> Tensor { try make(other, ct_ge) }
    public func greaterEqual(_ value: Double) throws -> Tensor { try make { ct_ge_value($0, $1, value) } }

    public func logicalAnd(_ other: Tensor) throws -> Tensor { try make(other, ct_logical_and) }
    public func logicalOr(_ other: Tensor) throws -> Tensor { try make(other, ct_logical_or) }
    public func logicalNot() throws -> Tensor { try make(ct_logical_not) }

    /// True where a value is neither infinite nor NaN.
    public func isFinite() throws -> Tensor { try make(ct_isfinite) }

    /// Whether all elements are true or nonzero, as a bool tensor of rank 0.
    public func all() throws -> Tensor { try make(ct_all) }

    /// Whether some element is true or nonzero, as a bool tensor of rank 0.
    public func any() throws -> Tensor { try make(ct_any) }

    /// `a` where the condition is true, `b` elsewhere; all three broadcast.
    public static func `where`(_ condition: Tensor, _ a: Tensor, _ b: Tensor) throws -> Tensor {
        try withExtendedLifetime((condition, a, b)) {
            var made: OpaquePointer?
            try check(ct_where(&made, condition.handle, a.handle, b.handle), [condition, a, b])
            return try Tensor(adopting: made)
        }
    }

    /// This tensor with `value` wherever the bool tensor `mask`, which broadcasts, is true.
    public func maskedFill(_ mask: Tensor, _ value: Double) throws -> Tensor {
        try make(mask) { ct_masked_fill($0, $1, $2, value) }
    }
}
