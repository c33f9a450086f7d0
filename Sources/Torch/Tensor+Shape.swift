import CTorch

extension Tensor {
    /// The same values in another shape, copied only where strides demand it; one size may be -1.
    public func reshape(_ shape: [Int]) throws -> Tensor { try make { ct_reshape($0, $1, shape, shape.count) } }

    /// The same memory in another shape; throws where strides do not allow that. One size may be -1.
    public func view(_ shape: [Int]) throws -> Tensor { try make { ct_view($0, $1, shape, shape.count) } }

    /// The same memory with sizes of 1 repeated to the sizes given; -1 keeps a size.
    public func expand(_ shape: [Int]) throws -> Tensor { try make { ct_expand($0, $1, shape, shape.count) } }

    /// The same memory with two dimensions exchanged.
    public func transpose(_ a: Int, _ b: Int) throws -> Tensor { try make { ct_transpose($0, $1, a, b) } }

    /// The same memory with the dimensions in the order given.
    public func permute(_ dims: [Int]) throws -> Tensor { try make { ct_permute($0, $1, dims, dims.count) } }

    /// The transposed matrix, over the same memory; throws for more than two dimensions.
    public func t() throws -> Tensor { try make(ct_t) }

    /// The dimensions `from` to `to` made one.
    public func flatten(from: Int = 0, to: Int = -1) throws -> Tensor { try make { ct_flatten($0, $1, from, to) } }

    /// The same memory with a dimension of size 1 inserted before `dim`.
    public func unsqueeze(_ dim: Int) throws -> Tensor { try make { ct_unsqueeze($0, $1, dim) } }

    /// The same memory without that dimension if its size is 1, else unchanged.
    public func squeeze(_ dim: Int) throws -> Tensor { try make { ct_squeeze($0, $1, dim) } }

    /// A view of `length` positions from `start` on along one dimension; throws when they do not exist.
    public func narrow(dim: Int, start: Int, length: Int) throws -> Tensor {
        try make { ct_narrow($0, $1, dim, start, length) }
    }

    /// A view of one position along a dimension, which goes away; throws when it does not exist.
    public func select(dim: Int, index: Int) throws -> Tensor { try make { ct_select($0, $1, dim, index) } }

    /// A view of every `step`-th position of `start ..< end`; as in Python, ends beyond the size are cut off.
    public func slice(dim: Int, start: Int, end: Int, step: Int = 1) throws -> Tensor {
        try make { ct_slice($0, $1, dim, start, end, step) }
    }

    /// Views of consecutive pieces of the sizes given, which must add up to the dimension.
    public func split(sizes: [Int], dim: Int) throws -> [Tensor] {
        try collect(sizes.count) { out in
            try change { ct_split(out, $0, sizes, sizes.count, dim) }
        }.compactMap { $0 }
    }

    /// Views of `count` consecutive pieces of equal size, the last smaller; fewer when the dimension is too short.
    public func chunk(_ count: Int, dim: Int) throws -> [Tensor] {
        var made = 0
        return try collect(count) { out in
            try change { ct_chunk(out, &made, $0, count, dim) }
        }.compactMap { $0 }
    }

    /// Each position along a dimension `count` times in a row.
    public func repeatInterleave(_ count: Int, dim: Int) throws -> Tensor {
        try make { ct_repeat_interleave($0, $1, count, dim) }
    }

    /// The tensors one after the other along an existing dimension.
    public static func cat(_ tensors: [Tensor], dim: Int) throws -> Tensor {
        try withHandles(tensors) { list in
            var made: OpaquePointer?
            try check(ct_cat(&made, list, list.count, dim), tensors)
            return try Tensor(adopting: made)
        }
    }

    /// The tensors, all of one shape, side by side along a new dimension.
    public static func stack(_ tensors: [Tensor], dim: Int) throws -> Tensor {
        try withHandles(tensors) { list in
            var made: OpaquePointer?
            try check(ct_stack(&made, list, list.count, dim), tensors)
            return try Tensor(adopting: made)
        }
    }
}
