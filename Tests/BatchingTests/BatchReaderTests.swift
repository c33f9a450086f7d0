import Batching
import Foundation
import Testing

@Suite("batches made ahead")
struct BatchReaderTests {
    private struct Refusal: Error {}

    private let data: TokenizedDataset

    init() throws {
        data = try TokenizedDataset(trained: (1...20).map { [Int32]((1...Int32($0)).map { $0 % 8 }) })
    }

    private func loader(_ make: (@Sendable (Int) throws -> Void)? = nil) throws -> BatchLoader {
        let collation = make.map { make in
            Collation(
                ClosureCollator { samples in
                    try make(samples[0].index)
                    return CollatedBatch(inputIDs: samples.map(\.inputIDs), labels: samples.map(\.labels))
                }, vocabularySize: 8)
        }
        return try BatchLoader(
            data: data, strategy: PaddingStrategy(contextLength: 30, batchSize: 2, collation: collation),
            shuffle: collation == nil)
    }

    @Test("they are those of the epoch, from any batch on, however many are made ahead", arguments: [1, 2, 30])
    func order(ahead: Int) throws {
        let loader = try loader()
        for (epoch, start) in [(0, 0), (1, 0), (1, 4), (2, 10)] {
            let reader = loader.reader(epoch: epoch, from: start, ahead: ahead)
            var batches: [Batch] = []
            while let batch = try reader.next() { batches.append(batch) }
            #expect(batches == Array(loader.batches(epoch: epoch, from: start)))
            #expect(try reader.next() == nil)
        }
    }

    @Test("a step takes as many as it needs, the last one what is left")
    func groups() throws {
        let reader = try loader().reader(epoch: 0)
        var counts: [Int] = []
        while case let group = try reader.next(upTo: 4), !group.isEmpty { counts.append(group.count) }
        #expect(counts == [4, 4, 2])
    }

    @Test("the position is that of the batches handed out, and going on from there gives the rest")
    func position() throws {
        let loader = try loader()
        let whole = Array(loader.batches(epoch: 1))
        for taken in 0...10 {
            let reader = loader.reader(epoch: 1, ahead: 30)
            for _ in 0..<taken { _ = try reader.next() }
            let position = reader.position
            #expect(position == loader.position(epoch: 1, batch: taken))
            if taken < 10 { #expect(Array(try loader.batches(from: position)) == Array(whole[taken...])) }
        }
    }

    @Test("no more are made than are asked for, and none after the end")
    func bound() throws {
        let (calls, made) = (Counter(), DispatchSemaphore(value: 0))
        let loader = try loader { _ in
            _ = calls.next()
            made.signal()
        }
        for _ in 0..<10 { made.wait() }  // Ten were made to check them.
        let reader = loader.reader(epoch: 0, ahead: 3)
        // Three wait, and a fourth has no place.
        for _ in 0..<4 { made.wait() }
        #expect(reader.position == loader.start)
        reader.cancel()
        #expect(calls.next() == 15)
        #expect(try reader.next() == nil)
        reader.cancel()
    }

    @Test("what fails ahead is told where its batch would have come")
    func failure() throws {
        let (isChecked, failed) = (Counter(), DispatchSemaphore(value: 0))
        let loader = try loader { index in
            guard isChecked.next() > 10, index == 6 else { return }
            failed.signal()
            throw Refusal()
        }
        let reader = loader.reader(epoch: 0, ahead: 5)
        failed.wait()  // Nothing was handed out yet.
        for number in 0..<3 { #expect(try reader.next() == loader.batches(epoch: 0).batch(at: number)) }
        #expect(throws: Refusal.self) { try reader.next() }
        #expect(reader.position == loader.position(epoch: 0, batch: 3))
        #expect(try reader.next() == nil)
    }
}
