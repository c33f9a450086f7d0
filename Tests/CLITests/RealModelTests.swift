import Foundation
import ModelFiles
import TestFolders
import Testing
import TestingSupport

/// SmolLM2-135M, quantized in a GGUF file, against transformers on the same dequantized weights.
@Suite(
    "Real model", .serialized,
    .enabled(if: RealModel.isInstalled, "needs SmolLM2-135M-Instruct in .deps/models: run scripts/bootstrap"),
    .enabled(if: Reference.isInstalled, "\(Reference.reason)"))
struct RealModelTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    private func run(_ arguments: String...) throws -> [JSONValue] { try run(arguments) }

    private func run(_ arguments: [String]) throws -> [JSONValue] {
        let answer = try Program.run(arguments + ["--json"], in: scratch.path, threads: 2)
        try #require(answer.exitCode == 0, "\(answer)")
        return try answer.json()
    }

    private func lines(_ objects: [JSONValue], to name: String) throws -> String {
        try scratch.write(objects.map { try $0.text() + "\n" }.joined(), to: name)
    }

    /// Requests for texts with their ids as our tokenizer gives them: transformers reads its own from a GGUF file, and
    /// that one leaves out the splitting of digits. `fullModel` holds the tokenizers against each other.
    private func requests(_ texts: [String], _ request: (_ text: String) -> JSONValue) throws -> [JSONValue] {
        let input = try lines(texts.map { ["text": .string($0)] }, to: "tokenize.jsonl")
        let answers = try run("tokenize", "--tokenizer", RealModel.path, "--input", input)
        return zip(texts, answers).map { text, answer in
            var request = request(text)
            request["input_ids"] = answer["ids"]
            return request
        }
    }

    private func textRequests() throws -> [JSONValue] {
        try requests(RealModel.texts) { ["text": .string($0)] }
    }

    private func expectScores(
        _ model: String, dtype: String, equal answers: [JSONValue], within tolerance: Double
    ) throws {
        let input = try lines(RealModel.texts.map { ["text": .string($0)] }, to: "texts.jsonl")
        let scores = try run("score", "--model_name", model, "--input", input, "--dtype", dtype)
        #expect(scores.count == RealModel.texts.count && answers.count == scores.count)
        for (place, (score, answer)) in zip(scores, answers).enumerated() {
            let found = try #require(score["nll"]?.doubleValue)
            let expected = try #require(answer["nll"]?.doubleValue)
            #expect(score["tokens"] == answer["tokens"], "text \(place)")
            #expect(isClose(found, expected, tolerance), "text \(place): \(found), expected \(expected)")
        }
    }

    @Test("scores and greedy continuations are those of transformers in float32")
    func float32() throws {
        let texts = try textRequests()
        let prompts = try requests(RealModel.prompts) { ["prompt": .string($0), "max_new_tokens": 20] }
        let answers = try Reference.answers(of: RealModel.path, to: texts + prompts)
        try #require(answers.count == texts.count + prompts.count)
        #expect(answers.contains { ($0["tokens"]?.intValue ?? 0) >= 300 })
        try expectScores(
            RealModel.path, dtype: "float32", equal: Array(answers.prefix(texts.count)), within: 1e-3)
        let input = try lines(prompts.map { ["prompt": $0["prompt"] ?? ""] }, to: "prompts.jsonl")
        let continued = try run(
            "generate", "--model_name", RealModel.path, "--input", input, "--dtype", "float32", "--max_new_tokens",
            "20", "--ignore_eos")
        #expect(continued.map { $0.ids("ids") } == answers.suffix(prompts.count).map { $0.ids("ids") })
        #expect(continued.count == prompts.count)
    }

    @Test("scores are those of transformers in bfloat16, to its precision")
    func bfloat16() throws {
        let answers = try Reference.answers(of: RealModel.path, dtype: "bfloat16", to: textRequests())
        try expectScores(RealModel.path, dtype: "bfloat16", equal: answers, within: 1e-2)
    }

    /// Two steps on the toy data, with validation after them.
    private func finetune(_ options: String...) throws -> String {
        let output = scratch("run")
        let events = try run(
            ["finetuning", "--model_name", RealModel.path, "--output_dir", output, "--max_train_step", "2"]
                + ["--batching_strategy", "padding", "--batch_size_training", "4"]
                + ToyData.grammar.write(to: scratch) + options)
        #expect(events.losses.count == 2)
        #expect(events.losses.allSatisfy { (0.1..<8).contains($0) }, "\(events.losses)")
        return output
    }

    @Test("a fully trained model loads in transformers with its tokenizer, and scores as here")
    func fullModel() throws {
        let model = try finetune("--dtype", "bfloat16", "--lr", "1e-4")
        let answers = try Reference.answers(of: model, to: RealModel.texts.map { ["text": .string($0)] })
        // The weights are bfloat16, the computation is float32 on both sides.
        try expectScores(model, dtype: "float32", equal: answers, within: 1e-3)
    }
}
