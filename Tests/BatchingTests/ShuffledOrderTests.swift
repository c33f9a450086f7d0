import Batching
import Testing

struct ShuffledOrderTests {
    /// Worked out by an independent implementation; a change here changes the data order of every resumed run.
    @Test func isFixedForEver() {
        #expect(ShuffledOrder(count: 10, epoch: 0, seed: 42).indices == [1, 7, 2, 5, 6, 4, 0, 9, 8, 3])
        #expect(ShuffledOrder(count: 10, epoch: 1, seed: 42).indices == [3, 0, 1, 7, 4, 5, 2, 8, 6, 9])
        #expect(ShuffledOrder(count: 10, epoch: 0, seed: 43).indices == [0, 6, 5, 4, 7, 3, 9, 2, 1, 8])
    }

    @Test(arguments: [0, 1, 2, 3, 100, 4097])
    func isAPermutation(count: Int) {
        let order = ShuffledOrder(count: count, epoch: 3, seed: 7).indices
        #expect(order.sorted() == Array(0..<count))
    }

    @Test func everyOrderIsEquallyLikely() {
        var counts: [[Int]: Int] = [:]
        for epoch in 0..<6000 { counts[ShuffledOrder(count: 3, epoch: epoch, seed: 42).indices, default: 0] += 1 }
        #expect(counts.count == 6)
        // 1000 expected, standard deviation 29: five of them either way.
        #expect(counts.values.allSatisfy { (855...1145).contains($0) })
    }
}
