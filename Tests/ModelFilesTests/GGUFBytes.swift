/// The bytes of a GGUF file, put together by hand.
struct GGUFBytes {
    var magic = Array("GGUF".utf8)
    var version: UInt32 = 3
    var tensorCount: UInt64?
    var entryCount: UInt64?
    var entries: [[UInt8]] = []
    var tensors: [[UInt8]] = []
    var data: [UInt8] = []
    var alignment = 32

    var bytes: [UInt8] {
        var bytes = magic + Self.little(version)
        bytes += Self.little(tensorCount ?? UInt64(tensors.count)) + Self.little(entryCount ?? UInt64(entries.count))
        bytes += entries.joined()
        bytes += tensors.joined()
        bytes += [UInt8](repeating: 0, count: (alignment - bytes.count % alignment) % alignment)
        return bytes + data
    }

    static func little(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.littleEndian) { Array($0) }
    }

    static func text(_ text: String) -> [UInt8] { little(UInt64(text.utf8.count)) + Array(text.utf8) }

    /// An entry from a key, the number of its type and the bytes of its value.
    static func entry(_ key: String, _ type: UInt32, _ value: [UInt8]) -> [UInt8] { text(key) + little(type) + value }

    static func array(_ type: UInt32, _ elements: [[UInt8]]) -> [UInt8] {
        little(type) + little(UInt64(elements.count)) + elements.joined()
    }

    /// A tensor's entry; sizes innermost first, as the file has them.
    static func tensor(_ name: String, _ sizes: [UInt64], type: UInt32 = 0, offset: UInt64 = 0) -> [UInt8] {
        text(name) + little(UInt32(sizes.count)) + sizes.flatMap { little($0) } + little(type) + little(offset)
    }

    /// Two tensors and one entry of each kind.
    static var valid: GGUFBytes {
        var file = GGUFBytes()
        file.entries = [
            entry("general.architecture", 8, text("llama")),
            entry("u8", 0, [200]), entry("i8", 1, little(Int8(-5))), entry("u16", 2, little(UInt16(60000))),
            entry("i16", 3, little(Int16(-300))), entry("u32", 4, little(UInt32(4_000_000_000))),
            entry("i32", 5, little(Int32(-70000))), entry("f32", 6, little(Float(0.5).bitPattern)),
            entry("bool", 7, [1]), entry("u64", 10, little(UInt64(1) << 40)),
            entry("i64", 11, little(Int64(-1) << 40)), entry("f64", 12, little(1e-5.bitPattern)),
            entry("tokens", 9, array(8, [text("a"), text("é"), text("")])),
            entry("scores", 9, array(6, [little(Float(1.5).bitPattern), little(Float(-2).bitPattern)])),
            entry("kinds", 9, array(5, [little(Int32(1)), little(Int32(-1))])),
            entry("nested", 9, array(9, [array(0, [[1], [2]]), array(8, [text("x")])])),
            entry("flags", 9, array(7, [[0], [1]])),
            entry("doubles", 9, array(12, [little(2.5.bitPattern)])),
        ]
        file.tensors = [tensor("a", [3, 2]), tensor("b", [32], type: 2, offset: 32)]
        file.data = (0..<6).flatMap { little(Float($0).bitPattern) } + [UInt8](repeating: 0, count: 8)
        file.data += little(UInt16(0x3C00)) + [UInt8](repeating: 0x88, count: 16)
        return file
    }
}
