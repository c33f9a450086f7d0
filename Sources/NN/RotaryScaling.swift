/// How a model stretches its rotary frequencies beyond the context it was first trained on.
///
/// Each case computes what transformers' `modeling_rope_utils` computes under the same name.
public enum RotaryScaling: Sendable, Equatable {
    /// No scaling.
    case standard
    /// All frequencies divided by `factor`.
    case linear(factor: Double)
    /// NTK scaling whose base grows with the longest position of the input, once that exceeds the trained context.
    ///
    /// transformers remembers the longest input it has seen; here each input is scaled by its own length, so that the
    /// same input always gives the same result.
    case dynamic(factor: Double)
    /// YaRN (https://arxiv.org/abs/2309.00071).
    case yarn(YaRN)
    /// The scaling of Llama 3.1 and 3.2.
    case llama3(Llama3)
    /// Each frequency divided by its own factor: the tensor `rope_freqs.weight` of GGUF files.
    case frequencyFactors([Float])

    /// The settings of YaRN, named as in `config.json`.
    public struct YaRN: Sendable, Equatable {
        public var factor: Double
        public var originalMaxPositionEmbeddings: Int
        /// The factor on cosine and sine; nil derives it from `factor` (and `mscale`, `mscaleAllDim` where both are set).
        public var attentionFactor: Double?
        public var mscale: Double?
        public var mscaleAllDim: Double?
        public var betaFast: Double
        public var betaSlow: Double
        /// Whether the bounds of the blended range are rounded to whole dimensions.
        public var truncate: Bool

        public init(
            factor: Double, originalMaxPositionEmbeddings: Int, attentionFactor: Double? = nil, mscale: Double? = nil,
            mscaleAllDim: Double? = nil, betaFast: Double = 32, betaSlow: Double = 1, truncate: Bool = true
        ) {
            self.factor = factor
            self.originalMaxPositionEmbeddings = originalMaxPositionEmbeddings
            self.attentionFactor = attentionFactor
            self.mscale = mscale
            self.mscaleAllDim = mscaleAllDim
            self.betaFast = betaFast
            self.betaSlow = betaSlow
            self.truncate = truncate
        }
    }

    /// The settings of Llama 3's scaling, named as in `config.json`.
    public struct Llama3: Sendable, Equatable {
        public var factor: Double
        public var lowFreqFactor: Double
        public var highFreqFactor: Double
        public var originalMaxPositionEmbeddings: Int

        public init(
            factor: Double, lowFreqFactor: Double, highFreqFactor: Double, originalMaxPositionEmbeddings: Int
        ) {
            self.factor = factor
            self.lowFreqFactor = lowFreqFactor
            self.highFreqFactor = highFreqFactor
            self.originalMaxPositionEmbeddings = originalMaxPositionEmbeddings
        }
    }
}
