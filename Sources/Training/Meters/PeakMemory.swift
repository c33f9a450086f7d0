import Foundation

/// How much memory the process has held at most.
public enum PeakMemory {
    /// Highest resident set so far, in bytes; memory-mapped weights count while they are resident.
    public static var resident: Int {
        var usage = rusage()
        #if os(Linux)
            guard getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
            return Int(usage.ru_maxrss) * 1024  // Linux counts in kilobytes, others in bytes.
        #else
            guard getrusage(RUSAGE_SELF, &usage) == 0 else { return 0 }
            return Int(usage.ru_maxrss)
        #endif
    }
}
