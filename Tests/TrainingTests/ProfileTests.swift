import Batching
import Foundation
import ModelFiles
import NN
import TestFolders
import Testing
import TestingSupport
import Torch
import Training

/// One after the other: there is one profiler in a process.
@Suite("profiles", .serialized)
struct ProfileTests {
    private func call(_ name: String, _ start: Int, _ duration: Int, thread: UInt64 = 1) -> Profiler.Call {
        Profiler.Call(name: name, start: start, duration: duration, thread: thread)
    }

    @Test("an operation's own time is without the operations inside of it, on its thread")
    func ownTime() {
        let found = ProfiledOperation.adding(up: [
            call("outer", 0, 100), call("inner", 0, 40), call("leaf", 10, 5), call("inner", 40, 20),
            call("outer", 200, 10), call("inner", 20, 30, thread: 2),
            Profiler.Call(name: "kernel", start: 5, duration: 50, thread: 1, isOnDevice: true),
        ])
        let own = Dictionary(uniqueKeysWithValues: found.map { ($0.name, ($0.ownSeconds * 1e9).rounded()) })
        #expect(own == ["outer": 50, "inner": 85, "leaf": 5, "kernel": 50])
        #expect(found.map(\.name) == ["inner", "kernel", "outer", "leaf"])
        #expect(found.first { $0.name == "inner" }?.calls == 3)
        #expect(((found.first { $0.name == "outer" }?.totalSeconds ?? 0) * 1e9).rounded() == 110)
    }

    @Test("names of C++ are made readable")
    func names() {
        let names = [
            "torch::autograd::CppNode<(anonymous namespace)::FusedRMSNorm>", "torch::autograd::AccumulateGrad",
            "autograd::engine::evaluate_function: MmBackward0", "aten::mm", "linear",
        ]
        let found = ProfiledOperation.adding(up: names.map { call($0, 0, 0) })
        #expect(
            Set(found.map(\.name)) == [
                "FusedRMSNorm backward", "AccumulateGrad", "autograd engine", "aten::mm", "linear",
            ])
    }

    @Test("calls of this library, operations of libtorch and backward nodes are seen, and written as a trace")
    func calls() throws {
        let scratch = try ScratchFolder()
        let x = try Tensor.ones([8, 8]).setRequiresGrad()
        try Profiler.start()
        #expect(throws: TorchError.self) { try Profiler.start() }
        try x.matmul(x).sum().backward()
        let calls = try Profiler.stop(writingTraceTo: scratch("trace.json"))
        #expect(Set(calls.map(\.name)).isSuperset(of: ["matmul", "aten::mm", "MmBackward0"]))
        let outer = try #require(calls.first { $0.name == "matmul" })
        let inner = try #require(calls.first { $0.name == "aten::mm" })
        #expect(outer.start <= inner.start && inner.start + inner.duration <= outer.start + outer.duration)
        let events = try #require(try JSONValue(contentsOf: scratch("trace.json"))["traceEvents"]?.arrayValue)
        #expect(events.contains { $0["name"]?.stringValue == "MmBackward0" })
        #expect(throws: TorchError.self) { try Profiler.stop() }
        try Profiler.start()
        #expect(throws: TorchError.self) { try Profiler.stop(writingTraceTo: scratch("no/such/folder/trace.json")) }
        try Profiler.start()
        #expect(try Profiler.stop().contains { $0.name == "matmul" } == false)
    }

    private func run(
        steps: Int, length: Int? = nil, recomputes: Bool = false, _ profiler: StepProfiler
    ) throws -> [ProfileReport] {
        let model = try TinyLlama.model()
        var configuration = TrainerConfiguration()
        configuration.activationCheckpointing = recomputes ? .all : .none
        configuration.epochs = 1
        configuration.savesModel = false
        var reports: [ProfileReport] = []
        _ = try Trainer(
            model: model, optimizer: AdamW(model.trainableParameters().map(\.parameter), configuration: .init()),
            schedule: StepLR(initialRate: 1e-3), configuration: configuration,
            trainingData: BatchLoader(
                data: TinyLlama.samples(steps, length: length),
                strategy: PaddingStrategy(contextLength: 64, batchSize: 1),
                shuffle: false),
            validationData: nil, saveResult: { "" },
            report: { event in
                if let report = try profiler.consume(event) { reports.append(report) }
                return .goOn
            }
        ).run()
        return reports
    }

    @Test("three steps of a run are looked at: every block's work is in the report")
    func steps() throws {
        let scratch = try ScratchFolder()
        let reports = try run(steps: 8, StepProfiler(folder: scratch("profile"), device: .cpu))
        let report = try #require(reports.first)
        #expect(reports.count == 1 && report.steps == 4...6)
        // Two blocks of two norms, each made again on the way back, and the last one, in three steps.
        let calls = Dictionary(uniqueKeysWithValues: report.operations.map { ($0.name, $0.calls) })
        #expect(calls["rmsNorm"] == 27)
        #expect(calls["rmsNorm backward"] == 12 && calls["FusedRMSNorm backward"] == 3)
        for name in ["decoderBlock", "documentAttention", "documentAttention backward", "rotate", "rotate backward"] {
            #expect(calls[name] == 6, "\(name)")
        }
        #expect(calls["linear"].map { $0 >= 24 } == true)
        let own = report.operations.reduce(0) { $0 + $1.ownSeconds }
        #expect(own > 0 && own + report.otherSeconds <= report.seconds * 1.001)
        #expect(FileManager.default.fileExists(atPath: report.path))
        #expect(report.table.contains("outside of operations") && report.table.contains(report.path))
        #expect(report.json["operations"]?.arrayValue?.count == report.operations.count)
    }

    @Test("recomputed blocks run their products again, but not the attention of long documents")
    func recomputed() throws {
        let scratch = try ScratchFolder()
        func calls(length: Int, recomputes: Bool) throws -> [String: Int] {
            let reports = try run(
                steps: 6, length: length, recomputes: recomputes, StepProfiler(folder: scratch("profile"), device: .cpu)
            )
            return Dictionary(
                uniqueKeysWithValues: try #require(reports.first).operations.map { ($0.name, $0.calls) })
        }
        // Two blocks, three steps. Long are documents of more tokens than the model is wide, 32.
        for (length, attended) in [(48, 6), (30, 12)] {
            let kept = try calls(length: length, recomputes: false)
            let again = try calls(length: length, recomputes: true)
            #expect(kept["documentAttention"] == 6 && again["documentAttention"] == attended)
            // Three of the four products: the last one's result is not needed.
            #expect(try #require(again["linear"]) == #require(kept["linear"]) + 18)
        }
    }

    @Test("a run that is too short for it is refused before it begins")
    func tooShort() throws {
        let scratch = try ScratchFolder()
        #expect(throws: TrainingError.self) {
            try run(steps: 5, StepProfiler(folder: scratch("profile"), device: .cpu))
        }
    }
}
