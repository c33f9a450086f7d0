import Foundation
import ModelFiles
import TestFolders
import Testing

@Suite struct GGUFFileTests {
    private let folder: ScratchFolder

    init() throws { folder = try ScratchFolder() }

    private func open(_ bytes: [UInt8]) throws -> GGUFFile {
        try GGUFFile(path: try folder.write(bytes, to: "model.gguf"))
    }

    /// Asserts that opening fails with one line that names the file and holds `part`.
    private func expectFailure(
        _ bytes: [UInt8], _ part: String, _ location: SourceLocation = #_sourceLocation
    ) {
        let error = #expect(throws: ModelFileError.self, sourceLocation: location) { _ = try open(bytes) }
        let text = error?.description ?? ""
        #expect(text.contains(part) && text.contains("model.gguf"), "\(text)", sourceLocation: location)
        #expect(!text.contains("\n"), sourceLocation: location)
    }

    @Test(arguments: [2, 3] as [UInt32]) func readsAllKindsOfValues(version: UInt32) throws {
        var bytes = GGUFBytes.valid
        bytes.version = version
        let file = try open(bytes.bytes)
        #expect(file.version == Int(version))
        #expect(try file.architecture == "llama")
        let integers = ["u8": 200, "i8": -5, "u16": 60000, "i16": -300, "u32": 4_000_000_000, "i32": -70000]
        for (key, value) in integers { #expect(try file.int(key) == value, "\(key)") }
        #expect(try file.int("u64") == 1 << 40)
        #expect(try file.int("i64") == -(1 << 40))
        #expect(try file.double("f32") == 0.5)
        #expect(try file.double("f64") == 1e-5)
        #expect(try file.double("u8") == 200)
        #expect(try file.bool("bool"))
        #expect(try file.strings("tokens") == ["a", "é", ""])
        #expect(try file.floats("scores") == [1.5, -2])
        #expect(try file.floats("doubles") == [2.5])
        #expect(try file.ints("kinds") == [1, -1])
        #expect(file.metadata["nested"] == .arrays([.integers([1, 2]), .strings(["x"])]))
        #expect(file.metadata["flags"] == .bools([false, true]))
    }

    @Test func reversesDimensionsAndFindsBytes() throws {
        let file = try open(GGUFBytes.valid.bytes)
        let a = try #require(file.tensors["a"])
        #expect(a.shape == [2, 3])
        #expect(a.type == .float32)
        #expect(a.bytes.loadUnaligned(fromByteOffset: 20, as: Float.self) == 5)
        let b = try #require(file.tensors["b"])
        #expect(b.shape == [32])
        #expect(b.type == .q4_0)
        #expect(Array(b.bytes) == [0x00, 0x3C] + [UInt8](repeating: 0x88, count: 16))
    }

    @Test func honoursAlignment() throws {
        var bytes = GGUFBytes.valid
        bytes.entries.append(GGUFBytes.entry("general.alignment", 4, GGUFBytes.little(UInt32(128))))
        bytes.alignment = 128
        bytes.tensors = [GGUFBytes.tensor("a", [2], offset: 128)]
        bytes.data = [UInt8](repeating: 9, count: 136)
        let file = try open(bytes.bytes)
        #expect(file.alignment == 128)
        #expect(file.tensors["a"]?.offset.isMultiple(of: 128) == true)
        for (value, type) in [(0, 4), (24, 4), (4, 4)] as [(UInt32, UInt32)] {
            bytes.entries[bytes.entries.count - 1] = GGUFBytes.entry(
                "general.alignment", type, GGUFBytes.little(value))
            expectFailure(bytes.bytes, "general.alignment")
        }
    }

    @Test func errorsOfAccessorsNameFileAndKey() throws {
        let file = try open(GGUFBytes.valid.bytes)
        let missing = #expect(throws: ModelFileError.self) { _ = try file.int("llama.block_count") }
        #expect(missing?.description.contains("model.gguf: metadata 'llama.block_count': is missing") == true)
        let wrong = #expect(throws: ModelFileError.self) { _ = try file.int("f32") }
        #expect(wrong?.description.contains("holds a floating-point number, but an integer is needed") == true)
    }

    @Test func refusesOtherFiles() throws {
        expectFailure([], "does not begin with 'GGUF'")
        expectFailure(Array("GGML".utf8) + GGUFBytes.valid.bytes.dropFirst(4), "does not begin with 'GGUF'")
        for version in [0, 1, 4] as [UInt32] {
            var bytes = GGUFBytes.valid
            bytes.version = version
            expectFailure(bytes.bytes, "version \(version) is not supported")
        }
        var bytes = GGUFBytes.valid
        bytes.version = UInt32(3).byteSwapped
        expectFailure(bytes.bytes, "big endian")
        bytes = .valid
        bytes.entries.append(GGUFBytes.entry("split.count", 2, GGUFBytes.little(UInt16(3))))
        expectFailure(bytes.bytes, "split into 3 files")
        #expect(throws: ModelFileError.self) { _ = try GGUFFile(path: folder.path + "/missing.gguf") }
        #expect(throws: ModelFileError.self) { _ = try GGUFFile(path: folder.path) }
    }

    @Test func refusesTruncatedFilesWhereverTheyEnd() throws {
        let bytes = GGUFBytes.valid.bytes
        for length in 0..<bytes.count {
            expectFailure(Array(bytes[..<length]), "; ")
        }
        expectFailure(Array(bytes[..<60]), "truncated")
        expectFailure(Array(bytes.dropLast()), "tensor 'b'")
    }

    @Test func refusesAbsurdCounts() throws {
        let absurd = UInt64(1) << 60
        var bytes = GGUFBytes.valid
        bytes.tensorCount = absurd
        expectFailure(bytes.bytes, "\(absurd) tensors are announced")
        bytes = .valid
        bytes.entryCount = .max
        expectFailure(bytes.bytes, "metadata entries are announced")
        bytes = .valid
        bytes.entries = [GGUFBytes.entry("tokens", 9, GGUFBytes.little(UInt32(8)) + GGUFBytes.little(absurd))]
        expectFailure(bytes.bytes, "metadata 'tokens': \(absurd) array elements are announced")
        bytes.entries = [GGUFBytes.little(absurd)]
        expectFailure(bytes.bytes, "bytes of text are announced")
        bytes = .valid
        bytes.tensors = [GGUFBytes.tensor("a", [absurd, absurd])]
        expectFailure(bytes.bytes, "tensor 'a': the shape")
        bytes.tensors = [GGUFBytes.tensor("a", [.max])]
        expectFailure(bytes.bytes, "a dimension is beyond all files")
        bytes.tensors = [GGUFBytes.tensor("a", [2], offset: .max - 31)]
        expectFailure(bytes.bytes, "truncated or broken")
    }

    @Test func refusesWrongTensors() throws {
        var bytes = GGUFBytes.valid
        bytes.tensors = [GGUFBytes.tensor("a", [256], type: 16)]
        expectFailure(bytes.bytes, "the type IQ2_XXS (16) is not supported")
        bytes.tensors = [GGUFBytes.tensor("a", [1], type: 999)]
        expectFailure(bytes.bytes, "the type 999 is not supported")
        bytes.tensors = [GGUFBytes.tensor("a", [1], offset: 4)]
        expectFailure(bytes.bytes, "its offset 4 is not a multiple of the alignment 32")
        bytes.tensors = [GGUFBytes.tensor("a", [33], type: 2)]
        expectFailure(bytes.bytes, "does not fit the type Q4_0")
        bytes.tensors = [GGUFBytes.tensor("a", [1, 1, 1, 1, 1])]
        expectFailure(bytes.bytes, "5 dimensions")
        bytes.tensors = [GGUFBytes.tensor("a", [9]), GGUFBytes.tensor("b", [1], offset: 32)]
        expectFailure(bytes.bytes, "overlap")
        bytes.tensors = [GGUFBytes.tensor("a", [1]), GGUFBytes.tensor("a", [1], offset: 32)]
        expectFailure(bytes.bytes, "the name appears twice")
    }

    @Test func refusesWrongMetadata() throws {
        var bytes = GGUFBytes.valid
        bytes.entries = [GGUFBytes.entry("k", 13, [0])]
        expectFailure(bytes.bytes, "the value type 13 is unknown")
        bytes.entries = [GGUFBytes.entry("k", 7, [2])]
        expectFailure(bytes.bytes, "2 is no truth value")
        bytes.entries = [GGUFBytes.entry("k", 0, [2]), GGUFBytes.entry("k", 0, [2])]
        expectFailure(bytes.bytes, "the key appears twice")
        bytes.entries = [GGUFBytes.entry("k", 8, GGUFBytes.little(UInt64(2)) + [0xC3, 0x28])]
        expectFailure(bytes.bytes, "not UTF-8")
        bytes.entries = [GGUFBytes.entry("k", 10, GGUFBytes.little(UInt64.max))]
        expectFailure(bytes.bytes, "does not fit")
        var nested = GGUFBytes.array(0, [])
        for _ in 0..<20 { nested = GGUFBytes.array(9, [nested]) }
        bytes.entries = [GGUFBytes.entry("k", 9, nested)]
        expectFailure(bytes.bytes, "nested too deeply")
    }

    @Test func readsWhatTheFormatsOwnLibraryWrote() throws {
        let file = try GGUFFile(path: PackageRoot.file("Tests/Fixtures/gguf/all_types.gguf"))
        #expect(try file.architecture == "llama")
        #expect(try file.int("llama.block_count") == 2)
        #expect(try file.double("llama.attention.layer_norm_rms_epsilon") == Double(Float(1e-5)))
        let tokens = try file.strings("tokenizer.ggml.tokens")
        #expect(tokens.map { Array($0.utf8) } == ["<unk>", "é", "e\u{301}", "\n"].map { Array($0.utf8) })
        #expect(try file.floats("tokenizer.ggml.scores") == [0, -1.5, -2.5, 3])
        #expect(try file.ints("tokenizer.ggml.token_type") == [2, 1, 1, 6])
        #expect(file.tensors.count == 13)
        for (name, tensor) in file.tensors {
            #expect(tensor.type.name == name)
            #expect(tensor.shape == [2, 512])
        }
    }
}
