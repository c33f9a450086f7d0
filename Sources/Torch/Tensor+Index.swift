import CTorch

// Index tensors are int64.
extension Tensor {
    /// The positions that `index` [N] lists along one dimension.
    public func indexSelect(dim: Int, index: Tensor) throws -> Tensor {
        try make(index) { ct_index_select($0, $1, dim, $2) }
    }

    /// For each place of `index` the element at that place, with the coordinate `dim` taken from `index`.
    public func gather(dim: Int, index: Tensor) throws -> Tensor {
        try make(index) { ct_gather($0, $1, dim, $2) }
    }

    /// A copy with the slices of `source` added at the positions that `index` [N] lists; repeated ones add up.
    public func indexAdd(dim: Int, index: Tensor, source: Tensor) throws -> Tensor {
        try withExtendedLifetime((self, index, source)) {
            var made: OpaquePointer?
            try check(
                ct_index_add(&made, handle, dim, index.handle, source.handle), [self, index, source])
            return try Tensor(adopting: made)
        }
    }

    /// A copy with the elements of `source` put where `index` says along `dim`; the reverse of ``gather(dim:index:)``.
    public func scatter(dim: Int, index: Tensor, source: Tensor) throws -> Tensor {
        try withExtendedLifetime((self, index, source)) {
            var made: OpaquePointer?
            try check(ct_scatter(&made, handle, dim, index.handle, source.handle), [self, index, source])
            return try Tensor(adopting: made)
        }
    }

    /// Overwrites the positions that `index` [N] lists with the slices of `source`.
    public func indexCopyInPlace(dim: Int, index: Tensor, source: Tensor) throws {
        try withExtendedLifetime((self, index, source)) {
            try check(ct_index_copy_(handle, dim, index.handle, source.handle), [self, index, source])
        }
    }

    /// The elements where the bool tensor `mask` is true, in one dimension.
    public func maskedSelect(_ mask: Tensor) throws -> Tensor { try make(mask, ct_masked_select) }

    /// The coordinates of all elements that are not zero: [N, rank] int64.
    public func nonzero() throws -> Tensor { try make(ct_nonzero) }

    /// The `k` largest values along a dimension, largest first, and where they were.
    public func topK(_ k: Int, dim: Int = -1) throws -> (values: Tensor, indices: Tensor) {
        try makePair { ct_topk($0, $1, $2, k, dim) }
    }

    /// The values along a dimension in order, and where they were.
    public func sort(dim: Int = -1, descending: Bool = false) throws -> (values: Tensor, indices: Tensor) {
        try makePair { ct_sort($0, $1, $2, dim, descending) }
    }

    /// The position of the largest value along a dimension.
    public func argmax(dim: Int = -1) throws -> Tensor { try make { ct_argmax($0, $1, dim) } }

    /// `count` positions drawn at random from each row of weights [N] or [B, N], which need not add up to 1.
    public func multinomial(_ count: Int, replacement: Bool = false) throws -> Tensor {
        try make { ct_multinomial($0, $1, count, replacement) }
    }
}
