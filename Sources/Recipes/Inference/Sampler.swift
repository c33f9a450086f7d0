public import Torch

/// Chooses the next token from logits: the likeliest, or one drawn after temperature, top-k and top-p.
public struct Sampler {
    private let doSample: Bool
    private let temperature: Double
    private let topK: Int
    private let topP: Double

    public init(_ settings: GenerationSettings) {
        doSample = settings.doSample
        temperature = settings.temperature
        topK = settings.topK
        topP = settings.topP
    }

    /// The chosen id.
    ///
    /// - Parameter logits: `[vocabulary]`.
    /// - Throws: `RecipeError` when they are no numbers; `TorchError`.
    public func choose(_ logits: Tensor) throws -> Int {
        guard try !logits.max().item().isNaN else {
            throw RecipeError(
                "the model gives no numbers (NaN) for the next token",
                cure: "its weights or its adapter are of no use; train them with a lower --lr")
        }
        guard doSample else { return Int(try logits.argmax(dim: -1).int64Item()) }
        // Those that are cut off need no order among themselves, and take no part in what follows.
        let wide = try logits.to(dtype: .float32)
        let (values, ids) =
            topK > 0 && topK < wide.count
            ? try wide.topK(topK, dim: -1) : try wide.sort(dim: -1, descending: true)
        var probabilities = try (values / temperature).softmax(dim: -1)
        if topP < 1 {
            // A token stays as long as those before it hold at most top_p of the probability, so the first always does.
            let before = try probabilities.cumsum(dim: 0) - probabilities
            let limit = try probabilities.sum().item() * topP
            probabilities = try probabilities.maskedFill(before.greater(limit), 0)
        }
        return Int(try ids.gather(dim: 0, index: probabilities.multinomial(1)).int64Item())
    }
}
