import NN
import Testing
import Torch

struct ModuleTests {
    /// A part with two linear layers and a norm, as blocks have them.
    private final class Pair: Module {
        var first: any LinearLayer
        var second: any LinearLayer
        let norm: RMSNorm

        init() throws {
            first = try Linear(
                weight: Parameter(Tensor.ones([3, 2])), bias: Parameter(Tensor.zeros([3])))
            second = try Linear(weight: Parameter(Tensor.ones([2, 3])))
            norm = RMSNorm(weight: Parameter(try Tensor.ones([2])), epsilon: 1e-6)
        }

        var children: [(name: String, module: any Module)] {
            [("first", first), ("second", second), ("norm", norm)]
        }

        func replaceLinear(named name: String, with layer: any LinearLayer) throws {
            switch name {
            case "first": first = layer
            case "second": second = layer
            default: throw NNError("no \(name)")
            }
        }
    }

    private final class Root: Module {
        let pair: Pair
        let embedding: Embedding
        let head: Linear

        init() throws {
            pair = try Pair()
            let shared = Parameter(try Tensor.ones([5, 2]))
            embedding = Embedding(weight: shared)
            head = try Linear(weight: shared)
        }

        var children: [(name: String, module: any Module)] {
            [("model.embed", embedding), ("model.pair", pair), ("head", head)]
        }
    }

    @Test func namesAreCheckpointKeysAndSharedWeightsAppearOnce() throws {
        let names = try Root().namedParameters().map(\.name)
        #expect(
            names == [
                "model.embed.weight", "model.pair.first.weight", "model.pair.first.bias", "model.pair.second.weight",
                "model.pair.norm.weight",
            ])
    }

    @Test func linearLayersAreFoundAndReplaced() throws {
        let root = try Root()
        #expect(root.linearLayers().map(\.path) == ["model.pair.first", "model.pair.second", "head"])
        let replacement = try Linear(weight: Parameter(Tensor.zeros([2, 3])))
        try root.replaceLinears { path, layer in
            path == "model.pair.second" && layer.inFeatures == 3 ? replacement : nil
        }
        #expect(root.pair.second === replacement)
        #expect(root.linearLayers().count == 3)
    }

    @Test func aPlaceThatIsNotThereCannotBeReplaced() throws {
        let root = try Root()
        let error = #expect(throws: NNError.self) {
            try root.replaceLinears { path, _ in path == "head" ? root.head : nil }
        }
        #expect(error?.description.contains("'head'") == true)
    }

    @Test func trainabilityIsSwitchedAsAWhole() throws {
        let root = try Root()
        #expect(root.trainableParameters().isEmpty)
        try root.setTrainable(true)
        #expect(root.trainableParameters().count == 5)
        try root.pair.norm.weight.setTrainable(false)
        #expect(root.trainableParameters().count == 4)
        try root.pair.first(Tensor.ones([1, 2])).sum().backward()
        #expect(try root.pair.norm.weight.gradient == nil)
        #expect(try #require(root.pair.first.parameters.first).parameter.gradient != nil)
        try root.clearGradients()
        #expect(try #require(root.pair.first.parameters.first).parameter.gradient == nil)
    }

    @Test func aMappedWeightIsCopiedOnceItIsTrained() throws {
        final class Bytes {
            let pointer = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 64)
            deinit { pointer.deallocate() }
        }
        let bytes = Bytes()
        bytes.pointer.initializeMemory(as: Float.self, repeating: 2, count: 16)
        let mapped = try Tensor.borrowing(
            bytes.pointer, byteCount: 64, owner: bytes, shape: [4, 4], dtype: .float32)
        let parameter = Parameter(mapped)
        try parameter.setTrainable(false)
        #expect(parameter.tensor === mapped)
        try parameter.setTrainable(true)
        try Autograd.noGrad { try parameter.tensor.mulInPlace(3) }
        #expect(try parameter.tensor.floats() == Array(repeating: 6, count: 16))
        #expect(try mapped.floats() == Array(repeating: 2, count: 16))
    }

    @Test func layersThatDoNotFitAreRefused() throws {
        #expect(throws: NNError.self) { try Linear(weight: Parameter(Tensor.ones([3]))) }
        #expect(throws: NNError.self) {
            try Linear(weight: Parameter(Tensor.ones([3, 2])), bias: Parameter(Tensor.ones([2])))
        }
    }
}
