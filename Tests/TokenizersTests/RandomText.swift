/// Random valid Unicode text, the same for the same seed.
struct RandomText {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// SplitMix64.
    private mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }

    private mutating func number(_ range: ClosedRange<UInt32>) -> UInt32 {
        range.lowerBound + UInt32(next() % UInt64(range.upperBound - range.lowerBound + 1))
    }

    mutating func text() -> String {
        let ranges: [ClosedRange<UInt32>] = [
            0x20...0x7E, 0x61...0x7A, 0x30...0x39, 0x20...0x20, 0x09...0x0D, 0x00...0x1F, 0xA0...0x24F, 0x300...0x36F,
            0x590...0x6FF, 0x2000...0x206F, 0x3000...0x30FF, 0x4E00...0x9FFF, 0xE000...0xF8FF, 0x1F300...0x1FAFF,
            0x10000...0x10FFFF, 0x00...0xD7FF,
        ]
        // A few ranges at a time make runs, all of them make mixtures.
        let chosen = (0..<number(1...4)).map { _ in ranges[Int(number(0...UInt32(ranges.count - 1)))] }
        var text = ""
        for _ in 0..<number(0...60) {
            let range = chosen[Int(number(0...UInt32(chosen.count - 1)))]
            if let scalar = Unicode.Scalar(number(range)) { text.unicodeScalars.append(scalar) }
        }
        return text
    }
}
