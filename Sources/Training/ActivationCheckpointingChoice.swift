public import NN
import Torch

/// Decides batch by batch how many blocks are computed once more on the way back.
public struct ActivationCheckpointingChoice {
    /// The part of the memory that is there which activations may take.
    public static let share = 0.75

    private let setting: ActivationCheckpointing
    private let blocks: [ActivationBytes]
    private let reserved: Int
    private let availableMemory: () -> Int

    /// What training itself will take of the memory that is there before its first step, in bytes: weights in mapped files,
    /// which count as available but are read in every step, and gradients of trained numbers.
    public static func reservedBytes(of model: any CausalLanguageModel) -> Int {
        model.namedParameters().map(\.parameter.tensor).reduce(0) { sum, tensor in
            sum + (tensor.isBorrowed || tensor.requiresGrad ? tensor.count * tensor.dtype.itemSize : 0)
        }
    }

    /// - Parameters:
    ///   - blocks: see `CausalLanguageModel.activationBytes()`; empty where none can be computed once more.
    ///   - reserved: in bytes, what is not for activations.
    ///   - availableMemory: in bytes.
    public init(
        _ setting: ActivationCheckpointing, blocks: [ActivationBytes], reserved: Int,
        availableMemory: @escaping () -> Int = { AvailableMemory.bytes() }
    ) {
        self.setting = setting
        self.blocks = blocks
        self.reserved = reserved
        self.availableMemory = availableMemory
    }

    /// What a batch of so many tokens asks for.
    public struct Answer: Sendable, Equatable {
        /// So many of the first blocks are computed once more; more than there are: all.
        public let blocks: Int
        /// Those of them that would have kept something: no gradient passes through frozen blocks at the beginning.
        public let blocksThatKept: Int
        /// Whether what is kept then is within what there is.
        public let fits: Bool

        public init(blocks: Int, blocksThatKept: Int, fits: Bool) {
            (self.blocks, self.blocksThatKept, self.fits) = (blocks, blocksThatKept, fits)
        }

        /// Whether there is something to tell that was not told before.
        func isWorse(than other: Answer?) -> Bool {
            blocks > other?.blocks ?? 0 || !fits && other?.fits ?? true
        }
    }

    public mutating func callAsFunction(tokens: Int) -> Answer {
        switch setting {
        case .none: return Answer(blocks: 0, blocksThatKept: 0, fits: true)
        case .all: return Answer(blocks: .max, blocksThatKept: blocks.count, fits: true)
        case .auto: break
        }
        var (first, last) = (0, blocks.reduce(0) { $0 + $1.kept })
        var (count, largest) = (0, last)
        while tokens * largest > budget, count < blocks.count {
            first += blocks[count].recomputed
            last -= blocks[count].kept
            // When a block is computed once more, those behind it have given back what they kept.
            largest = first + max(last, blocks[count].kept)
            count += 1
        }
        let again = blocks.prefix(count).count { $0.kept > $0.recomputed }
        return Answer(blocks: count, blocksThatKept: again, fits: tokens * largest <= budget)
    }

    /// Looked at once: later, part of what is missing is what earlier batches left to be used again.
    private lazy var budget = max(Int(Self.share * Double(availableMemory() - reserved)), 0)
}
