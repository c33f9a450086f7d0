import CTorch

/// Work over a list of tensors as if they were one; not recorded for gradients.
public enum Foreach {
    /// The L2 norm of all elements together, squares summed in float32; 0 for an empty list.
    public static func norm(_ tensors: [Tensor]) throws -> Double {
        var value = 0.0
        try withHandles(tensors) { list in try check(ct_total_norm(&value, list, list.count), tensors) }
        return value
    }

    /// Multiplies every element by a factor, in place.
    public static func scaleInPlace(_ tensors: [Tensor], _ factor: Double) throws {
        try withHandles(tensors) { list in try check(ct_scale_all_(list, list.count, factor), tensors) }
    }
}
