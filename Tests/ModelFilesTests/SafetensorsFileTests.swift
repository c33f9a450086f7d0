import ModelFiles
import TestFolders
import Testing

@Suite struct SafetensorsFileTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func open(_ bytes: [UInt8]) throws -> SafetensorsFile {
        try SafetensorsFile(path: try folder.write(bytes, to: "model.safetensors"))
    }

    private func expectFailure(_ bytes: [UInt8], _ part: String, _ location: SourceLocation = #_sourceLocation) {
        let error = #expect(throws: ModelFileError.self, sourceLocation: location) { _ = try open(bytes) }
        let text = error?.description ?? ""
        #expect(text.contains(part) && text.contains("model.safetensors"), "\(text)", sourceLocation: location)
        #expect(!text.contains("\n"), sourceLocation: location)
    }

    private func one(dtype: String = "\"F32\"", shape: String = "[2]", offsets: String = "[0,8]") -> [UInt8] {
        let header = "{\"w\":{\"dtype\":\(dtype),\"shape\":\(shape),\"data_offsets\":\(offsets)}}"
        return SafetensorsBytes.file(header, dataCount: 8)
    }

    @Test func readsTensorsAndMetadata() throws {
        let file = try open(SafetensorsBytes.valid)
        #expect(file.metadata == ["format": "pt"])
        #expect(file.tensors.map(\.name) == ["a", "none", "b"])
        #expect(file.tensors.map(\.shape) == [[2], [0, 5], [2, 3]])
        #expect(file.tensors.map(\.type) == [.bfloat16, .int64, .float32])
        #expect(Array(file.tensors[0].bytes) == [0, 1, 2, 3])
        #expect(file.tensors[1].bytes.isEmpty)
        #expect(Array(file.tensors[2].bytes) == Array(4..<28))
    }

    @Test func readsScalarsAndFilesWithoutTensors() throws {
        let scalar = SafetensorsBytes.file(
            "{\"s\":{\"dtype\":\"F64\",\"shape\":[],\"data_offsets\":[0,8]}}", dataCount: 8)
        #expect(try open(scalar).tensors[0].shape == [])
        #expect(try open(SafetensorsBytes.file("{}", dataCount: 0)).tensors.isEmpty)
    }

    @Test func refusesTruncatedFilesWhereverTheyEnd() throws {
        for length in 0..<SafetensorsBytes.valid.count {
            expectFailure(Array(SafetensorsBytes.valid[..<length]), "; ")
        }
        expectFailure([], "0 bytes are too few")
        expectFailure([1, 0, 0], "3 bytes are too few")
        expectFailure(Array(SafetensorsBytes.valid[..<40]), "truncated")
        expectFailure(SafetensorsBytes.valid.dropLast(), "truncated")
    }

    @Test func refusesWrongHeaders() throws {
        expectFailure([255, 255, 255, 255, 255, 255, 255, 255, 0x7B], "this is no safetensors file")
        expectFailure([200, 0, 0, 0, 0, 0, 0, 0, 0x7B, 0x7D], "is 200 bytes long, but only 2 follow")
        expectFailure(SafetensorsBytes.file("{\"a\":", dataCount: 0), "not valid JSON")
        expectFailure(SafetensorsBytes.file("[]", dataCount: 0), "is not a JSON object")
        expectFailure(SafetensorsBytes.file("", dataCount: 0), "not valid JSON")
        expectFailure(SafetensorsBytes.file("{\"__metadata__\":{\"a\":1}}", dataCount: 0), "holds no text for 'a'")
        expectFailure(SafetensorsBytes.file("{\"__metadata__\":1}", dataCount: 0), "is not a JSON object")
    }

    @Test func refusesWrongTensors() throws {
        _ = try open(one())
        expectFailure(one(dtype: "\"F8_E4M3\""), "the dtype 'F8_E4M3' is not supported")
        expectFailure(one(dtype: "\"Q4_0\""), "the dtype 'Q4_0' is not supported")
        expectFailure(one(dtype: "1"), "its 'dtype' is missing")
        expectFailure(one(shape: "[3]"), "F32 [3] takes 12 bytes, but its 'data_offsets' span 8")
        expectFailure(one(shape: "[-2]"), "something else than sizes")
        expectFailure(one(shape: "[\"2\"]"), "something else than sizes")
        expectFailure(one(shape: "2"), "its 'shape' is missing")
        expectFailure(one(shape: "[4611686018427387904,4611686018427387904]"), "beyond all files")
        expectFailure(one(offsets: "[0,16]"), "truncated")
        expectFailure(one(offsets: "[0,9223372036854775807]"), "truncated")
        expectFailure(one(offsets: "[8,0]"), "are no range")
        expectFailure(one(offsets: "[-8,0]"), "are no range")
        expectFailure(one(offsets: "[0]"), "are not two numbers")
    }

    @Test func refusesOverlapsHolesAndRepeatedNames() throws {
        func two(_ first: String, _ second: String, name: String = "b") -> [UInt8] {
            let header = """
                {"a":{"dtype":"F32","shape":[2],"data_offsets":\(first)},\
                "\(name)":{"dtype":"F32","shape":[2],"data_offsets":\(second)}}
                """
            return SafetensorsBytes.file(header, dataCount: 20)
        }
        expectFailure(two("[0,8]", "[4,12]"), "overlap")
        expectFailure(two("[0,8]", "[0,8]"), "overlap")
        expectFailure(two("[0,8]", "[12,20]"), "4 bytes before it belong to no tensor")
        expectFailure(two("[0,8]", "[8,16]"), "4 bytes at the end belong to no tensor")
        expectFailure(two("[0,8]", "[8,16]", name: "a"), "appears twice")
    }

    @Test func namesFromTheFileCannotBreakTheLine() throws {
        let header = "{\"a\\n\\u001b[31mb\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,4]}}"
        let error = #expect(throws: ModelFileError.self) { _ = try open(SafetensorsBytes.file(header, dataCount: 8)) }
        #expect(error?.description.unicodeScalars.contains { $0.value < 0x20 } == false)
    }

    @Test func readsWhatTheFormatsOwnLibraryWrote() throws {
        let file = try SafetensorsFile(path: PackageRoot.file("Tests/Fixtures/gguf/all_types.safetensors"))
        #expect(file.tensors.count == 13)
        #expect(file.tensors.allSatisfy { $0.type == .float32 && $0.shape == [2, 512] })
        #expect(file.metadata == ["gguf": "dequantized to float32"])
    }
}
