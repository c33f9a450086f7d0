import CTorch

/// Room for the matrices of one block or one layer in the form in which products read them.
///
/// Otherwise each product packs its matrix while it runs, which takes as long as multiplying some thirty rows with it.
/// A matrix is packed when it is first used, and again once it has changed; one that requires gradients never is. For each
/// direction in which a matrix is used, forward and back, this takes as much memory as the matrix itself.
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

    /// What is packed now, in bytes.
    public var byteCount: Int { Int(ct_packed_weights_size(handle)) }
}
