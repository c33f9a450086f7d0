import Batching
import Datasets
import Dispatch
import Foundation
import Synchronization
import TestFolders
import Testing

/// What is kept is whole, unchanged and asked for by its key, or it is not used.
struct TokenizedCacheTests {
    private let folder: ScratchFolder
    private let cache: TokenizedCache
    private let tokenizer = SampleTokenizer(tokenizer: TinyTokenizer())

    init() throws {
        folder = try ScratchFolder()
        cache = TokenizedCache(folder: folder.path)
    }

    private func list(_ count: Int) -> SampleList {
        SampleList(
            samples: (0..<count).map { .separate(prompt: "p\($0)", completion: String(repeating: "c", count: $0 % 50)) }
        )
    }

    private func found(_ key: String) throws -> TokenizedDataset? {
        if case .found(let data) = try cache.entry(key) { data } else { nil }
    }

    private func damage(_ key: String) throws -> String? {
        if case .damaged(let problem) = try cache.entry(key) { problem } else { nil }
    }

    @Test func isFoundByItsKeyOnly() throws {
        #expect(try found("k") == nil)
        let made = try tokenizer.tokenize(list(300), into: cache, key: "k")
        let again = try #require(try found("k"))
        #expect(again.statistics == made.statistics)
        #expect((0..<300).allSatisfy { again[$0] == made[$0] })
        #expect(again.name == "list" && again.origin == "memory")
        #expect(folder.entries == ["k.tokens"])
        // The name alone does not make it the samples of that key.
        try folder.write(folder.read("k.tokens"), to: "other.tokens")
        #expect(try damage("other") == "it holds other samples")
        #expect(folder.entries == ["k.tokens"])
        cache.remove("k")
        #expect(try found("k") == nil)
    }

    @Test func isTheSameForAnyNumberOfThreads() throws {
        let files = try [1, 2, 7, 64].map { threads in
            _ = try tokenizer.tokenize(list(3000), threads: threads, into: cache, key: "k")
            return try folder.read("k.tokens")
        }
        #expect(files.allSatisfy { $0 == files[0] })
        #expect(files[0].count > 100_000)
    }

    @Test func everyChangedByteIsNoticed() throws {
        _ = try tokenizer.tokenize(list(20), into: cache, key: "k")
        let whole = try folder.read("k.tokens")
        for place in whole.indices {
            var changed = whole
            changed[place] ^= 1 << (place % 8)
            try folder.write(changed, to: "k.tokens")
            #expect(try damage("k") != nil, "byte \(place) of \(whole.count)")
            #expect(folder.entries.isEmpty)
        }
        for count in [0, 1, 63, 64, 65, whole.count / 2, whole.count - 1] {
            try folder.write(Array(whole[..<count]), to: "k.tokens")
            #expect(try damage("k") != nil, "\(count) bytes")
        }
        try folder.write(whole + [0], to: "k.tokens")
        #expect(try damage("k") != nil)
        try folder.write(whole, to: "k.tokens")
        #expect(try found("k") != nil)
    }

    @Test func aFailureLeavesNothingAndTheFirstIsTold() throws {
        var samples = list(5000).samples
        for place in [4000, 1300, 1290] { samples[place] = .separate(prompt: "é", completion: "") }
        for threads in [1, 4] {
            let error = #expect(throws: BatchingError.self) {
                try tokenizer.tokenize(SampleList(samples: samples), threads: threads, into: cache, key: "k")
            }
            #expect(error?.place == "list (memory): sample 1290 (from 0)")
            #expect(folder.entries.isEmpty)
        }
    }

    @Test func draftsOfDeadProcessesAreRemovedAndThoseOfLivingOnesKept() throws {
        try folder.write([1, 2, 3], to: "a.tokens.draft-dead")
        try folder.write([1, 2, 3], to: "a.tokens.draft-living")
        let descriptor = open("\(folder.path)/a.tokens.draft-living", O_RDWR)
        #expect(flock(descriptor, LOCK_EX) == 0)
        _ = try tokenizer.tokenize(list(10), into: cache, key: "k")
        #expect(folder.entries == ["a.tokens.draft-living", "k.tokens"])
        close(descriptor)
        _ = try tokenizer.tokenize(list(10), into: cache, key: "k")
        #expect(folder.entries == ["k.tokens"])
    }

    @Test func whatNobodyUsesForAMonthIsRemoved() throws {
        for key in ["old", "used", "new"] { _ = try tokenizer.tokenize(list(10), into: cache, key: key) }
        for name in ["old", "used"] {
            try FileManager.default.setAttributes(
                [.modificationDate: Date(timeIntervalSinceNow: -31 * 24 * 3600)],
                ofItemAtPath: "\(folder.path)/\(name).tokens")
        }
        #expect(try found("used") != nil)
        _ = try tokenizer.tokenize(list(10), into: cache, key: "next")
        #expect(folder.entries == ["new.tokens", "next.tokens", "used.tokens"])
    }

    @Test func severalMayWriteTheSameAtOnce() throws {
        let failures = Mutex<[String]>([])
        DispatchQueue.concurrentPerform(iterations: 8) { _ in
            do {
                let data = try tokenizer.tokenize(list(500), threads: 2, into: cache, key: "k")
                if data.count != 500 { failures.withLock { $0.append("\(data.count) samples") } }
            } catch {
                failures.withLock { $0.append("\(error)") }
            }
        }
        #expect(failures.withLock { $0 } == [])
        #expect(folder.entries == ["k.tokens"])
        #expect(try found("k")?.count == 500)
    }

    @Test func aFolderThatCannotBeIsNamed() throws {
        try folder.write([1], to: "file")
        let blocked = TokenizedCache(folder: "\(folder.path)/file/tokenized")
        let error = #expect(throws: (any Error).self) { try blocked.prepare() }
        #expect("\(error as Any)".contains("\(folder.path)/file/tokenized"))
    }
}
