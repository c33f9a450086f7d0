import Foundation
import ModelFiles
import Testing
import Training

@Suite("Training events")
struct EventTests {
    private let step = StepReport(
        step: 3, epoch: 1, loss: 2.5, learningRate: 1e-4, gradientNorm: .nan,
        throughput: Throughput(tokens: 100, trainedTokens: 40, flops: 3e9, seconds: 0.25, gemmPeak: 48e9),
        peakMemory: 5000)

    @Test("a step's line carries the fields other programs rely on; what JSON cannot write is null")
    func stepLine() throws {
        let json = TrainingEvent.step(step).json
        #expect(json["event"]?.stringValue == "step")
        #expect(json["step"]?.intValue == 3)
        #expect(json["epoch"]?.intValue == 1)
        #expect(json["loss"]?.doubleValue == 2.5)
        #expect(json["lr"]?.doubleValue == 1e-4)
        #expect(json["grad_norm"] == .null)
        #expect(json["tokens"]?.intValue == 100)
        #expect(json["trained_tokens"]?.intValue == 40)
        #expect(json["tokens_per_second"]?.doubleValue == 400)
        #expect(json["trained_tokens_per_second"]?.doubleValue == 160)
        #expect(json["flops_per_second"]?.doubleValue == 12e9)
        #expect(json["mfu"]?.doubleValue == 0.25)
        #expect(json["peak_memory"]?.intValue == 5000)
        #expect(try !json.text().contains("\n"))
    }

    @Test("plain lines where the output is no terminal")
    func plainLines() {
        var text = ""
        let sink = ConsoleSink(isTerminal: false) { text += $0 }
        sink.show(.step(step))
        #expect(text == "step 3/0  loss 2.5000  400 tokens/s  MFU 25 %  lr 0.0001  grad norm nan\n")
        sink.show(.saved(SavedResult(step: 3, epoch: 1, path: "runs/x")))
        #expect(text.hasSuffix("saved runs/x\n"))
    }

    @Test("a shortage of memory is told with what it costs")
    func shortage() {
        let event = TrainingEvent.memoryIsShort(
            MemoryShortage(step: 7, tokens: 4096, recomputedBlocks: 15, blocks: 30, fits: false))
        #expect(
            event.json == [
                "event": "memory_is_short", "step": 7, "tokens": 4096, "recomputed_blocks": 15, "blocks": 30,
                "fits": false,
            ])
        var text = ""
        ConsoleSink(isTerminal: false) { text += $0 }.show(event)
        #expect(text.hasPrefix("memory is short for 4096 tokens at a time: 15 of 30 blocks are computed again"))
        #expect(text.contains("even so it may run out"))
    }

    @Test("metrics are appended, never overwritten")
    func appends() throws {
        let path = NSTemporaryDirectory() + "metrics-\(UUID().uuidString).jsonl"
        defer { try? FileManager.default.removeItem(atPath: path) }
        for number in 1...2 {
            try JSONLinesSink(appendingTo: path).write(["run": .int(number)])
        }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "{\"run\":1}\n{\"run\":2}\n")
        #expect(throws: TrainingError.self) { try JSONLinesSink(appendingTo: "/no/such/folder/metrics.jsonl") }
        let held = try JSONLinesSink(appendingTo: path)
        #expect(throws: TrainingError.self, "two runs must not mix their lines") {
            try JSONLinesSink(appendingTo: path)
        }
        try held.write(nil)
    }

    @Test("numbers as people read them")
    func figures() {
        #expect(Figures.grouped(134_515_008) == "134,515,008")
        #expect(Figures.grouped(999) == "999")
        #expect(Figures.duration(65) == "1:05")
        #expect(Figures.duration(7384) == "2:03:04")
    }
}
