public import NN
import Torch

/// Decides batch by batch how many blocks are computed once more on the way back.
public struct ActivationCheckpointingChoice {
    /// The part of the memory that is there which activations may take.
    public static let share = 0.75
    /// What a trained number takes from its first step on, in bytes: gradient, master copy and both moments.
    static let bytesPerTrainedNumber = 12

    private let setting: ActivationCheckpointing
    private let blocks: [ActivationBytes]
    /// What training itself will take of the memory that is there now, in bytes: the weights in mapped files, which count
    /// as available but are read in every step, and what comes with trained numbers.
    private let reserved: Int
    private let availableMemory: () -> Int

    /// - Parameter availableMemory: in bytes.
    public init(
        _ setting: ActivationCheckpointing, model: any CausalLanguageModel,
        availableMemory: @escaping () -> Int = { AvailableMemory.bytes() }
    ) {
        let reserved = model.namedParameters().map(\.parameter.tensor).reduce(0) { sum, tensor in
            let taken = tensor.requiresGrad ? Self.bytesPerTrainedNumber : tensor.isBorrowed ? tensor.dtype.itemSize : 0
            return sum + tensor.count * taken
        }
        self.init(setting, blocks: model.activationBytes(), reserved: reserved, availableMemory: availableMemory)
    }

    /// - Parameters:
    ///   - blocks: empty where none can be computed once more.
    ///   - reserved: in bytes, what is not for activations.
    ///   - availableMemory: in bytes.
    public init(
        _ setting: ActivationCheckpointing, blocks: [ActivationBytes], reserved: Int,
        availableMemory: @escaping () -> Int
    ) {
        self.setting = setting
        self.blocks = blocks
        self.reserved = reserved
        self.availableMemory = availableMemory
    }

    /// How many of the first blocks are computed once more for a batch of this many tokens; more than there are: all.
    public mutating func recomputedBlocks(tokens: Int) -> Int {
        switch setting {
        case .none: return 0
        case .all: return .max
        case .auto: break
        }
        var needed = tokens * blocks.reduce(0) { $0 + $1.kept }
        var count = 0
        // While a block is computed once more, it takes as much as if all had been kept.
        let room = tokens * (blocks.map(\.kept).max() ?? 0)
        while needed + (count > 0 ? room : 0) > budget, count < blocks.count {
            needed -= tokens * (blocks[count].kept - blocks[count].recomputed)
            count += 1
        }
        return count
    }

    /// Looked at once: later, part of what is missing is what earlier batches left to be used again.
    private lazy var budget = max(Int(Self.share * Double(availableMemory() - reserved)), 0)
}
