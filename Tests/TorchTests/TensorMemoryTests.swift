import Foundation
import Testing
import Torch

/// Memory mapped read-only, as weights of a model file are.
private final class ReadOnlyPage {
    let address: UnsafeMutableRawPointer
    static let size = 4096

    init(_ values: [Float]) throws {
        let flags = MAP_PRIVATE | MAP_ANONYMOUS
        address = try #require(mmap(nil, Self.size, PROT_READ | PROT_WRITE, flags, -1, 0))
        values.withUnsafeBytes { UnsafeMutableRawBufferPointer(start: address, count: Self.size).copyBytes(from: $0) }
        try #require(mprotect(address, Self.size, PROT_READ) == 0)
    }

    func tensor(shape: [Int]) throws -> Tensor {
        let count = shape.reduce(1, *)
        return try .borrowing(address, byteCount: count * 4, owner: self, shape: shape, dtype: .float32)
    }

    deinit { munmap(address, Self.size) }
}

@Suite struct TensorMemoryTests {
    @Test func borrowedMemoryIsUsedInPlaceAndItsOwnerReleasedAtTheEnd() throws {
        weak var owner: ReadOnlyPage?
        var view: Tensor?
        do {
            let page = try ReadOnlyPage([1, 2, 3, 4, 5, 6])
            owner = page
            let tensor = try page.tensor(shape: [2, 3])
            #expect(tensor.isBorrowed)
            #expect(try tensor.withUnsafeBytes { $0.baseAddress } == UnsafeRawPointer(page.address))
            view = try tensor.select(dim: 0, index: 1)
        }
        #expect(owner != nil)
        #expect(try view?.floats() == [4, 5, 6])
        view = nil
        #expect(owner == nil)
    }

    @Test func writingToBorrowedMemoryThrows() throws {
        let tensor = try ReadOnlyPage([1, 2, 3, 4]).tensor(shape: [2, 2])
        let view = try tensor.t()
        let one = try Tensor.ones([2, 2])
        let index = try Tensor([0] as [Int64])
        let row = try Tensor.ones([1, 2])
        let state = try Tensor.zeros([2, 2])
        let step = try Tensor.scalar(0)
        for body in [
            { try tensor.addInPlace(1) }, { try view.mulInPlace(2) }, { try tensor.divInPlace(one) },
            { try tensor.addInPlace(one) }, { try tensor.mulInPlace(one) }, { try tensor.divInPlace(2) },
            { try tensor.copyInPlace(from: one) }, { try view.zeroInPlace() }, { try tensor.fillInPlace(1) },
            { try tensor.clampInPlace(min: 0) }, { try tensor.uniformInPlace() }, { try tensor.normalInPlace() },
            { try tensor.indexCopyInPlace(dim: 0, index: index, source: row) },
            { try tensor.withUnsafeMutableBytes { _ in } }, { try Foreach.scaleInPlace([one, tensor], 2) },
            {
                try FusedAdamW.step(
                    parameters: [tensor], gradients: [one], expAvgs: [state], expAvgSqs: [state], steps: [step], lr: 1)
            },
        ] as [() throws -> Void] {
            #expect(torchError(body)?.message.contains("borrowed") == true)
        }
        #expect(try tensor.floats() == [1, 2, 3, 4])
        #expect(try one.floats() == [1, 1, 1, 1])
        let copy = try tensor.clone()
        try copy.addInPlace(1)
        #expect(try copy.floats() == [2, 3, 4, 5])
    }

    @Test func borrowedMemoryTakesPartInGradients() throws {
        let weight = try ReadOnlyPage([1, 2, 3, 4]).tensor(shape: [2, 2])
        let x = try Tensor([1, 10] as [Float], shape: [1, 2]).setRequiresGrad()
        try Functional.linear(x, weight).sum().backward()
        try expectClose(#require(try x.grad), [4, 6])
    }

    @Test func refusedBorrowingReleasesItsOwner() throws {
        weak var owner: ReadOnlyPage?
        do {
            let page = try ReadOnlyPage([1, 2, 3, 4])
            owner = page
            let wrongCount = torchError {
                _ = try Tensor.borrowing(page.address, byteCount: 12, owner: page, shape: [2, 2], dtype: .float32)
            }
            #expect(wrongCount?.message.contains("takes 16 bytes, but 12 are given") == true)
            let misaligned = torchError {
                _ = try Tensor.borrowing(page.address + 2, byteCount: 8, owner: page, shape: [2], dtype: .float32)
            }
            #expect(misaligned?.message.contains("not a multiple of 4") == true)
        }
        #expect(owner == nil)
    }

    @Test func emptyTensorsMayBorrowToo() throws {
        weak var owner: ReadOnlyPage?
        do {
            let page = try ReadOnlyPage([])
            owner = page
            #expect(try page.tensor(shape: [0, 4]).shape == [0, 4])
        }
        #expect(owner == nil)
    }
}
