import Foundation
import Testing
import Torch

extension KernelTests {
    /// Attention against plain operations.
    @Suite struct DocumentAttentionTests {
        struct Case: Sendable, CustomTestStringConvertible {
            let testDescription: String
            var tokens: [Int]
            var heads = 4
            var keyHeads = 2
            var width = 64
            var documents: [DocumentAttention.Document]
            var window: Int?
            var scale: Double?
        }

        static let cases: [Case] = [
            Case(testDescription: "a row", tokens: [1, 200], documents: [.init(start: 0, length: 200)]),
            Case(
                testDescription: "documents of many lengths, padding, rows", tokens: [2, 150], heads: 6,
                documents: [(3, 60), (63, 1), (64, 64), (150, 17), (170, 130)].map { .init(start: $0, length: $1) }),
            Case(
                testDescription: "nine heads on three", tokens: [1, 321], heads: 9, keyHeads: 3,
                documents: [.init(start: 0, length: 321)]),
            Case(
                testDescription: "a head for each", tokens: [130], heads: 2, width: 80,
                documents: [.init(start: 0, length: 130)]),
            Case(
                testDescription: "six heads on one, width 256", tokens: [1, 150], heads: 6, keyHeads: 1, width: 256,
                documents: [.init(start: 0, length: 150)], window: 70),
            Case(
                testDescription: "a width beside the vectors", tokens: [1, 90], heads: 2, keyHeads: 1, width: 20,
                documents: [.init(start: 5, length: 80)]),
            Case(
                testDescription: "a window within a block", tokens: [1, 200], documents: [.init(start: 0, length: 200)],
                window: 5),
            Case(
                testDescription: "a window over blocks, a scale", tokens: [1, 300], width: 128,
                documents: [.init(start: 0, length: 300)], window: 130, scale: 0.3),
            Case(
                testDescription: "only itself", tokens: [1, 70], documents: [.init(start: 0, length: 70)], window: 1),
        ]

        /// Results and gradients of one call, as float64.
        private func results(
            _ operands: [Tensor], gradient: Tensor, _ attention: (Tensor, Tensor, Tensor) throws -> Tensor
        ) throws -> [Tensor] {
            let inputs = try operands.map { try $0.detach().setRequiresGrad() }
            let output = try attention(inputs[0], inputs[1], inputs[2])
            try output.backward(gradient: gradient)
            return try ([output] + inputs.map { try #require(try $0.grad) }).map { try $0.detach().to(dtype: .float64) }
        }

        private func relativeError(_ found: Tensor, _ expected: Tensor) throws -> Double {
            let square = try (expected * expected).sum().item()
            // Where nothing is expected, an error counts beside numbers of about 1.
            let norm = (square > 0 ? square : Double(expected.count)).squareRoot()
            let distance = try (found - expected)
            return try (distance * distance).sum().item().squareRoot() / norm
        }

        @Test(arguments: cases, [DType.float32, .bfloat16])
        func equalsPlainOperations(_ given: Case, _ dtype: DType) throws {
            let operands = try [given.heads, given.keyHeads, given.keyHeads].map {
                try Tensor.randn(given.tokens + [$0, given.width]).to(dtype: dtype)
            }
            let gradient = try Tensor.randn(given.tokens + [given.heads, given.width]).to(dtype: dtype)
            let attention = DocumentAttention(documents: given.documents, window: given.window, scale: given.scale)
            let expected = try results(
                operands.map { try $0.to(dtype: .float64) }, gradient: gradient.to(dtype: .float64),
                attention.reference)
            try KernelTests.withEachInstructionSet { set in
                let found = try results(operands, gradient: gradient, attention.callAsFunction)
                for (name, pair) in zip(["output", "query", "key", "value"], zip(found, expected)) {
                    let error = try relativeError(pair.0, pair.1)
                    // bfloat16 keeps 8 bits: an error of 2^-9 for each rounding of operands, weights and results.
                    #expect(error < (dtype == .float32 ? 1e-5 : 6e-3), "\(set.rawValue): \(name)")
                }
            }
        }

        @Test func resultsDoNotDependOnThreads() throws {
            let operands = try [6, 2, 2].map { try Tensor.randn([1, 700, $0, 64]).to(dtype: .bfloat16) }
            let gradient = try Tensor.randn([1, 700, 6, 64]).to(dtype: .bfloat16)
            let attention = DocumentAttention(documents: [.init(start: 0, length: 690)])
            try KernelTests.expectSameOnAnyNumberOfThreads {
                try results(operands, gradient: gradient, attention.callAsFunction).map { try $0.doubles() }
            }
        }

        /// Queries that are no numbers, of finite keys and values, shall not come out as a mean of the values.
        @Test(arguments: [DType.float32, .bfloat16]) func whatIsNoNumberStaysNone(_ dtype: DType) throws {
            var numbers = [Float](repeating: 1, count: 80 * 32)
            for c in 0..<32 { numbers[70 * 32 + c] = .nan }
            let query = try Tensor(numbers, shape: [1, 80, 1, 32]).to(dtype: dtype)
            let other = try Tensor.randn([1, 80, 1, 32]).to(dtype: dtype)
            let attention = DocumentAttention(documents: [.init(start: 0, length: 80)])
            try KernelTests.withEachInstructionSet { set in
                let found = try attention(query: query, key: other, value: other).floats()
                let isNaN = (0..<80).map { token in found[(token * 32)..<(token * 32 + 32)].allSatisfy(\.isNaN) }
                #expect(isNaN.firstIndex(of: true) == 70 && isNaN.lastIndex(of: true) == 70, "\(set.rawValue)")
            }
        }

        @Test func takesViewsOfOneProjection() throws {
            let joint = try Tensor.randn([1, 100, 8, 32])
            let parts = try joint.split(sizes: [4, 2, 2], dim: 2)
            let attention = DocumentAttention(documents: [.init(start: 0, length: 100)])
            let found = try attention(query: parts[0], key: parts[1], value: parts[2])
            let expected = try attention.reference(query: parts[0], key: parts[1], value: parts[2])
            #expect(try relativeError(found.to(dtype: .float64), expected.to(dtype: .float64)) < 1e-5)
        }

        @Test func nothingReachesAnotherDocument() throws {
            let operands = try [2, 1, 1].map { try Tensor.randn([1, 90, $0, 32]) }
            let attention = DocumentAttention(documents: [(0, 40), (40, 50)].map { .init(start: $0, length: $1) })
            let before = try attention(query: operands[0], key: operands[1], value: operands[2])
            let changed = try operands.map { x in
                try Tensor.cat(
                    [Tensor.randn([1, 40, x.size(2), 32]), x.narrow(dim: 1, start: 40, length: 50)], dim: 1)
            }
            let after = try attention(query: changed[0], key: changed[1], value: changed[2])
            #expect(
                try before.narrow(dim: 1, start: 40, length: 50).doubles()
                    == after.narrow(dim: 1, start: 40, length: 50).doubles())
        }

        @Test func largeScoresStayFinite() throws {
            let operands = try [2, 2, 2].map { try Tensor.randn([1, 130, $0, 64]) * 100 }
            let attention = DocumentAttention(documents: [.init(start: 0, length: 130)], window: 3)
            for tensor in try results(operands, gradient: Tensor.randn([1, 130, 2, 64]), attention.callAsFunction) {
                #expect(try tensor.isFinite().all().item() == 1)
            }
        }

        @Test func whatDoesNotFitIsRefused() throws {
            let x = try Tensor.randn([1, 10, 2, 16])
            func message(_ documents: [(Int, Int)], _ query: Tensor, _ key: Tensor) -> String? {
                let attention = DocumentAttention(documents: documents.map { .init(start: $0, length: $1) })
                return torchError { _ = try attention(query: query, key: key, value: key) }?.message
            }
            #expect(message([(0, 11)], x, x)?.contains("document 0") == true)
            #expect(message([(0, 5), (4, 5)], x, x)?.contains("document 1") == true)
            #expect(message([(0, 0)], x, x)?.contains("empty") == true)
            #expect(try message([(0, 10)], x, Tensor.randn([1, 10, 3, 16]))?.contains("do not fit") == true)
            #expect(try message([(0, 10)], x.to(dtype: .float64), x.to(dtype: .float64))?.contains("bfloat16") == true)
            #expect(try message([(0, 10)], x, x.to(dtype: .bfloat16))?.contains("types") == true)
        }
    }
}
