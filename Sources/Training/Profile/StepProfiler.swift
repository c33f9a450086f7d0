import Foundation
public import Torch

/// Looks into a few steps of a run: a consumer of its events that starts and stops libtorch's profiler.
///
/// The steps are those that llama-recipes looks at: one is let pass, two warm up, three are recorded.
public final class StepProfiler {
    public static let steps = 4...6

    private let folder: String
    private let device: Device
    private var stopwatch: Stopwatch?

    /// - Parameter folder: where the trace is written; made when it is.
    public init(folder: String, device: Device) {
        self.folder = folder
        self.device = device
    }

    deinit {
        if stopwatch != nil { _ = try? Profiler.stop() }
    }

    /// Takes each event of the run, on the thread that trains; gives the report when there is one.
    /// - Throws: `TrainingError` when the run is too short or the trace cannot be written, `TorchError` from the
    ///   profiler.
    public func consume(_ event: TrainingEvent) throws -> ProfileReport? {
        switch event {
        case .started(let plan):
            guard plan.totalSteps >= Self.steps.upperBound else {
                throw TrainingError(
                    "--use_profiler looks at steps \(Self.steps.lowerBound) to \(Self.steps.upperBound), but there are "
                        + "only \(plan.totalSteps)", cure: "give more data or --num_epochs, or leave it out")
            }
        case .step(let report) where report.step == Self.steps.lowerBound - 1:
            try Profiler.start(device: device)
            stopwatch = Stopwatch()
        case .step(let report) where report.step == Self.steps.upperBound:
            return try finish(lastStep: report.step)
        case .finished(let summary) where stopwatch != nil:
            return try finish(lastStep: summary.steps)
        default: break
        }
        return nil
    }

    private func finish(lastStep: Int) throws -> ProfileReport? {
        guard let seconds = stopwatch?.seconds else { return nil }
        stopwatch = nil
        let steps = Self.steps.lowerBound...max(lastStep, Self.steps.lowerBound)
        // The ending by which TensorBoard knows traces.
        let path = "\(folder)/steps-\(steps.lowerBound)-\(steps.upperBound).pt.trace.json"
        do {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        } catch {
            _ = try Profiler.stop()
            throw TrainingError("\(folder): cannot be created", cure: "choose another --profiler_dir")
        }
        let calls = try Profiler.stop(writingTraceTo: path)
        return ProfileReport(
            steps: steps, seconds: seconds, operations: ProfiledOperation.adding(up: calls), path: path)
    }
}
