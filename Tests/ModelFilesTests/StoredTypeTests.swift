import ModelFiles
import Testing

@Suite struct StoredTypeTests {
    // Sizes from the table of block types in the GGUF documentation.
    @Test(arguments: [
        (StoredType.q4_0, 32, 18), (.q4_1, 32, 20), (.q5_0, 32, 22), (.q5_1, 32, 24), (.q8_0, 32, 34),
        (.q2K, 256, 84), (.q3K, 256, 110), (.q4K, 256, 144), (.q5K, 256, 176), (.q6K, 256, 210),
        (.float32, 1, 4), (.bfloat16, 1, 2), (.float64, 1, 8), (.bool, 1, 1),
    ])
    func blocks(type: StoredType, elements: Int, bytes: Int) {
        #expect(type.blockSize == elements)
        #expect(type.bytesPerBlock == bytes)
        #expect(type.byteCount(shape: [3, 2 * elements]) == 6 * bytes)
    }

    @Test func numbersOfTypesAreUniqueAndReadBack() {
        for type in StoredType.allCases {
            if let number = type.ggmlType { #expect(StoredType(ggmlType: number) == type) }
        }
        #expect(StoredType(ggmlType: 16) == nil)
        #expect(Set(StoredType.allCases.map(\.name)).count == StoredType.allCases.count)
        #expect(StoredType.q4K.name == "Q4_K")
    }

    @Test func byteCountRefusesPartsOfBlocksAndOverflow() {
        #expect(StoredType.q4_0.byteCount(shape: [32, 33]) == nil)
        #expect(StoredType.float32.byteCount(shape: [.max, 2]) == nil)
        #expect(StoredType.float32.byteCount(shape: [.max]) == nil)
        #expect(StoredType.float32.byteCount(shape: [-1]) == nil)
        #expect(StoredType.float32.byteCount(shape: [.max, .max, 0]) == 0)
        #expect(StoredType.float32.byteCount(shape: []) == 4)
    }
}
