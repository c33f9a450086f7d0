import CTorch

// Each of these throws for borrowed memory, and for a leaf that requires gradients outside of `Autograd.noGrad`.
extension Tensor {
    /// Adds `alpha * other` to this tensor.
    public func addInPlace(_ other: Tensor, alpha: Double = 1) throws {
        try change(other) { ct_add_($0, $1, alpha) }
    }

    public func addInPlace(_ value: Double) throws { try change { ct_add_value_($0, value) } }

    public func mulInPlace(_ other: Tensor) throws { try change(other, ct_mul_) }
    public func mulInPlace(_ value: Double) throws { try change { ct_mul_value_($0, value) } }

    public func divInPlace(_ other: Tensor) throws { try change(other, ct_div_) }
    public func divInPlace(_ value: Double) throws { try change { ct_div_value_($0, value) } }

    /// Takes over the values of another tensor, whose shape must broadcast to this one's; types are converted.
    public func copyInPlace(from source: Tensor) throws { try change(source, ct_copy_) }

    public func zeroInPlace() throws { try fillInPlace(0) }
    public func fillInPlace(_ value: Double) throws { try change { ct_fill_($0, value) } }

    /// Values below `min` become `min`, values above `max` become `max`; at least one bound is needed.
    public func clampInPlace(min: Double? = nil, max: Double? = nil) throws {
        try withOptional(min) { low in
            try withOptional(max) { high in try change { ct_clamp_($0, low, high) } }
        }
    }

    /// Random numbers spread evenly over `low ..< high`.
    public func uniformInPlace(low: Double = 0, high: Double = 1) throws {
        try change { ct_uniform_($0, low, high) }
    }

    /// Random numbers of a normal distribution.
    public func normalInPlace(mean: Double = 0, std: Double = 1) throws {
        try change { ct_normal_($0, mean, std) }
    }
}
