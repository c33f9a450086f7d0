/// Where a tensor's memory is and its operations run.
public enum Device: Hashable, Sendable, CustomStringConvertible {
    case cpu
    case cuda(Int)

    /// A device by name: `cpu`, `cuda`, `cuda:1`, or `auto` (the first CUDA device if one can be used, else the CPU).
    ///
    /// Throws for another name, and for a CUDA device that cannot be used, saying why.
    public init(parsing text: String) throws {
        let parts = text.lowercased().split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        switch (parts[0], parts.count) {
        case ("auto", 1):
            self = TorchRuntime.isCUDAAvailable ? .cuda(0) : .cpu
        case ("cpu", 1):
            self = .cpu
        case ("cuda", 1):
            try self.init(cuda: 0)
        case ("cuda", _):
            guard let number = Int(parts[1]), number >= 0 else { throw Device.unknown(text) }
            try self.init(cuda: number)
        default:
            throw Device.unknown(text)
        }
    }

    private init(cuda number: Int) throws {
        let count = try TorchRuntime.cudaDeviceCount()
        guard number < count else {
            throw TorchError(
                code: .invalidArgument, operation: "Device",
                message: "there is no CUDA device \(number); this machine shows \(count)")
        }
        self = .cuda(number)
    }

    private static func unknown(_ text: String) -> TorchError {
        TorchError(
            code: .invalidArgument, operation: "Device",
            message: "unknown device '\(text)'; use auto, cpu, cuda or cuda:N")
    }

    public var description: String {
        switch self {
        case .cpu: "cpu"
        case .cuda(let number): "cuda:\(number)"
        }
    }

    /// The number by which the C boundary knows this device.
    var code: Int32 {
        switch self {
        case .cpu: -1
        case .cuda(let number): Int32(clamping: max(number, 0))
        }
    }

    init(code: Int32) {
        self = code < 0 ? .cpu : .cuda(Int(code))
    }
}
