import Testing
import Torch

@Suite struct DTypeTests {
    @Test func sizesAndKinds() {
        #expect(DType.allCases.map(\.itemSize) == [4, 2, 2, 8, 8, 4, 2, 1, 1, 1])
        #expect(DType.allCases.filter(\.isFloatingPoint) == [.float32, .float16, .bfloat16, .float64])
    }

    @Test(arguments: [
        ("bfloat16", DType.bfloat16), ("bf16", .bfloat16), ("BF16", .bfloat16), ("torch.bfloat16", .bfloat16),
        ("fp32", .float32), ("F32", .float32), ("half", .float16), ("I64", .int64), ("bool", .bool),
    ])
    func parsing(text: String, expected: DType) {
        #expect(DType(parsing: text) == expected)
    }

    @Test func everyNameParsesToItself() {
        for dtype in DType.allCases { #expect(DType(parsing: dtype.rawValue) == dtype) }
        #expect(DType(parsing: "float8") == nil)
    }

    @Test(arguments: DType.allCases)
    func everyTypeMakesTensors(dtype: DType) throws {
        let tensor = try Tensor.ones([2, 3], dtype: dtype)
        #expect(tensor.dtype == dtype)
        #expect(try tensor.withUnsafeBytes { $0.count } == 6 * dtype.itemSize)
        #expect(try tensor.int64s() == [1, 1, 1, 1, 1, 1])
    }

    /// 1 + 2^-8 lies halfway between two bfloat16 numbers and rounds to the even one, 1 + 3 * 2^-8 rounds up.
    @Test func conversionsRoundToNearestEven() throws {
        let source = try Tensor([1 + 0x1p-8, 1 + 3 * 0x1p-8, -2.5, 65504, 1e-8] as [Float])
        try expectClose(source.to(dtype: .bfloat16), [1, 1 + 0x1p-6, -2.5, 65536, 0x1.58p-27], tolerance: 1e-12)
        try expectClose(source.to(dtype: .float16), [1 + 0x1p-8, 1 + 3 * 0x1p-8, -2.5, 65504, 0], tolerance: 0)
        let bits = try source.to(dtype: .bfloat16).withUnsafeBytes { Array($0.bindMemory(to: UInt16.self)) }
        #expect(bits.prefix(3) == [0x3F80, 0x3F82, 0xC020])
    }

    @Test func convertingToTheSameTypeSharesMemory() throws {
        let tensor = try Tensor.zeros([2])
        try tensor.to(dtype: .float32).fillInPlace(3)
        try expectClose(tensor, [3, 3])
    }
}
