import CTorch

/// Turns a status of the C boundary into a Swift error.
@inline(__always)
func check(_ status: ct_status, _ operands: @autoclosure () -> [Tensor] = []) throws {
    if status != CT_OK { throw TorchError(status: status, operands: operands()) }
}

/// Where a C call puts the handle it makes.
typealias Out = UnsafeMutablePointer<OpaquePointer?>

extension Tensor {
    /// The result of a C call without operands.
    @inline(__always)
    static func make(_ body: (Out) -> ct_status) throws -> Tensor {
        var made: OpaquePointer?
        try check(body(&made))
        return try Tensor(adopting: made)
    }

    /// The result of a C call on this tensor.
    ///
    /// Operands stay alive until the call is over: Swift may otherwise free them after the last use of the object,
    /// which is before the last use of its handle.
    @inline(__always)
    func make(_ body: (Out, OpaquePointer) -> ct_status) throws -> Tensor {
        try withExtendedLifetime(self) {
            var made: OpaquePointer?
            try check(body(&made, handle), [self])
            return try Tensor(adopting: made)
        }
    }

    /// The result of a C call on this tensor and another.
    @inline(__always)
    func make(_ other: Tensor, _ body: (Out, OpaquePointer, OpaquePointer) -> ct_status) throws -> Tensor {
        try withExtendedLifetime((self, other)) {
            var made: OpaquePointer?
            try check(body(&made, handle, other.handle), [self, other])
            return try Tensor(adopting: made)
        }
    }

    /// The result of a C call on this tensor and two others.
    @inline(__always)
    func make(
        _ second: Tensor, _ third: Tensor, _ body: (Out, OpaquePointer, OpaquePointer, OpaquePointer) -> ct_status
    ) throws -> Tensor {
        try withExtendedLifetime((self, second, third)) {
            var made: OpaquePointer?
            try check(body(&made, handle, second.handle, third.handle), [self, second, third])
            return try Tensor(adopting: made)
        }
    }

    /// Both results of a C call on this tensor.
    func makePair(_ body: (Out, Out, OpaquePointer) -> ct_status) throws -> (Tensor, Tensor) {
        try withExtendedLifetime(self) {
            var first: OpaquePointer?
            var second: OpaquePointer?
            try check(body(&first, &second, handle), [self])
            // Both are adopted before either may throw, so that neither is lost.
            let results = (Result { try Tensor(adopting: first) }, Result { try Tensor(adopting: second) })
            return (try results.0.get(), try results.1.get())
        }
    }

    /// A C call that changes this tensor.
    @inline(__always)
    func change(_ body: (OpaquePointer) -> ct_status) throws {
        try withExtendedLifetime(self) { try check(body(handle), [self]) }
    }

    /// A C call that changes this tensor with the help of another.
    @inline(__always)
    func change(_ other: Tensor, _ body: (OpaquePointer, OpaquePointer) -> ct_status) throws {
        try withExtendedLifetime((self, other)) { try check(body(handle, other.handle), [self, other]) }
    }
}
