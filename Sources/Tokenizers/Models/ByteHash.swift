/// A fast hash of short byte strings, for tables that compare the bytes afterwards.
enum ByteHash {
    /// Takes eight bytes at a time, each mixed in by a multiplication.
    @inline(__always)
    static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
        let raw = UnsafeRawBufferPointer(bytes)
        var state = UInt64(truncatingIfNeeded: raw.count) &* 0x9E37_79B9_7F4A_7C15
        var position = 0
        while position + 8 <= raw.count {
            state = mix(state, raw.loadUnaligned(fromByteOffset: position, as: UInt64.self))
            position += 8
        }
        var rest: UInt64 = 0
        while position < raw.count {
            rest = rest << 8 | UInt64(raw[position])
            position += 1
        }
        return mix(state, rest)
    }

    /// Spreads a number over all bits.
    @inline(__always)
    static func mix(_ state: UInt64, _ value: UInt64) -> UInt64 {
        let product = (state ^ value).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
        return product.high ^ product.low
    }
}
