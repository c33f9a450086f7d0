import Foundation

/// How much memory the process can still take before others have to give some up.
public enum AvailableMemory {
    /// In bytes: what Linux calls available, within the limits of all control groups that the process is in; elsewhere
    /// half of what is built in.
    ///
    /// What files fill of a group's memory counts as available, since it is given up when it is needed. Sources:
    /// https://docs.kernel.org/admin-guide/cgroup-v2.html, https://docs.kernel.org/admin-guide/cgroup-v1/memory.html.
    /// - Parameter root: the folder that `proc` and `sys` are in.
    public static func bytes(root: String = "/") -> Int {
        let system = URL(fileURLWithPath: root)
        var found = groups(system).compactMap(\.available)
        if let available = meminfo(system, "MemAvailable") { found.append(available) }
        return found.min() ?? Int(clamping: ProcessInfo.processInfo.physicalMemory / 2)
    }

    /// A folder of a control group, and how its files are called.
    private struct Group {
        let folder: URL
        let limit: String
        let usage: String
        /// Lines of `memory.stat`.
        let files: [String]

        /// nil where the group has no limit.
        var available: Int? {
            guard let limit = number(limit), let usage = number(usage), limit < 1 << 60 else { return nil }
            return max(limit - max(usage - filled, 0), 0)
        }

        private var filled: Int {
            let lines = text("memory.stat")?.split(separator: "\n").map { $0.split(separator: " ") } ?? []
            return lines.filter { $0.count == 2 && files.contains(String($0[0])) }.reduce(0) { $0 + (Int($1[1]) ?? 0) }
        }

        private func text(_ name: String) -> String? {
            try? String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        }

        /// nil for `max`, which is no limit.
        private func number(_ name: String) -> Int? {
            text(name).flatMap { Int($0.trimmingCharacters(in: .whitespacesAndNewlines)) }
        }
    }

    /// The group of the process and those around it, as far as they can be seen from here.
    private static func groups(_ system: URL) -> [Group] {
        let list = (try? String(contentsOf: system.appendingPathComponent("proc/self/cgroup"), encoding: .utf8)) ?? ""
        return list.split(separator: "\n").flatMap { line -> [Group] in
            // number:controllers:path, where version 2 names no controllers.
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 3 else { return [] }
            let isFirstVersion = parts[1].split(separator: ",").contains("memory")
            guard isFirstVersion || parts[1].isEmpty else { return [] }
            var folder = system.appendingPathComponent(isFirstVersion ? "sys/fs/cgroup/memory" : "sys/fs/cgroup")
            var folders = [folder]
            for name in parts[2].split(separator: "/") {
                folder.appendPathComponent(String(name))
                folders.append(folder)
            }
            return folders.map {
                isFirstVersion
                    ? Group(
                        folder: $0, limit: "memory.limit_in_bytes", usage: "memory.usage_in_bytes",
                        files: ["total_inactive_file", "total_active_file"])
                    : Group(
                        folder: $0, limit: "memory.max", usage: "memory.current",
                        files: ["inactive_file", "active_file"])
            }
        }
    }

    /// A line of /proc/meminfo, which counts in kilobytes.
    private static func meminfo(_ system: URL, _ key: String) -> Int? {
        let text = (try? String(contentsOf: system.appendingPathComponent("proc/meminfo"), encoding: .utf8)) ?? ""
        let line = text.split(separator: "\n").first { $0.hasPrefix(key + ":") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
    }
}
