import Foundation
import NN
import Torch

/// Fresh weights as transformers initializes them: matrices normal, norms one, biases zero.
///
/// The numbers come from a generator of its own, so they depend on nothing but the seed.
final class RandomParameters: ParameterSource {
    private let standardDeviation: Double
    private let dtype: DType
    private let device: Device
    private var state: UInt64

    init(seed: UInt64, standardDeviation: Double, dtype: DType, device: Device) {
        state = seed
        self.standardDeviation = standardDeviation
        self.dtype = dtype
        self.device = device
    }

    func parameter(_ name: String, shape: [Int]) throws -> Parameter {
        if name.hasSuffix(".bias") { return Parameter(try Tensor.zeros(shape, dtype: dtype, device: device)) }
        if shape.count == 1 { return Parameter(try Tensor.ones(shape, dtype: dtype, device: device)) }
        let values = (0..<shape.reduce(1, *)).map { _ in Float(normal() * standardDeviation) }
        return Parameter(try Tensor(values, shape: shape).to(dtype: dtype, device: device))
    }

    /// One draw from the standard normal distribution, by Box and Muller's transform.
    private func normal() -> Double {
        let radius = (-2 * log(1 - uniform())).squareRoot()
        return radius * cos(2 * Double.pi * uniform())
    }

    /// A number from 0 up to 1, by SplitMix64 (https://prng.di.unimi.it/splitmix64.c).
    private func uniform() -> Double {
        state &+= 0x9e37_79b9_7f4a_7c15
        var bits = state
        bits = (bits ^ (bits >> 30)) &* 0xbf58_476d_1ce4_e5b9
        bits = (bits ^ (bits >> 27)) &* 0x94d0_49bb_1331_11eb
        return Double((bits ^ (bits >> 31)) >> 11) * 0x1p-53
    }
}
