import CTorch

/// Room for the matrices of one block or one layer in the form in which products read them.
///
/// Otherwise each product packs its matrix while it runs, which takes as long as multiplying some thirty rows with it.
/// A matrix is packed when it is first used, and again once it has changed; one that requires gradients never is.
public final class PackedWeights {
    let handle: OpaquePointer

    /// - Throws: `TorchError` when memory runs out.
    public init() throws {
        guard let handle = ct_packed_weights_new() else {
            throw TorchError(code: .outOfMemory, operation: "packedWeights", message: "no memory")
        }
        self.handle = handle
    }

    deinit { ct_packed_weights_free(handle) }

    /// This, where packing is wanted or was done before.
    public func used(if isWanted: Bool) -> PackedWeights? { isWanted || byteCount > 0 ? self : nil }

    /// Forgets what is packed.
    public func clear() { ct_packed_weights_clear(handle) }

    /// What is packed now, in bytes: two forms of each matrix that went both ways, forward and back.
    public var byteCount: Int { Int(ct_packed_weights_size(handle)) }

    /// What a number of this type takes in one of the forms, in bytes: 4, or 2 for bfloat16 where the processor
    /// multiplies that.
    /// - Throws: `TorchError` when `LLAMA_RECIPES_INSTRUCTIONS` names no set of instructions.
    public static func bytesPerNumber(_ dtype: DType) throws -> Int {
        var size: ct_int = 0
        try check(ct_packed_number_size(&size, dtype.code))
        return Int(size)
    }
}
