import Testing
import Torch

extension KernelTests {
    /// The cross-entropy at an output head and its gradients against libtorch's in float64.
    @Suite struct LinearCrossEntropyTests {
        struct Case: Sendable {
            let rows: Int
            let width: Int
            let classes: Int
        }

        // The last but one has more rows than have logits at a time.
        static let cases = [
            Case(rows: 5, width: 64, classes: 300), Case(rows: 1, width: 33, classes: 17),
            Case(rows: 70, width: 20, classes: 5001), Case(rows: 530, width: 8, classes: 66),
            Case(rows: 1031, width: 8, classes: 66), Case(rows: 2051, width: 8, classes: 66),
            // More panels and more depth than are packed at a time.
            Case(rows: 20, width: 1100, classes: 5001),
        ]

        private func relativeError(_ found: Tensor, _ expected: Tensor) throws -> Double {
            let distance = try (found.to(dtype: .float64) - expected)
            return try ((distance * distance).sum().item() / (expected * expected).sum().item()).squareRoot()
        }

        @Test(arguments: cases, [DType.float32, .bfloat16])
        func equalsPlainOperations(_ given: Case, _ dtype: DType) throws {
            let rows = try Tensor.randn([given.rows, given.width]).to(dtype: dtype)
            // Logits of deviation 1: at 30 times that, the last bits decide whether a loss is nearly zero.
            let weight = try (Tensor.randn([given.classes, given.width]) / Double(given.width).squareRoot())
                .to(dtype: dtype)
            let targets = try Tensor((0..<given.rows).map { Int64($0 * 31 % given.classes) })
            let wide = try [rows, weight].map { try $0.to(dtype: .float64).setRequiresGrad() }
            let expected = try Functional.crossEntropy(
                wide[0].matmul(wide[1].transpose(0, 1)), targets, reduction: .none)
            try expected.sum().backward()
            try KernelTests.withEachInstructionSet { set in
                let found = try LinearCrossEntropy.compute(
                    rows: rows, weight: weight, targets: targets, rowsGradient: true, weightGradient: true)
                #expect(found.losses.dtype == .float32 && found.losses.shape == [given.rows])
                #expect(found.rowsGradient?.dtype == dtype && found.weightGradient?.dtype == dtype)
                let isExact = dtype == .float32
                #expect(
                    try relativeError(found.losses, expected.detach()) < (isExact ? 1e-6 : 5e-3), "\(set.rawValue)")
                for (gradient, input) in zip([found.rowsGradient, found.weightGradient], wide) {
                    let error = try relativeError(#require(gradient), #require(try input.grad))
                    #expect(error < (isExact ? 1e-5 : 2e-2), "\(set.rawValue)")
                }
            }
        }

        /// More rows than have logits at a time, with a trained head, whose gradient is then added up.
        @Test func resultsDoNotDependOnThreads() throws {
            let (rows, weight) = (try Tensor.randn([1100, 40]), try Tensor.randn([700, 40]))
            let operands = try [rows, weight].map { try $0.to(dtype: .bfloat16) }
            let targets = try Tensor((0..<1100).map { Int64($0 * 31 % 700) })
            try KernelTests.expectSameOnAnyNumberOfThreads {
                let found = try LinearCrossEntropy.compute(
                    rows: operands[0], weight: operands[1], targets: targets, rowsGradient: true, weightGradient: true)
                return try [found.losses, #require(found.rowsGradient), #require(found.weightGradient)]
                    .map { try $0.floats() }
            }
        }

        @Test func makesOnlyWhatIsWanted() throws {
            let (rows, weight) = (try Tensor.randn([3, 8]), try Tensor.randn([5, 8]))
            let targets = try Tensor([0, 4, 2] as [Int64])
            let plain = try LinearCrossEntropy.compute(rows: rows, weight: weight, targets: targets)
            #expect(plain.rowsGradient == nil && plain.weightGradient == nil)
            let other = try LinearCrossEntropy.compute(
                rows: rows, weight: weight, targets: targets, weightGradient: true)
            #expect(other.rowsGradient == nil && other.weightGradient != nil)
            #expect(try plain.losses.floats() == other.losses.floats())
        }

        @Test func withoutRowsThereAreNoLosses() throws {
            let found = try LinearCrossEntropy.compute(
                rows: Tensor.zeros([0, 8]), weight: Tensor.randn([5, 8]), targets: Tensor([] as [Int64]),
                rowsGradient: true, weightGradient: true)
            #expect(found.losses.shape == [0] && found.rowsGradient?.shape == [0, 8])
            #expect(try #require(found.weightGradient).abs().max().item() == 0)
        }

        @Test func hugeLogitsStayFinite() throws {
            let rows = try Tensor.ones([2, 4]) * 1000
            let weight = try Tensor.randn([9, 4])
            let found = try LinearCrossEntropy.compute(
                rows: rows, weight: weight, targets: Tensor([0, 8] as [Int64]), rowsGradient: true)
            #expect(try found.losses.isFinite().all().item() == 1)
            #expect(try #require(found.rowsGradient).isFinite().all().item() == 1)
        }

        /// A model that has become useless shall not seem to be a good one.
        @Test(arguments: [DType.float32, .bfloat16]) func whatIsNoNumberStaysNone(_ dtype: DType) throws {
            let rows = try Tensor.ones([1, 4]).to(dtype: dtype)
            var numbers = [Float](repeating: 0.5, count: 36)
            numbers[5 * 4 + 1] = .nan
            let weight = try Tensor(numbers, shape: [9, 4]).to(dtype: dtype)
            try KernelTests.withEachInstructionSet { set in
                let found = try LinearCrossEntropy.compute(
                    rows: rows, weight: weight, targets: Tensor([2] as [Int64]))
                #expect(try found.losses.floats()[0].isNaN, "\(set.rawValue)")
            }
        }

        @Test func whatDoesNotFitIsRefused() throws {
            let (rows, weight) = (try Tensor.randn([2, 8]), try Tensor.randn([5, 8]))
            func message(_ rows: Tensor, _ targets: [Int64]) -> String? {
                torchError {
                    _ = try LinearCrossEntropy.compute(rows: rows, weight: weight, targets: Tensor(targets))
                }?.message
            }
            #expect(message(rows, [0, 5])?.contains("target 5 of row 1") == true)
            #expect(message(rows, [0, -100])?.contains("none of the 5 classes") == true)
            #expect(message(rows, [0])?.contains("do not fit") == true)
            #expect(try message(rows.to(dtype: .float64), [0, 1])?.contains("bfloat16") == true)
        }
    }
}
