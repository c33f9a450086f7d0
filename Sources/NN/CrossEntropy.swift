public import Torch

/// The negative log-likelihood of target tokens, computed only where there is a target.
///
/// Rows without a target never meet the output head. The logits of the others exist for one chunk of rows at a time:
/// the chunk's gradients are computed at once and only they are kept, so memory does not grow with the batch.
public struct CrossEntropy {
    /// The target of a token that is not trained on.
    public static let ignoredTarget: Int32 = -100

    private let head: (Tensor) throws -> Tensor
    private let headParameters: [Parameter]
    private let chunkRows: Int
    /// The layer that `head` is, where it is a matrix and nothing else.
    private let matrix: Linear?
    private let packed: PackedWeights?

    /// - Parameters:
    ///   - head: maps hidden rows `[N, D]` to logits `[N, V]`.
    ///   - headParameters: the weights that `head` uses; those that are trainable receive gradients.
    ///   - chunkRows: how many rows of logits exist at a time.
    public init(headParameters: [Parameter], chunkRows: Int, head: @escaping (Tensor) throws -> Tensor) {
        self.head = head
        self.headParameters = headParameters
        self.chunkRows = max(chunkRows, 1)
        matrix = nil
        packed = nil
    }

    /// The cross-entropy at the output head of `model`.
    ///
    /// Where the head is a matrix and nothing else, a CPU computes it with `LinearCrossEntropy`. Otherwise a chunk's
    /// logits stay below 32 MB where rows permit: the allocator keeps pieces of that size, while it may return larger
    /// ones to the system and pay page faults for each anew.
    /// - Parameter packsWeights: whether that matrix is packed once for all calls, where it is frozen.
    public init(model: any CausalLanguageModel, packsWeights: Bool = false) {
        head = { try model.logits($0) }
        headParameters = model.outputHead.namedParameters().map(\.parameter)
        chunkRows = min(max((32 << 20) / (4 * model.vocabularySize), 128), 1024)
        matrix = (model.outputHead as? Linear).flatMap { $0.bias == nil ? $0 : nil }
        packed = model.packedHead.used(if: packsWeights)
    }

    /// The sum over all tokens that have a target, in nats: a float32 scalar that can be differentiated.
    ///
    /// Divide by the number of trained tokens, over all micro-batches and ranks, to get the loss.
    /// - Parameters:
    ///   - hidden: `[B, T, D]` or `[N, D]`, after the final norm.
    ///   - targets: the next token of each row of `hidden`, or -100.
    /// - Throws: `NNError` when the counts differ; `TorchError` when a target is outside of the vocabulary.
    public func sum(hidden: Tensor, targets: [Int32]) throws -> Tensor {
        let (rows, targets) = try select(hidden, targets)
        let trainable = Autograd.isGradEnabled ? headParameters.map(\.tensor).filter(\.requiresGrad) : []
        if let matrix = fusedMatrix(rows) { return try fusedSum(rows, targets, matrix) }
        guard rows.requiresGrad && Autograd.isGradEnabled || !trainable.isEmpty else {
            let total = try Tensor.zeros([], device: hidden.device)
            try forEachChunk(rows, targets) { rows, targets in
                try total.addInPlace(Functional.crossEntropy(logits(rows), targets, reduction: .sum))
            }
            return total
        }
        return try differentiableSum(rows, targets, trainable)
    }

    /// The negative log-likelihood of each token that has a target, `[N]` float32 in row order, without gradients.
    /// - Throws: as `sum`.
    public func perToken(hidden: Tensor, targets: [Int32]) throws -> Tensor {
        try Autograd.noGrad {
            let (rows, targets) = try select(hidden, targets)
            if let matrix = fusedMatrix(rows) {
                return try LinearCrossEntropy.compute(
                    rows: rows, weight: matrix.weight.tensor, targets: targets,
                    packed: packed
                ).losses
            }
            var parts = [try Tensor.zeros([0], device: hidden.device)]
            try forEachChunk(rows, targets) { rows, targets in
                parts.append(try Functional.crossEntropy(logits(rows), targets, reduction: .none))
            }
            return try Tensor.cat(parts, dim: 0)
        }
    }

    /// The head where the kernels compute everything.
    private func fusedMatrix(_ rows: Tensor) -> Linear? {
        guard let matrix, DocumentAttention.computes(rows), matrix.weight.tensor.dtype == rows.dtype else { return nil }
        return matrix
    }

    private func fusedSum(_ rows: Tensor, _ targets: Tensor, _ matrix: Linear) throws -> Tensor {
        let (weight, isRecorded) = (matrix.weight.tensor, Autograd.isGradEnabled)
        let found = try LinearCrossEntropy.compute(
            rows: rows, weight: weight, targets: targets, rowsGradient: isRecorded && rows.requiresGrad,
            weightGradient: isRecorded && weight.requiresGrad, packed: packed)
        let known = [(rows, found.rowsGradient), (weight, found.weightGradient)]
            .compactMap { input, gradient in gradient.map { (input, $0) } }
        let sum = try found.losses.sum()
        return known.isEmpty ? sum : try Autograd.attach(sum, inputs: known.map(\.0), gradients: known.map(\.1))
    }

    private func logits(_ rows: Tensor) throws -> Tensor {
        try head(rows).to(dtype: .float32)
    }

    private func select(_ hidden: Tensor, _ targets: [Int32]) throws -> (rows: Tensor, targets: Tensor) {
        let width = try hidden.size(-1)
        guard hidden.count == targets.count * width else {
            throw NNError("cross-entropy: \(targets.count) targets for hidden states of shape \(hidden.shape)")
        }
        var rows = try hidden.reshape([targets.count, width])
        let trained = targets.indices.filter { targets[$0] != Self.ignoredTarget }
        if trained.count < targets.count {
            let index = try Tensor(trained.map(Int64.init), shape: [trained.count], device: hidden.device)
            rows = try rows.indexSelect(dim: 0, index: index)
        }
        let kept = try Tensor(trained.map { Int64(targets[$0]) }, shape: [trained.count], device: hidden.device)
        return (rows, kept)
    }

    private func forEachChunk(
        _ rows: Tensor, _ targets: Tensor, _ body: (_ rows: Tensor, _ targets: Tensor) throws -> Void
    ) throws {
        let count = targets.count
        for start in stride(from: 0, to: count, by: chunkRows) {
            let length = min(chunkRows, count - start)
            try body(
                rows.narrow(dim: 0, start: start, length: length),
                targets.narrow(dim: 0, start: start, length: length))
        }
    }

    /// Computes value and gradients together, chunk by chunk, and ties the gradients to the value.
    private func differentiableSum(_ rows: Tensor, _ targets: Tensor, _ trainable: [Tensor]) throws -> Tensor {
        let total = try Tensor.zeros([], device: rows.device)
        var rowGradients: [Tensor] = []
        var headGradients: [Tensor?] = trainable.map { _ in nil }
        try forEachChunk(rows.detach(), targets) { chunk, targets in
            let leaf = try chunk.detach().setRequiresGrad()
            let loss = try Functional.crossEntropy(logits(leaf), targets, reduction: .sum)
            let gradients = try Autograd.grad(of: loss, wrt: [leaf] + trainable)
            try Autograd.noGrad {
                try total.addInPlace(loss.detach())
                if let gradient = gradients[0] { rowGradients.append(gradient) }
                for (index, gradient) in gradients.dropFirst().enumerated() {
                    guard let gradient else { continue }
                    if let sum = headGradients[index] {
                        try sum.addInPlace(gradient)
                    } else {
                        headGradients[index] = gradient
                    }
                }
            }
        }
        // Without a single target the sum is zero, and so are its gradients.
        var gradients = try zip(headGradients, trainable).map { try $0 ?? Tensor.zeros(like: $1) }
        gradients.append(try rowGradients.isEmpty ? Tensor.zeros(like: rows) : Tensor.cat(rowGradients, dim: 0))
        return try Autograd.attach(total, inputs: trainable + [rows], gradients: gradients)
    }
}
