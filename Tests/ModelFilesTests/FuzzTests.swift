import ModelFiles
import TestFolders
import Testing

/// Damaged files give an error or a file that can be read; they never end the process.
@Suite struct FuzzTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ (state >> 29)) &* 0xBF58_476D_1CE4_E5B9
        }
    }

    /// Calls `open` with 2,000 damaged copies, and returns how many were refused.
    private func refusals(of bytes: [UInt8], open: (String) throws -> [StoredTensor]) throws -> Int {
        let folder = try ScratchFolder()
        var random = Generator(state: 20_250_101)
        var refused = 0
        for round in 0..<2_000 {
            var damaged = bytes
            if round % 4 == 0 {
                damaged.removeLast(Int.random(in: 1...bytes.count, using: &random))
            } else {
                damaged[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            do {
                // What is accepted must be readable to its last byte.
                for tensor in try open(try folder.write(damaged, to: "damaged")) {
                    _ = tensor.bytes.reduce(0) { $0 &+ Int($1) }
                }
            } catch let error as ModelFileError {
                refused += 1
                #expect(!error.description.contains("\n"))
            }
        }
        return refused
    }

    @Test func damagedGGUF() throws {
        let refused = try refusals(of: GGUFBytes.valid.bytes) { Array(try GGUFFile(path: $0).tensors.values) }
        #expect(refused > 500 && refused < 2_000)
    }

    @Test func damagedSafetensors() throws {
        let refused = try refusals(of: SafetensorsBytes.valid) { try SafetensorsFile(path: $0).tensors }
        #expect(refused > 500 && refused < 2_000)
    }

    @Test func damagedJSON() throws {
        let text = #"{"a":[1,-2.5e3,true,null,"\u00e9\n\ud83d\ude00"],"b":{"c":"é","d":[]},"e":0.1}"#
        let bytes = Array(text.utf8)
        var random = Generator(state: 7)
        for _ in 0..<2_000 {
            var damaged = bytes
            damaged[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            damaged.removeLast(Int.random(in: 0...3, using: &random))
            let value = damaged.withUnsafeBytes { bytes in Result { try JSONValue(parsing: bytes, origin: "text") } }
            if case .success(let value) = value {
                #expect(try JSONValue(parsing: try value.text(), origin: "text") == value)
            }
        }
    }
}
