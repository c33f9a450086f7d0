import Foundation

/// llama-recipes' schedule: the rate is multiplied by `gamma` after every epoch; no warm-up.
public struct StepLR: Sendable, Equatable {
    public let initialRate: Double
    public let gamma: Double

    public init(initialRate: Double, gamma: Double = 0.85) {
        self.initialRate = initialRate
        self.gamma = gamma
    }

    /// The rate during `epoch`, counted from 0.
    public func rate(epoch: Int) -> Double {
        initialRate * pow(gamma, Double(epoch))
    }
}
