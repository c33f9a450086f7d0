import Tables
import TestFolders
import Testing

/// Damaged files give an error of one line or rows that can be read; they never end the process, and nothing leaks.
@Suite struct DamageTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ (state >> 29)) &* 0xBF58_476D_1CE4_E5B9
        }
    }

    /// Reads damaged copies to the end; how many were refused.
    private func refusals(of bytes: [UInt8], as name: String, rounds: Int) throws -> Int {
        let folder = try ScratchFolder()
        var random = Generator(state: 20_250_102)
        var refused = 0
        for round in 0..<rounds {
            var damaged = bytes
            if round % 5 == 0 {
                damaged.removeLast(Int.random(in: 1...bytes.count, using: &random))
            } else {
                for _ in 0..<Int.random(in: 1...3, using: &random) {
                    damaged[Int.random(in: damaged.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
                }
            }
            if let failure = Expected.failure(try folder.write(damaged, to: name)) {
                refused += 1
                #expect(!failure.contains("\n"))
                #expect(failure.hasPrefix(folder.path))
            }
        }
        return refused
    }

    @Test(arguments: [
        "none.parquet", "snappy.parquet", "encodings.parquet", "brotli.parquet", "plain.arrow", "lz4.arrow",
        "stream.arrow", "views.arrow",
    ])
    func damagedFixture(_ name: String) throws {
        let live = TableMemory.liveHandlesOnThread
        let refused = try refusals(of: try Places.bytes(Places.fixture(name)), as: name, rounds: 400)
        #expect(refused > 80)
        #expect(TableMemory.liveHandlesOnThread == live)
    }

    @Test(arguments: [
        ("a.csv", "a,b\n1,\"x\"\"y\nz\"\n3,é\n"), ("a.jsonl", "{\"a\": [1, {\"b\": \"\\u00e9\"}], \"c\": null}\n{}\n"),
        ("a.json", "[{\"a\": [1, {\"b\": \"\\u00e9\"}], \"c\": -1.5e3},\n {\"c\": true}]\n"),
    ])
    func damagedText(_ name: String, _ text: String) throws {
        let live = TableMemory.liveHandlesOnThread
        #expect(try refusals(of: Array(text.utf8), as: name, rounds: 2_000) > 200)
        #expect(TableMemory.liveHandlesOnThread == live)
    }
}
