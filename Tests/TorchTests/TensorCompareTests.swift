import Testing
import Torch

@Suite struct TensorCompareTests {
    @Test func comparisons() throws {
        let (a, b) = (try Tensor([1, 2, 3] as [Float]), try Tensor([3, 2, 1] as [Float]))
        #expect(try a.equal(b).int64s() == [0, 1, 0])
        #expect(try a.notEqual(b).int64s() == [1, 0, 1])
        #expect(try a.less(b).int64s() == [1, 0, 0])
        #expect(try a.lessEqual(b).int64s() == [1, 1, 0])
        #expect(try a.greater(b).int64s() == [0, 0, 1])
        #expect(try a.greaterEqual(b).int64s() == [0, 1, 1])
        #expect(try a.equal(2).int64s() == [0, 1, 0])
        #expect(try a.notEqual(2).int64s() == [1, 0, 1])
        #expect(try a.less(2).int64s() == [1, 0, 0])
        #expect(try a.lessEqual(2).int64s() == [1, 1, 0])
        #expect(try a.greater(2).int64s() == [0, 0, 1])
        #expect(try a.greaterEqual(2).int64s() == [0, 1, 1])
        #expect(try a.less(b).dtype == .bool)
    }

    @Test func logic() throws {
        let (a, b) = (try Tensor([true, true, false]), try Tensor([true, false, false]))
        #expect(try a.logicalAnd(b).int64s() == [1, 0, 0])
        #expect(try a.logicalOr(b).int64s() == [1, 1, 0])
        #expect(try a.logicalNot().int64s() == [0, 0, 1])
        #expect(try a.any().item() == 1 && a.all().item() == 0)
        #expect(try Tensor([2, 1] as [UInt8]).all().dtype == .bool)
        let values = try Tensor([1, .infinity, .nan, -.infinity] as [Float])
        #expect(try values.isFinite().int64s() == [1, 0, 0, 0])
    }

    @Test func selectionByMask() throws {
        let mask = try Tensor([true, false])
        try expectClose(.where(mask, Tensor([1, 2] as [Float]), .scalar(9)), [1, 9])
        try expectClose(Tensor([1, 2] as [Float]).maskedFill(mask, -.infinity), [-.infinity, 2])
        try expectClose(Tensor([1, 2, 3, 4] as [Float], shape: [2, 2]).maskedSelect(mask), [1, 3])
    }
}
