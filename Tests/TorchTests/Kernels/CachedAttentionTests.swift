import Testing
import Torch

extension KernelTests {
    /// Attention to cached tokens against plain operations.
    @Suite struct CachedAttentionTests {
        struct Case: Sendable, CustomTestStringConvertible {
            let testDescription: String
            var rows = 1
            var tokens = 1
            var keys: Int
            var heads = 4
            var keyHeads = 2
            var width = 64
            var window: Int?
            var scale: Double?
        }

        static let cases: [Case] = [
            Case(testDescription: "nine heads on three", keys: 131, heads: 9, keyHeads: 3),
            Case(testDescription: "itself only", keys: 1),
            Case(testDescription: "more parts than one, rows", rows: 3, keys: 1500, scale: 0.3),
            Case(
                testDescription: "some tokens, seven heads on one", rows: 2, tokens: 5, keys: 70, heads: 7, keyHeads: 1),
            Case(testDescription: "tokens enough for a task each", rows: 2, tokens: 19, keys: 300, width: 20),
            Case(testDescription: "a head for each, width 256", keys: 90, heads: 2, width: 256, window: 65),
            Case(testDescription: "a window within a part", rows: 2, tokens: 3, keys: 400, width: 6, window: 2),
            Case(testDescription: "a window of one", tokens: 2, keys: 200, width: 80, window: 1),
            Case(testDescription: "no past", tokens: 33, keys: 33, heads: 6, keyHeads: 3, width: 26, window: 7),
        ]

        private func operands(_ given: Case, _ dtype: DType) throws -> [Tensor] {
            let shapes = [
                [given.rows, given.tokens, given.heads, given.width],
                [given.rows, given.keys, given.keyHeads, given.width],
            ]
            return try [shapes[0], shapes[1], shapes[1]].map { try Tensor.randn($0).to(dtype: dtype) }
        }

        @Test(arguments: cases, [DType.float32, .bfloat16])
        func equalsPlainOperations(_ given: Case, _ dtype: DType) throws {
            let operands = try operands(given, dtype)
            let wide = try operands.map { try $0.to(dtype: .float64) }
            let attention = CachedAttention(window: given.window, scale: given.scale)
            let expected = try attention.reference(query: wide[0], key: wide[1], value: wide[2])
            let norm = try (expected * expected).sum().item()
            try KernelTests.withEachInstructionSet { set in
                let found = try attention(query: operands[0], key: operands[1], value: operands[2])
                #expect(found.shape == expected.shape && found.dtype == dtype)
                let distance = try found.to(dtype: .float64) - expected
                let error = try ((distance * distance).sum().item() / norm).squareRoot()
                // Nothing but the result is rounded to bfloat16: by 2^-8 at most, by some half of that on the whole.
                #expect(error < (dtype == .float32 ? 1e-5 : 2.5e-3), "\(set.rawValue)")
            }
        }

        /// The reference itself, against the attention that training uses.
        @Test func withoutAPastIsDocumentAttention() throws {
            let operands = try operands(Self.cases[8], .float64)
            let expected = try DocumentAttention(documents: [.init(start: 0, length: 33)], window: 7)
                .reference(query: operands[0], key: operands[1], value: operands[2])
            let found = try CachedAttention(window: 7)
                .reference(query: operands[0], key: operands[1], value: operands[2])
            #expect(try (found - expected).abs().max().item() < 1e-12)
        }

        @Test func readsTheFirstTokensOfALongerStore() throws {
            let query = try Tensor.randn([2, 1, 4, 16])
            let stores = try (0..<2).map { _ in try Tensor.randn([2, 50, 2, 16]) }
            let parts = try stores.map { try $0.narrow(dim: 1, start: 0, length: 21) }
            let attention = CachedAttention()
            let found = try attention(query: query, key: parts[0], value: parts[1])
            let expected = try attention(query: query, key: parts[0].clone(), value: parts[1].clone())
            #expect(try found.doubles() == expected.doubles())
        }

        @Test func resultsDoNotDependOnThreads() throws {
            let operands = try operands(Self.cases[2], .bfloat16)
            try KernelTests.expectSameOnAnyNumberOfThreads {
                try CachedAttention()(query: operands[0], key: operands[1], value: operands[2])
                    .to(dtype: .float64).doubles()
            }
        }

        @Test func largeScoresStayFinite() throws {
            let operands = try operands(Self.cases[2], .float32).map { try $0 * 100 }
            let found = try CachedAttention()(query: operands[0], key: operands[1], value: operands[2])
            #expect(try found.isFinite().all().item() == 1)
        }

        @Test func whatDoesNotFitIsRefused() throws {
            let (query, key) = (try Tensor.randn([1, 2, 4, 16]), try Tensor.randn([1, 10, 2, 16]))
            func message(_ query: Tensor, _ key: Tensor) -> String? {
                torchError { _ = try CachedAttention()(query: query, key: key, value: key) }?.message
            }
            #expect(message(query, key) == nil)
            #expect(try message(query, Tensor.randn([1, 1, 2, 16]))?.contains("do not fit") == true)
            #expect(try message(query, Tensor.randn([2, 10, 2, 16]))?.contains("do not fit") == true)
            #expect(try message(query, Tensor.randn([1, 10, 3, 16]))?.contains("do not fit") == true)
            #expect(try message(query, key.to(dtype: .bfloat16))?.contains("types") == true)
            #expect(try message(query.to(dtype: .float64), key.to(dtype: .float64))?.contains("bfloat16") == true)
        }
    }
}
