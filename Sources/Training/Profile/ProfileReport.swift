import Foundation
public import ModelFiles

/// Where some steps went, by operation.
public struct ProfileReport: Sendable, Equatable {
    /// The steps that were looked at.
    public let steps: ClosedRange<Int>
    /// Wall-clock time of all of them, what was between them included.
    public let seconds: Double
    /// In all of them together, those with the most time of their own first.
    public let operations: [ProfiledOperation]
    /// The trace, for Perfetto, chrome://tracing or TensorBoard.
    public let path: String

    public init(steps: ClosedRange<Int>, seconds: Double, operations: [ProfiledOperation], path: String) {
        self.steps = steps
        self.seconds = seconds
        self.operations = operations
        self.path = path
    }

    /// Time of the processor outside of all operations: making tensors of batches, reporting, waiting.
    public var otherSeconds: Double {
        max(0, seconds - operations.filter { !$0.isOnDevice }.reduce(0) { $0 + $1.ownSeconds })
    }

    /// The report as one JSON object, `{"event":"profiled",…}`; times are sums over the steps.
    public var json: JSONValue {
        [
            "event": "profiled", "first_step": .int(steps.lowerBound), "last_step": .int(steps.upperBound),
            "seconds": .number(seconds), "other_seconds": .number(otherSeconds),
            "operations": .array(
                operations.map {
                    [
                        "name": .string($0.name), "device": .bool($0.isOnDevice), "calls": .int($0.calls),
                        "own_seconds": .number($0.ownSeconds), "total_seconds": .number($0.totalSeconds),
                    ]
                }), "path": .string(path),
        ]
    }

    /// The report for people: a line for each operation that matters.
    public var table: String {
        let count = Double(steps.count)
        let shown = operations.prefix { $0.ownSeconds >= 0.002 * seconds }
        let rest = operations.dropFirst(shown.count).filter { !$0.isOnDevice }
        var rows = shown.map { operation in
            Row(
                operation.isOnDevice ? "GPU: \(operation.name)" : operation.name, operation.ownSeconds,
                calls: Double(operation.calls) / count)
        }
        rows.append(
            Row(
                "\(rest.count) others", rest.reduce(0) { $0 + $1.ownSeconds },
                calls: Double(rest.reduce(0) { $0 + $1.calls }) / count))
        rows.append(Row("outside of operations", otherSeconds, calls: nil))
        let lines = rows.map { $0.line(steps: count, of: seconds) }
        let mean = Figures.fixed(1000 * seconds / count, 1)
        return
            (["where steps \(steps.lowerBound) to \(steps.upperBound) went, \(mean) ms each:", Row.header] + lines
            + ["trace: \(path)"]).joined(separator: "\n")
    }

    private struct Row {
        static let header = "  share   ms/step  calls/step  operation"

        let name: String
        let seconds: Double
        let calls: Double?

        init(_ name: String, _ seconds: Double, calls: Double?) {
            self.name = name
            self.seconds = seconds
            self.calls = calls
        }

        func line(steps: Double, of whole: Double) -> String {
            let share = Figures.fixed(100 * seconds / max(whole, 1e-9), 1)
            let time = Figures.fixed(1000 * seconds / steps, 2)
            let count = calls.map { Figures.fixed($0, 0) } ?? ""
            return right(share, 5) + " %" + right(time, 10) + right(count, 12) + "  " + name
        }

        private func right(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(0, width - text.count)) + text
        }
    }
}
