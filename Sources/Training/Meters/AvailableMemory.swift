import Foundation

/// How much memory the process can still take before others have to give some up.
public enum AvailableMemory {
    /// In bytes: what Linux calls available, within the limit of the control group; elsewhere half of what is built in.
    public static var bytes: Int {
        #if os(Linux)
            var found: [Int] = []
            if let available = meminfo("MemAvailable") { found.append(available) }
            let group = "/sys/fs/cgroup/"
            if let limit = number(in: group + "memory.max"), let used = number(in: group + "memory.current") {
                found.append(max(limit - used, 0))
            }
            if let least = found.min() { return least }
        #endif
        return Int(clamping: ProcessInfo.processInfo.physicalMemory / 2)
    }

    /// A line of /proc/meminfo, which counts in kilobytes.
    private static func meminfo(_ key: String) -> Int? {
        guard let text = try? String(contentsOfFile: "/proc/meminfo", encoding: .utf8) else { return nil }
        let line = text.split(separator: "\n").first { $0.hasPrefix(key + ":") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }

    /// The number that is all of a file; nil for `max`, which is no limit.
    private static func number(in path: String) -> Int? {
        (try? String(contentsOfFile: path, encoding: .utf8)).flatMap {
            Int($0.trimmingCharacters(in: .whitespacesAndNewlines))
        }
    }
}
