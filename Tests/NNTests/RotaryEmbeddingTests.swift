import Foundation
import NN
import Testing
import Torch

/// Inverse frequencies and attention factors as transformers' `modeling_rope_utils` computes them.
struct RotaryEmbeddingTests {
    private struct Case: Decodable {
        let name: String
        let headDim: Int
        let maxPositionEmbeddings: Int
        let length: Int?
        let ropeParameters: Parameters
        let invFreq: [Float]
        let attentionFactor: Double

        struct Parameters: Decodable {
            let ropeType: String
            let ropeTheta: Double
            let factor: Double?
            let lowFreqFactor: Double?
            let highFreqFactor: Double?
            let originalMaxPositionEmbeddings: Int?
            let attentionFactor: Double?
            let mscale: Double?
            let mscaleAllDim: Double?
            let betaFast: Double?
            let betaSlow: Double?
            let truncate: Bool?
        }

        func scaling() throws -> RotaryScaling {
            let values = ropeParameters
            let original = values.originalMaxPositionEmbeddings ?? maxPositionEmbeddings
            switch values.ropeType {
            case "default": return .standard
            case "linear": return .linear(factor: try #require(values.factor))
            case "dynamic": return .dynamic(factor: try #require(values.factor))
            case "llama3":
                return .llama3(
                    .init(
                        factor: try #require(values.factor), lowFreqFactor: try #require(values.lowFreqFactor),
                        highFreqFactor: try #require(values.highFreqFactor), originalMaxPositionEmbeddings: original))
            default:
                return .yarn(
                    .init(
                        factor: try #require(values.factor), originalMaxPositionEmbeddings: original,
                        attentionFactor: values.attentionFactor, mscale: values.mscale,
                        mscaleAllDim: values.mscaleAllDim, betaFast: values.betaFast ?? 32,
                        betaSlow: values.betaSlow ?? 1, truncate: values.truncate ?? true))
            }
        }
    }

    @Test func frequenciesEqualTheReference() throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let data = try Data(contentsOf: tests.appendingPathComponent("Fixtures/parity/rope.json"))
        let cases = try decoder.decode([Case].self, from: data)
        #expect(cases.count == 12)
        for test in cases {
            let rotary = try RotaryEmbedding(
                headDim: test.headDim, theta: test.ropeParameters.ropeTheta,
                maxPositionEmbeddings: test.maxPositionEmbeddings, scaling: test.scaling())
            let found = rotary.frequencies(length: test.length)
            #expect(found.inverse.count == test.invFreq.count)
            for (index, (value, wanted)) in zip(found.inverse, test.invFreq).enumerated() {
                #expect(abs(value - wanted) <= 5e-7 * wanted, "\(test.name)[\(index)]: \(value), \(wanted)")
            }
            #expect(abs(found.attentionFactor - test.attentionFactor) < 1e-9, "\(test.name)")
        }
    }

    @Test func dynamicScalingStartsBeyondTheTrainedContext() throws {
        let rotary = try RotaryEmbedding(
            headDim: 8, theta: 10000, maxPositionEmbeddings: 16, scaling: .dynamic(factor: 2))
        #expect(rotary.frequencies(length: 16).inverse == rotary.frequencies().inverse)
        #expect(rotary.frequencies(length: 17).inverse != rotary.frequencies().inverse)
        #expect(rotary.frequencies(length: 17).inverse.first == 1)
    }

    @Test func anglesTurnPairsOfHalves() throws {
        let rotary = try RotaryEmbedding(headDim: 4, theta: 100, maxPositionEmbeddings: 64)
        let positions = try Tensor([Int64(0), 3], shape: [1, 2])
        let x = try Tensor([Float(1), 2, 3, 4, 1, 2, 3, 4], shape: [1, 2, 1, 4])
        let turned = try rotary.angles(for: positions, dtype: .float32).rotate(x).floats()
        #expect(Array(turned.prefix(4)) == [1, 2, 3, 4])
        let (fast, slow) = (Float(3), Float(0.3))
        let expected = [
            cos(fast) - 3 * sin(fast), 2 * cos(slow) - 4 * sin(slow), 3 * cos(fast) + sin(fast),
            4 * cos(slow) + 2 * sin(slow),
        ]
        for (value, wanted) in zip(turned.dropFirst(4), expected) { #expect(abs(value - wanted) < 1e-5) }
    }

    @Test func anglesAreRoundedOnlyAtTheEnd() throws {
        let rotary = try RotaryEmbedding(headDim: 8, theta: 10000, maxPositionEmbeddings: 8192)
        let positions = try Tensor([Int64(5003)], shape: [1, 1])
        let exact = try rotary.angles(for: positions, dtype: .float32)
        let rounded = try rotary.angles(for: positions, dtype: .bfloat16)
        #expect(rounded.cosines.dtype == .bfloat16)
        #expect(try rounded.cosines.floats() == exact.cosines.to(dtype: .bfloat16).floats())
    }

    @Test func frequencyFactorsDivide() throws {
        let plain = try RotaryEmbedding(headDim: 4, theta: 100, maxPositionEmbeddings: 8).frequencies().inverse
        let scaled = try RotaryEmbedding(
            headDim: 4, theta: 100, maxPositionEmbeddings: 8, scaling: .frequencyFactors([1, 8]))
        #expect(scaled.frequencies().inverse == [plain[0], plain[1] / 8])
    }

    @Test func headsThatCannotBeHalvedAreRefused() {
        #expect(throws: NNError.self) { try RotaryEmbedding(headDim: 7, theta: 1e4, maxPositionEmbeddings: 8) }
        #expect(throws: NNError.self) {
            try RotaryEmbedding(
                headDim: 8, theta: 1e4, maxPositionEmbeddings: 8, scaling: .frequencyFactors([1, 2]))
        }
    }
}
