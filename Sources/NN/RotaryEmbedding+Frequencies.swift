import Foundation

extension RotaryEmbedding {
    /// The inverse frequencies `[headDim / 2]` and the factor on cosine and sine.
    ///
    /// Arithmetic is float32 where transformers' is, since positions multiply its rounding.
    /// - Parameter length: the longest position plus one; only `dynamic` looks at it.
    public func frequencies(length: Int? = nil) -> (inverse: [Float], attentionFactor: Double) {
        switch scaling {
        case .standard:
            return (unscaled(base: theta), 1)
        case .linear(let factor):
            return (unscaled(base: theta).map { $0 / Float(factor) }, 1)
        case .frequencyFactors(let factors):
            return (zip(unscaled(base: theta), factors).map { $0 / $1 }, 1)
        case .dynamic(let factor):
            return (unscaled(base: dynamicBase(factor: factor, length: length)), 1)
        case .llama3(let settings):
            return (unscaled(base: theta).map { Self.scaled($0, settings) }, 1)
        case .yarn(let settings):
            return (yarn(settings), Self.attentionFactor(settings))
        }
    }

    /// `base^(2i / headDim)`, the wavelengths over 2π.
    private func powers(base: Double) -> [Float] {
        (0..<headDim / 2).map { Float(pow(base, Double(Float(2 * $0) / Float(headDim)))) }
    }

    private func unscaled(base: Double) -> [Float] {
        powers(base: base).map { 1 / $0 }
    }

    private func dynamicBase(factor: Double, length: Int?) -> Double {
        let length = Double(max(length ?? 0, maxPositionEmbeddings))
        let growth = factor * length / Double(maxPositionEmbeddings) - (factor - 1)
        return theta * pow(growth, Double(headDim) / Double(headDim - 2))
    }

    private static func scaled(_ frequency: Float, _ settings: RotaryScaling.Llama3) -> Float {
        let context = Float(settings.originalMaxPositionEmbeddings)
        let wavelength = Float(2 * Double.pi) / frequency
        let factor = Float(settings.factor)
        let (low, high) = (Float(settings.lowFreqFactor), Float(settings.highFreqFactor))
        if wavelength > context / low { return frequency / factor }
        if wavelength < context / high { return frequency }
        let smooth = (context / wavelength - low) / (high - low)
        return (1 - smooth) * frequency / factor + smooth * frequency
    }

    private func yarn(_ settings: RotaryScaling.YaRN) -> [Float] {
        // The dimension whose wave turns `rotations` times within the original context.
        func dimension(rotations: Double) -> Double {
            let turns = Double(settings.originalMaxPositionEmbeddings) / (rotations * 2 * Double.pi)
            return Double(headDim) * log(turns) / (2 * log(theta))
        }
        var low = dimension(rotations: settings.betaFast)
        var high = dimension(rotations: settings.betaSlow)
        if settings.truncate {
            low = low.rounded(.down)
            high = high.rounded(.up)
        }
        low = max(low, 0)
        high = min(high, Double(headDim - 1))
        if low == high { high += 0.001 }
        return powers(base: theta).enumerated().map { index, power in
            let ramp = (Float(index) - Float(low)) / Float(high - low)
            let extrapolated = 1 - min(max(ramp, 0), 1)
            return 1 / (Float(settings.factor) * power) * (1 - extrapolated) + 1 / power * extrapolated
        }
    }

    private static func attentionFactor(_ settings: RotaryScaling.YaRN) -> Double {
        func scale(_ multiplier: Double) -> Double {
            settings.factor <= 1 ? 1 : 0.1 * multiplier * log(settings.factor) + 1
        }
        if let given = settings.attentionFactor { return given }
        if let mscale = settings.mscale, let all = settings.mscaleAllDim, mscale != 0, all != 0 {
            return scale(mscale) / scale(all)
        }
        return scale(1)
    }
}
