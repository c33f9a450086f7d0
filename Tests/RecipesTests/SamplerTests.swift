import Foundation
import Recipes
import Testing
import Torch

@Suite("Sampler")
struct SamplerTests {
    private static let probabilities = [0.1, 0.4, 0.02, 0.3, 0.18]

    private func sampler(_ change: (inout GenerationSettings) -> Void) -> Sampler {
        var settings = GenerationSettings()
        settings.doSample = true
        settings.topK = 0
        change(&settings)
        return Sampler(settings)
    }

    private func logits(_ probabilities: [Double], dtype: DType = .float32) throws -> Tensor {
        try Tensor(probabilities.map { Float(log($0)) }).to(dtype: dtype)
    }

    /// Expects that draws follow the expected probabilities; those of zero never come.
    ///
    /// Other tests draw from the same generator, so the draws differ from run to run: the bound is six standard
    /// deviations, which chance passes once in 10⁸ times.
    private func expect(
        _ expected: [Double], from sampler: Sampler, logits: Tensor, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let draws = 4000.0
        var counts = expected.map { _ in 0.0 }
        for _ in 0..<Int(draws) { counts[try sampler.choose(logits)] += 1 }
        for (count, probability) in zip(counts, expected) {
            let deviation = (draws * probability * (1 - probability)).squareRoot()
            #expect(
                abs(count - draws * probability) <= 6 * deviation, "\(counts), expected \(expected)",
                sourceLocation: sourceLocation)
        }
    }

    private func normalized(_ weights: [Double]) -> [Double] {
        weights.map { $0 / weights.reduce(0, +) }
    }

    @Test("without sampling the likeliest is taken, the first of equal ones", arguments: [DType.float32, .bfloat16])
    func greedy(dtype: DType) throws {
        let greedy = Sampler(GenerationSettings())
        #expect(try greedy.choose(logits(Self.probabilities, dtype: dtype)) == 1)
        #expect(try greedy.choose(logits([0.2, 0.1, 0.3, 0.3, 0.1], dtype: dtype)) == 2)
    }

    @Test("draws follow the model's distribution")
    func plain() throws {
        try expect(Self.probabilities, from: sampler { _ in }, logits: logits(Self.probabilities))
    }

    @Test("a temperature sharpens or flattens it")
    func temperature() throws {
        for temperature in [0.5, 2] {
            try expect(
                normalized(Self.probabilities.map { pow($0, 1 / temperature) }),
                from: sampler { $0.temperature = temperature }, logits: logits(Self.probabilities))
        }
    }

    @Test("top_k keeps the k likeliest")
    func topK() throws {
        try expect(
            normalized([0, 0.4, 0, 0.3, 0.18]), from: sampler { $0.topK = 3 }, logits: logits(Self.probabilities))
        try expect([0, 1, 0, 0, 0], from: sampler { $0.topK = 1 }, logits: logits(Self.probabilities))
        try expect(Self.probabilities, from: sampler { $0.topK = 50 }, logits: logits(Self.probabilities))
    }

    @Test("top_p keeps the likeliest that reach the sum, at least one")
    func topP() throws {
        try expect(
            normalized([0, 0.4, 0, 0.3, 0]), from: sampler { $0.topP = 0.6 }, logits: logits(Self.probabilities))
        try expect(
            normalized([0, 0.4, 0, 0.3, 0.18]), from: sampler { $0.topP = 0.75 }, logits: logits(Self.probabilities))
        try expect([0, 1, 0, 0, 0], from: sampler { $0.topP = 0 }, logits: logits(Self.probabilities))
    }

    @Test("top_p counts what temperature and top_k left, as transformers does")
    func together() throws {
        // Of the three likeliest 0.4, 0.3, 0.18 the first two hold 0.795; without top_k they would hold 0.7.
        try expect(
            normalized([0, 0.4, 0, 0.3, 0]),
            from: sampler {
                $0.topK = 3
                $0.topP = 0.75
            }, logits: logits(Self.probabilities))
        // At temperature 0.5 the likeliest alone holds more than half.
        try expect(
            [0, 1, 0, 0, 0],
            from: sampler {
                $0.temperature = 0.5
                $0.topP = 0.5
            }, logits: logits(Self.probabilities))
    }

    @Test("logits that are no numbers choose no token", arguments: [true, false])
    func noNumbers(draws: Bool) throws {
        #expect(throws: RecipeError.self) {
            try sampler { $0.doSample = draws }.choose(Tensor([0.5, .nan, 1] as [Float]))
        }
    }
}
