import Foundation

/// How much memory the process has held at most.
public enum PeakMemory {
    /// Highest resident set so far, in bytes; memory-mapped weights count while they are resident.
    public static var resident: Int {
        var usage = rusage()
        guard getrusage(RUSAGE_SELF, &usage) == 0 else { return 0 }
        #if os(Linux)
            return Int(usage.ru_maxrss) * 1024  // Linux counts in kilobytes, others in bytes.
        #else
            return Int(usage.ru_maxrss)
        #endif
    }
}
