import Batching
import NN
import Torch

/// Floating-point operations of one training step: those of matrix products and attention that the model needs.
///
/// What is done twice to save memory does not count, nor do norms, activations and padding, nor what lies behind the
/// last attention, with the output head, of tokens that are not trained. A product with a matrix of n weights is 2 n a token; its backward pass is as much for
/// the gradient of its input, where something before it is trained, and as much for the gradient of its weights, where
/// they are trained. The share of attention in the backward pass is taken to be that of the matrices.
struct ModelFLOPs {
    private var perToken = 0.0
    private var perTrainedToken = 0.0
    /// Of two tokens of which one attends to the other, in all blocks.
    private let perPair: Double

    /// Counts what `model` trains now.
    init(_ model: any CausalLanguageModel) {
        func identities(_ parameters: some Sequence<Parameter>) -> Set<ObjectIdentifier> {
            Set(parameters.map { ObjectIdentifier($0) })
        }
        func parameters(_ isWanted: (String) -> Bool) -> Set<ObjectIdentifier> {
            let layers = model.linearLayers().filter { isWanted($0.path) }
            return identities(layers.flatMap { $0.layer.parameters.map(\.parameter) })
        }
        let inLayers = parameters { $0 != model.outputHeadName }
        let behindAttention = parameters(Set(model.layersOfChosenTokens).contains)
        var (weights, weightsWithInputGradient) = (0.0, 0.0)
        var isAfterTrained = false
        for (_, parameter) in model.namedParameters() {
            // Vectors (biases, norms) are no products.
            if inLayers.contains(ObjectIdentifier(parameter)), parameter.tensor.shape.count == 2 {
                let count = Double(parameter.tensor.count)
                weights += count
                if isAfterTrained { weightsWithInputGradient += count }
                let operations = 2 * count * Self.passes(isAfterTrained, parameter)
                if behindAttention.contains(ObjectIdentifier(parameter)) {
                    perTrainedToken += operations
                } else {
                    perToken += operations
                }
            }
            isAfterTrained = isAfterTrained || parameter.isTrainable
        }
        for (_, parameter) in model.outputHead.parameters where parameter.tensor.shape.count == 2 {
            perTrainedToken += 2 * Double(parameter.tensor.count) * Self.passes(isAfterTrained, parameter)
        }
        // Scores and the sum of values are two products; each has two gradients.
        let share = weightsWithInputGradient / max(weights, 1)
        perPair = 4 * Double(model.attentionWidth) * Double(model.blockCount) * (1 + 2 * share)
    }

    private static func passes(_ isAfterTrained: Bool, _ parameter: Parameter) -> Double {
        1 + (isAfterTrained ? 1 : 0) + (parameter.isTrainable ? 1 : 0)
    }

    /// The operations of forward and backward pass over a batch.
    func callAsFunction(_ batch: Batch) -> Double {
        let pairs = batch.documentLengths.joined().reduce(0.0) { $0 + Double($1) * Double($1 + 1) / 2 }
        return perToken * Double(batch.tokenCount) + perTrainedToken * Double(batch.trainedTokenCount)
            + perPair * pairs
    }
}
