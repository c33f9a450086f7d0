public import NN
import Torch

/// Decides batch by batch whether weights are packed.
public struct WeightPackingChoice {
    /// Longer batches gain less than a tenth of their time.
    public static let mostTokens = 384
    /// The part of the memory that is there which packed weights may take.
    public static let share = 0.125

    private let packing: WeightPacking
    /// Both forms of all frozen matrices, for the way forward and the way back.
    public let bytes: Int
    private let availableMemory: () -> Int

    /// - Parameters:
    ///   - recomputes: whether activations are recomputed, by one who has no memory to spare.
    ///   - availableMemory: in bytes.
    public init(
        _ packing: WeightPacking, model: any CausalLanguageModel, recomputes: Bool = false,
        availableMemory: @escaping () -> Int = { AvailableMemory.bytes }
    ) {
        self.packing = packing == .auto && recomputes ? .onTheFly : packing
        self.availableMemory = availableMemory
        var bytes = 0
        for parameter in model.linearLayers().flatMap({ $0.layer.namedParameters().map(\.parameter) }) {
            guard !parameter.isTrainable, parameter.tensor.shape.count == 2 else { continue }
            bytes += 2 * parameter.tensor.count * parameter.tensor.dtype.itemSize
        }
        self.bytes = bytes
    }

    /// Whether a batch of this many tokens packs what is not packed yet.
    public mutating func packs(tokens: Int) -> Bool {
        switch packing {
        case .once: return true
        case .onTheFly: return false
        case .auto: return tokens <= Self.mostTokens && fits
        }
    }

    /// Looked at when it first matters: after that, part of what is missing is what was packed.
    private lazy var fits = Double(bytes) <= Self.share * Double(availableMemory())
}
