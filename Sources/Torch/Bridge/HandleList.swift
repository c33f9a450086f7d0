import CTorch

/// Calls `body` with the handles of `tensors`, whose owners stay alive until it returns.
func withHandles<R>(_ tensors: [Tensor], _ body: ([OpaquePointer]) throws -> R) rethrows -> R {
    try withExtendedLifetime(tensors) { try body(tensors.map(\.handle)) }
}

/// Collects `capacity` handles from a C call; null stays nil.
func collect(_ capacity: Int, _ body: (Out) throws -> Void) throws -> [Tensor?] {
    var handles = [OpaquePointer?](repeating: nil, count: Swift.max(capacity, 0))
    try body(&handles)
    // All are adopted before any may throw, so that none is lost.
    let results = handles.map { made in made.map { handle in Result { try Tensor(adopting: handle) } } }
    return try results.map { try $0?.get() }
}
