import Batching
import Foundation

/// Shows a run to a person: a progress bar where the output is a terminal, plain lines elsewhere.
public final class ConsoleSink {
    private let isTerminal: Bool
    private let output: (String) -> Void
    private var plan: TrainingPlan?
    private var barIsShown = false
    private let clock = ContinuousClock()
    private let start = ContinuousClock.now
    /// Steps between plain lines, so that a long run's log stays readable.
    private var linesEvery = 1
    /// Characters to show of a run of trained or masked text.
    private static let previewLength = 400

    /// - Parameters:
    ///   - isTerminal: whether the bar may be redrawn in place.
    ///   - output: takes text as it is to appear, line ends included.
    public init(isTerminal: Bool, output: @escaping (String) -> Void) {
        self.isTerminal = isTerminal
        self.output = output
    }

    public func show(_ event: TrainingEvent) {
        switch event {
        case .checked(let report): show(report)
        case .started(let plan):
            self.plan = plan
            linesEvery = max(1, plan.totalSteps / 20)
            let share = 100 * Double(plan.trainableParameters) / Double(max(plan.allParameters, 1))
            line(
                "training \(Figures.grouped(plan.trainableParameters)) of \(Figures.grouped(plan.allParameters)) "
                    + "parameters (\(Figures.fixed(share, 2)) %) for \(plan.totalSteps) steps")
        case .step(let report): show(report)
        case .memoryIsShort(let shortage):
            line(
                "memory is short for \(shortage.tokens) tokens at a time: \(shortage.recomputedBlocks) of "
                    + "\(shortage.blocks) blocks are computed again on the way back, which takes time and changes no "
                    + "number (--activation_checkpointing auto)"
                    + (shortage.fits
                        ? "" : "; even so it may run out, and a smaller --context_length or batch would help"))
        case .skipped(let skipped):
            switch skipped.reason {
            case .nothingTrained: line("skipped a step of \(skipped.tokens) tokens: none of them is trained")
            case .notFinite: line("skipped a step: its loss or gradients are not finite; no parameter was changed")
            }
        case .evaluated(let report):
            line(
                "epoch \(report.epoch + 1): validation loss \(Figures.fixed(report.loss, 4)), "
                    + "perplexity \(Figures.fixed(report.perplexity, 3)) over \(report.trainedTokens) tokens"
                    + (report.isBest ? "" : " (not better than before)"))
        case .saved(let saved): line("saved \(saved.path)")
        case .profiled(let report): line(report.table)
        case .finished(let summary):
            let speed = summary.throughput
            let share = speed.mfu.map { "MFU \(Figures.fixed(100 * $0, 0)) %" }
            let peak = speed.gemmPeak.map { " of \(Figures.fixed($0 / 1e9, 0)) GFLOP/s, " }
            line(
                "finished \(summary.steps) steps: \(Figures.fixed(speed.tokensPerSecond, 0)) tokens/s, "
                    + "\(Figures.fixed(speed.trainedTokensPerSecond, 0)) trained tokens/s, "
                    + (share ?? "") + (peak ?? "")
                    + "peak memory \(Figures.fixed(Double(summary.peakMemory) / 1e9, 2)) GB"
                    + (summary.path.map { "; the result is in \($0)" } ?? ""))
        }
    }

    /// Warnings and a look at the first samples; their counts are told while they are prepared.
    private func show(_ report: DataReport) {
        for warning in report.warnings { line("warning: \(warning)") }
        guard !report.previews.isEmpty else { return }
        line("the first samples; \(MarkedText.legend(usesColour: isTerminal))")
        for preview in report.previews {
            line("── \(preview.shortened(to: Self.previewLength).text(usesColour: isTerminal))")
        }
    }

    private func show(_ report: StepReport) {
        let total = plan?.totalSteps ?? 0
        let text =
            "step \(report.step)/\(total)  loss \(Figures.fixed(report.loss, 4))  "
            + "\(Figures.fixed(report.throughput.tokensPerSecond, 0)) tokens/s"
            + (report.throughput.mfu.map { "  MFU \(Figures.fixed(100 * $0, 0)) %" } ?? "")
        if isTerminal {
            let width = 24
            let filled = total == 0 ? 0 : min(width, report.step * width / total)
            let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
            output("\r\u{1B}[K\(bar) \(text)  \(remaining(after: report.step, of: total))")
            barIsShown = true
            if report.step == total { endBar() }
        } else if report.step == 1 || report.step == total || report.step % linesEvery == 0 {
            let rate = Figures.short(report.learningRate)
            line("\(text)  lr \(rate)  grad norm \(Figures.fixed(report.gradientNorm, 3))")
        }
    }

    private func remaining(after step: Int, of total: Int) -> String {
        guard total > step, step > 0 else { return "" }
        let passed = (clock.now - start).components.seconds
        return "\(Figures.duration(Double(passed) / Double(step) * Double(total - step))) left"
    }

    private func line(_ text: String) {
        endBar()
        output(text + "\n")
    }

    private func endBar() {
        if barIsShown { output("\n") }
        barIsShown = false
    }
}
