import Foundation
import Testing
import TestingSupport
import Training

@Suite("Available memory")
struct AvailableMemoryTests {
    /// What a machine with these files, under `proc` and `sys`, has to give.
    private func bytes(_ files: [String: String]) throws -> Int {
        let root = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: root) }
        for (path, text) in files {
            let file = root.appendingPathComponent(path)
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
            try text.write(to: file, atomically: true, encoding: .utf8)
        }
        return AvailableMemory.bytes(root: root.path)
    }

    private let machine = ["proc/meminfo": "MemTotal:    2000 kB\nMemAvailable:    1000 kB\n"]

    private func version2(_ group: String, max: String, used: Int, filled: Int = 0) -> [String: String] {
        [
            "sys/fs/cgroup\(group)/memory.max": max + "\n", "sys/fs/cgroup\(group)/memory.current": "\(used)\n",
            "sys/fs/cgroup\(group)/memory.stat": "anon 1\ninactive_file \(filled)\nactive_file 0\n",
        ]
    }

    private func joined(_ parts: [String: String]...) -> [String: String] {
        parts.reduce(into: [:]) { $0.merge($1) { $1 } }
    }

    @Test("without groups it is what the machine has available")
    func machineAlone() throws {
        #expect(try bytes(machine) == 1_024_000)
        #expect(try bytes([:]) == Int(clamping: ProcessInfo.processInfo.physicalMemory / 2))
    }

    @Test("the tightest of the groups around the process counts, and files do not fill it")
    func groupsOfVersion2() throws {
        let own = ["proc/self/cgroup": "0::/slice/job\n"]
        #expect(try bytes(joined(machine, own, version2("/slice/job", max: "max", used: 5))) == 1_024_000)
        #expect(try bytes(joined(machine, own, version2("/slice/job", max: "9000", used: 5000))) == 4000)
        let outer = version2("/slice", max: "7000", used: 6500, filled: 1500)
        #expect(try bytes(joined(machine, own, outer, version2("/slice/job", max: "9000", used: 5000))) == 2000)
        // In a container the group is the root.
        let inside = ["proc/self/cgroup": "0::/\n"]
        #expect(try bytes(joined(machine, inside, version2("", max: "800", used: 900))) == 0)
    }

    @Test("groups of the first version, whose largest number is no limit")
    func groupsOfVersion1() throws {
        let own = ["proc/self/cgroup": "5:cpu:/other\n4:memory:/job\n"]
        func group(_ limit: Int) -> [String: String] {
            [
                "sys/fs/cgroup/memory/job/memory.limit_in_bytes": "\(limit)\n",
                "sys/fs/cgroup/memory/job/memory.usage_in_bytes": "3000\n",
                "sys/fs/cgroup/memory/job/memory.stat": "cache 9\ntotal_inactive_file 400\ntotal_active_file 100\n",
            ]
        }
        #expect(try bytes(joined(machine, own, group(8000))) == 5500)
        #expect(try bytes(joined(machine, own, group(0x7FFF_FFFF_FFFF_F000))) == 1_024_000)
    }

    @Test("this machine has some, and not more than is built in")
    func here() {
        #expect(AvailableMemory.bytes() > 1 << 20)
        #expect(AvailableMemory.bytes() < Int(clamping: ProcessInfo.processInfo.physicalMemory))
    }
}
