import Batching
import Foundation
import Testing

/// Ids of `TinyTokenizer`: 1 begins, 2 ends.
struct DataCheckTests {
    private typealias Pair = (ids: [Int32], labels: [Int32])

    private static let x: Int32 = -100

    /// One sample of every kind, and copies.
    private static let samples: [Pair] = [
        ([1, 65, 66, 2], [x, x, 66, 2]),  // as it should be
        ([1, 65, 66, 67], [x, x, 66, 67]),  // no stop token
        ([], []),  // nothing at all
        ([1, 65, 2], [x, x, x]),  // all masked
        ([2, 65], [2, x]),  // the only label is that of the first token, which nothing predicts
        ([1, 65, 2], [x, x, 2]),  // an empty answer
        ([1, 1, 65, 2], [x, x, 65, 2]),  // two BOS tokens
        ([1, 65, 66, 2], [x, x, 66, 2]),  // a copy of the first
        ([1, 65, 66, 2], [x, 65, 66, 2]),  // the same ids with other labels
        ([1, 65, 66, 2], [x, x, 66, 2]),  // another copy
        ([1, 1], [x, 1]),  // two BOS tokens and no stop token
    ]

    private static func check(_ samples: some Sequence<Pair>) -> DataCheck {
        var check = DataCheck(stopTokenIDs: [2, 9], bosTokenID: 1)
        for (ids, labels) in samples { check.add(TokenizedSample(inputIDs: ids, labels: labels)) }
        return check
    }

    @Test func everyKindOfSampleIsCountedWithItsNumber() {
        let counts = Self.check(Self.samples).counts
        #expect((counts.samples, counts.tokens, counts.trainedTokens) == (11, 34, 15))
        #expect(counts.withoutStop.first == [1, 10])
        #expect(counts.empty.first == [2])
        #expect(counts.untrained.first == [3, 4])
        #expect(counts.stopOnly.first == [5])
        #expect(counts.doubleBOS.first == [6, 10])
        #expect(counts.shiftedMasks.count == 0)
        #expect(counts.trainsAnything && counts.trainsStop)
    }

    @Test func copiesAreFoundByIDsAndLabels() {
        let copies = Self.check(Self.samples).copies()
        #expect((copies.count, copies.copy, copies.original) == (2, 7, 0))
        let held: [Pair] = [([1, 70, 2], [Self.x, 70, 2]), Self.samples[8], Self.samples[9], Self.samples[0]]
        let validation = Self.check(held)
        let shared = validation.copies(of: Self.check(Self.samples))
        #expect((shared.count, shared.copy, shared.original) == (3, 1, 8))
        #expect(Self.check(Self.samples.prefix(7)).copies() == SampleCopies())
        // Neither order nor the cut between samples is confused with equality.
        let alike: [Pair] = [([1, 2], [1, 2]), ([2, 1], [2, 1]), ([1], [1]), ([1, 2], [Self.x, 2])]
        #expect(Self.check(alike).copies().count == 0)
    }

    @Test func partsAddUpInOrder() throws {
        let whole = Self.check(Self.samples)
        for cut in 0...Self.samples.count {
            var first = Self.check(Self.samples[..<cut])
            // A part that was stored and read again.
            let stored = try JSONEncoder().encode(Self.check(Self.samples[cut...]))
            first.merge(try JSONDecoder().decode(DataCheck.self, from: stored))
            #expect(first == whole)
        }
    }

    @Test func onlyTheFirstNumbersAreKept() {
        let unending: Pair = ([1, 65], [Self.x, 65])
        let check = Self.check(Array(repeating: unending, count: 50))
        #expect(check.counts.withoutStop.count == 50)
        #expect(check.counts.withoutStop.first == [0, 1, 2])
        #expect(!check.counts.trainsStop)
    }

    @Test func aSampleCostsEightBytes() throws {
        let stored = { (count: Int) in
            try JSONEncoder().encode(Self.check(Array(repeating: Self.samples[1], count: count))).count
        }
        // Eight bytes in base64 are 32 / 3 characters.
        #expect(try (stored(30_000) - stored(3_000)) * 3 / 27_000 <= 33)
    }

    @Test func whatForbidsTrainingNamesFileCountAndCure() throws {
        func fault(_ samples: [Pair]) throws -> String? {
            Self.check(samples).fault(in: try TokenizedDataset(samples: samples))?.description
        }
        #expect(try fault(Self.samples) == nil)
        #expect(try fault([Self.samples[1], Self.samples[0]]) == nil)
        #expect(
            try fault([Self.samples[1], Self.samples[3]])
                == "tiny (memory): the stop token is never trained: no label of "
                + "2 samples is the id 2 or 9, so the model would not learn to end; end each answer in a stop token with "
                + "a label, or use --check_data False")
        #expect(
            try fault([Self.samples[3], Self.samples[4]]) == "tiny (memory): no token is trained: every label of 2 "
                + "samples is masked; give completions that are not empty, or labels that are not all -100")
        #expect(try fault([Self.samples[2]])?.contains("there are no tokens in 1 samples") == true)
        // Without a stop token nothing can be said about it.
        var check = DataCheck(stopTokenIDs: [], bosTokenID: nil)
        check.add(TokenizedSample(inputIDs: [1, 1], labels: [1, 1]))
        #expect(check.fault(in: try TokenizedDataset(samples: [])) == nil)
        #expect(check.counts.doubleBOS.count == 0)
    }
}
