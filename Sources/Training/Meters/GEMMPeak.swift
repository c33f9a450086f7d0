import NN
public import Torch

/// What the device's matrix products reach here and now: the yardstick of MFU.
public enum GEMMPeak {
    /// Multiplies square matrices for about a tenth of a second.
    ///
    /// The fastest product counts, be it libtorch's own or that of a linear layer; what else runs on the machine slows
    /// single ones down. No random numbers are drawn.
    /// - Returns: floating-point operations a second, without those of copies.
    /// - Throws: `TorchError` when memory runs out.
    public static func measure(dtype: DType, device: Device = .cpu) throws -> Double {
        try Autograd.noGrad {
            let rough = try Products(size: 512, dtype, device)
            let peak = try rough.measure(seconds: 0.01)
            // A slow processor would take seconds for matrices that a fast one needs to show what it can do.
            let large = 1536
            guard Products.flops(large) / peak < 0.05 else { return peak }
            return max(peak, try Products(size: large, dtype, device).measure(seconds: 0.04))
        }
    }

    /// The same product in the ways that there are.
    private struct Products {
        let size: Int
        let x: Tensor
        let weight: Tensor
        let layer: Linear

        init(size: Int, _ dtype: DType, _ device: Device) throws {
            self.size = size
            // Neither zeros nor one number again and again: processors are faster with those.
            let values = (0..<size * size).map { Float(($0 &* 2_654_435_761) & 0xFFFF) / 65536 - 0.5 }
            x = try Tensor(values, shape: [size, size], device: device).to(dtype: dtype)
            weight = try x.t().contiguous()
            layer = try Linear(weight: Parameter(weight))
        }

        static func flops(_ size: Int) -> Double { 2 * Double(size) * Double(size) * Double(size) }

        func measure(seconds: Double) throws -> Double {
            max(
                try fastest(seconds: seconds) { try x.matmul(weight) },
                try fastest(seconds: seconds) { try layer(x) })
        }

        private func fastest(seconds: Double, _ product: () throws -> Tensor) throws -> Double {
            func time() throws -> Double {
                let stopwatch = Stopwatch()
                let result = try product()
                // Reading a number waits for a GPU.
                if result.device != .cpu { _ = try result.select(dim: 0, index: 0).select(dim: 0, index: 0).item() }
                return stopwatch.seconds
            }
            _ = try time()
            let whole = Stopwatch()
            var best = Double.infinity
            repeat { best = min(best, try time()) } while whole.seconds < seconds
            return Self.flops(size) / max(best, 1e-9)
        }
    }
}
