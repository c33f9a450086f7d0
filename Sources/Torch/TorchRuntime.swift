import CTorch

/// State that belongs to the process as a whole: random numbers, threads, versions, CUDA.
public enum TorchRuntime {
    /// The version of libtorch, such as `2.13.0`.
    public static var version: String { String(cString: ct_version()) }

    /// Tensors alive in the process.
    public static var liveTensorCount: Int { ct_tensor_live_count() }

    /// Tensors made minus tensors freed on the calling thread, which work on other threads does not disturb.
    public static var liveTensorCountOnThread: Int { ct_tensor_live_count_on_thread() }

    /// Starts the sequence of random numbers (initial values, dropout, sampling) of every device in use.
    public static func seed(_ seed: UInt64) throws {
        try check(ct_seed(seed))
    }

    /// The state of a device's random numbers, to go on from later exactly.
    public static func generatorState(of device: Device = .cpu) throws -> [UInt8] {
        let state = try Tensor.make { ct_generator_state($0, device.code) }
        return try state.withUnsafeBytes { Array($0) }
    }

    /// Goes on from a state that ``generatorState(of:)`` gave; throws for bytes that are no such state.
    public static func setGeneratorState(_ bytes: [UInt8], of device: Device = .cpu) throws {
        let state = try Tensor(bytes)
        try state.change { ct_set_generator_state($0, device.code) }
    }

    /// Threads that one operation uses.
    public static var numThreads: Int { ct_num_threads() }

    /// Sets the number of threads that one operation uses; throws for less than 1.
    public static func setNumThreads(_ count: Int) throws {
        try check(ct_set_num_threads(count))
    }

    /// Keeps memory of the process that is freed from now on for what is allocated next.
    ///
    /// A training step frees what the next one needs again. Given back to the system in between, each page has to be
    /// cleared anew, which took a quarter of the time of full fine-tuning. Affects the allocator of glibc; others keep
    /// memory by rules of their own.
    public static func keepFreedMemory() { ct_keep_freed_memory() }

    /// Whether there is a CUDA device and a libtorch that can use it. The first call tries to load it.
    public static var isCUDAAvailable: Bool {
        do { return try cudaDeviceCount() > 0 } catch { return false }
    }

    /// Loads the CUDA part of libtorch; an error says why CUDA cannot be used.
    ///
    /// Naming a CUDA device does this too. To be done before other work: libtorch settles for good whether there is CUDA
    /// when one of its own parts first asks.
    public static func loadCUDA() throws {
        try check(ct_load_cuda())
    }

    static func cudaDeviceCount() throws -> Int {
        var count = 0
        try check(ct_cuda_device_count(&count))
        return count
    }
}
