extension Sequence<UInt8> {
    /// Two lower-case digits for each byte, as checksums are written.
    package var hexadecimal: String {
        let digits = Array("0123456789abcdef")
        return String(flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] })
    }
}
