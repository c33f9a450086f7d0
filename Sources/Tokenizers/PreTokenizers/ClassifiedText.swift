/// Well-formed UTF-8 with the class of each scalar at hand.
struct ClassifiedText {
    let bytes: UnsafeBufferPointer<UInt8>
    private let classes: UnsafeBufferPointer<UInt8>

    /// Runs `body` on the text; neither pointer outlives the call.
    static func with<Result>(
        _ bytes: UnsafeBufferPointer<UInt8>, _ body: (ClassifiedText) throws -> Result
    ) rethrows -> Result {
        try UnicodeClass.table.withUnsafeBufferPointer { try body(ClassifiedText(bytes: bytes, classes: $0)) }
    }

    /// The class of the scalar at `position` and where the next scalar begins.
    @inline(__always)
    func scalar(at position: Int) -> (kind: UInt8, next: Int) {
        let lead = bytes[position]
        if lead < 0x80 { return (classes[Int(lead)], position + 1) }
        if lead < 0xE0 {
            return (classes[Int(lead & 0x1F) << 6 | continuation(position + 1)], position + 2)
        }
        if lead < 0xF0 {
            let code = Int(lead & 0x0F) << 12 | continuation(position + 1) << 6 | continuation(position + 2)
            return (classes[code], position + 3)
        }
        let code =
            Int(lead & 0x07) << 18 | continuation(position + 1) << 12 | continuation(position + 2) << 6
            | continuation(position + 3)
        return (code < classes.count ? classes[code] : UnicodeClass.other, position + 4)
    }

    @inline(__always)
    private func continuation(_ position: Int) -> Int { Int(bytes[position] & 0x3F) }
}
