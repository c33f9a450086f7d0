public import NN
import Torch

/// Decides batch by batch whether weights are packed.
public struct WeightPackingChoice {
    /// Longer batches gain less than a tenth of their time.
    public static let mostTokens = 384
    /// So many such batches in a row are no exception.
    public static let shortBatches = 2
    /// The part of the memory that is there which packed weights may take.
    public static let share = 0.125

    private let packing: WeightPacking
    /// About what all frozen matrices take when they are packed, for the way forward and the way back.
    public let bytes: Int
    private let availableMemory: () -> Int
    private var shortInARow = 0

    /// - Parameters:
    ///   - availableMemory: in bytes.
    public init(
        _ packing: WeightPacking, model: any CausalLanguageModel,
        availableMemory: @escaping () -> Int = { AvailableMemory.bytes() }
    ) throws {
        self.packing = packing
        self.availableMemory = availableMemory
        var bytes = 0
        for parameter in model.linearLayers().flatMap({ $0.layer.namedParameters().map(\.parameter) }) {
            guard !parameter.isTrainable, parameter.tensor.shape.count == 2 else { continue }
            bytes += try 2 * parameter.tensor.count * PackedWeights.bytesPerNumber(parameter.tensor.dtype)
        }
        self.bytes = bytes
    }

    /// Whether the next batch, of this many tokens, packs what is not packed yet.
    /// - Parameter savesMemory: whether that batch gives time for memory.
    public mutating func packs(tokens: Int, savesMemory: Bool = false) -> Bool {
        shortInARow = tokens <= Self.mostTokens ? shortInARow + 1 : 0
        switch packing {
        case .once: return true
        case .onTheFly: return false
        case .auto: return shortInARow >= Self.shortBatches && !savesMemory && fits
        }
    }

    /// Looked at when it first matters: after that, part of what is missing is what was packed.
    private lazy var fits = Double(bytes) <= Self.share * Double(availableMemory())
}
