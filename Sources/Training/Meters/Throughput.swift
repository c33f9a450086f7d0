/// How much was computed in how much time.
public struct Throughput: Sendable, Equatable {
    /// Tokens computed; padding is none.
    public let tokens: Int
    /// Tokens that entered the loss.
    public let trainedTokens: Int
    /// Floating-point operations that the model needs for these tokens, see `ModelFLOPs`.
    public let flops: Double
    /// Wall-clock time, waiting for data included.
    public let seconds: Double
    /// What the device's matrix products reach, in floating-point operations a second; nil where it was not measured.
    public let gemmPeak: Double?

    public init(tokens: Int, trainedTokens: Int, flops: Double, seconds: Double, gemmPeak: Double? = nil) {
        self.tokens = tokens
        self.trainedTokens = trainedTokens
        self.flops = flops
        self.seconds = seconds
        self.gemmPeak = gemmPeak
    }

    public var tokensPerSecond: Double { perSecond(Double(tokens)) }
    public var trainedTokensPerSecond: Double { perSecond(Double(trainedTokens)) }
    public var flopsPerSecond: Double { perSecond(flops) }

    /// Model FLOPs utilization, 0...1: the operations the model needs, against a device that does nothing but matrix
    /// products; the term is that of PaLM (https://arxiv.org/abs/2204.02311, appendix B).
    public var mfu: Double? { gemmPeak.map { flopsPerSecond / $0 } }

    private func perSecond(_ amount: Double) -> Double { amount / max(seconds, 1e-9) }
}
