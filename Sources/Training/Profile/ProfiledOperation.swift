import Foundation
public import Torch

/// All calls of one operation.
public struct ProfiledOperation: Sendable, Equatable {
    public let name: String
    /// Whether these are kernels on a GPU, whose time overlaps with the processor's.
    public let isOnDevice: Bool
    public internal(set) var calls = 0
    /// Without the operations that were called inside of it.
    public internal(set) var ownSeconds = 0.0
    /// With them; an operation inside of one of the same name counts once more.
    public internal(set) var totalSeconds = 0.0

    /// Adds up calls by name, those that took the most time of their own first.
    public static func adding(up calls: [Profiler.Call]) -> [ProfiledOperation] {
        var found: [Key: ProfiledOperation] = [:]
        func change(_ call: Profiler.Call, _ body: (inout ProfiledOperation) -> Void) {
            let key = Key(name: readableName(call.name), isOnDevice: call.isOnDevice)
            body(&found[key, default: ProfiledOperation(name: key.name, isOnDevice: key.isOnDevice)])
        }
        for call in calls {
            let seconds = Double(call.duration) * 1e-9
            change(call) {
                $0.calls += 1
                $0.ownSeconds += seconds
                $0.totalSeconds += seconds
            }
        }
        // Of calls that begin together the longer one is outside.
        let ordered = calls.filter { !$0.isOnDevice }
            .sorted { ($0.thread, $0.start, -$0.duration) < ($1.thread, $1.start, -$1.duration) }
        var open: [Profiler.Call] = []
        for call in ordered {
            while let last = open.last, last.thread != call.thread || last.start + last.duration <= call.start {
                open.removeLast()
            }
            if let outer = open.last { change(outer) { $0.ownSeconds -= Double(call.duration) * 1e-9 } }
            open.append(call)
        }
        return found.values.sorted { ($1.ownSeconds, $0.name) < ($0.ownSeconds, $1.name) }
    }

    private struct Key: Hashable {
        let name: String
        let isOnDevice: Bool
    }

    /// What C++ calls a node of a backward pass, as people do: `FusedRMSNorm backward`.
    static func readableName(_ name: String) -> String {
        if name.hasPrefix("autograd::engine::") { return "autograd engine" }
        guard name.hasPrefix("torch::autograd::") else { return name }
        let type = name.prefix { $0 != "<" }
        guard type.hasSuffix("CppNode"), let end = name.lastIndex(of: ">") else {
            return String(name.dropFirst("torch::autograd::".count))
        }
        let own = name[type.endIndex..<end].dropFirst()
        return (own.range(of: "::", options: .backwards).map { String(own[$0.upperBound...]) } ?? String(own))
            + " backward"
    }
}
