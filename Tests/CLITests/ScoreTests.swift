import ModelFiles
import TestFolders
import Testing
import TestingSupport

@Suite("score")
struct ScoreTests {
    private static let texts = ["Hello there.", "", "Größe: 3,5 µm 🙂\n\"quoted\"", "a", "</s> is one token"]
    /// What the tokenizer's default encoding makes of them: BOS and the bytes.
    private static let ids = texts.map { text in
        let rest =
            text.hasPrefix("</s>")
            ? [ToyTokenizer.eos] + ToyTokenizer.ids(String(text.dropFirst(4))) : ToyTokenizer.ids(text)
        return [ToyTokenizer.bos] + rest
    }

    private let bench: Workbench
    private let input: String

    init() throws {
        bench = try Workbench()
        let lines = try Self.texts.map { try JSONText.object(["text": $0]) }
        input = try bench.scratch.write(lines.joined(separator: "\n\n") + "\n", to: "texts.jsonl")
    }

    @Test("prints index, predicted tokens and summed nats, equal to adding up the logits")
    func json() throws {
        let answer = try bench.run("score", bench.modelOptions + ["--input", input, "--json"])
        #expect(answer.exitCode == 0 && answer.errors.isEmpty, "\(answer)")
        let scores = try answer.json()
        #expect(scores.map(\.keys) == Array(repeating: ["index", "tokens", "nll"], count: Self.texts.count))
        #expect(scores.integers("index") == [0, 1, 2, 3, 4])
        #expect(scores.integers("tokens") == Self.ids.map { $0.count - 1 })
        for (score, ids) in zip(scores, Self.ids) {
            let expected = try ToyModel.negativeLogLikelihood(bench.model, ids: ids)
            #expect(isClose(score["nll"]?.doubleValue, expected), "\(score), expected \(expected)")
        }
        #expect(scores[1]["nll"]?.doubleValue == 0)
    }

    @Test("shorter types are near to float32, and not the same", arguments: [("bfloat16", 2e-2), ("float16", 2e-3)])
    func shortTypes(dtype: String, tolerance: Double) throws {
        let exact = try bench.run("score", bench.modelOptions + ["--input", input, "--json"]).json()
        let options = ["--model_name", bench.model, "--input", input, "--json"]
        let near = try bench.run("score", options + ["--dtype", dtype]).json()
        if dtype == "bfloat16" { #expect(try bench.run("score", options).json() == near) }
        for (near, exact) in zip(near, exact) {
            let expected = try #require(exact["nll"]?.doubleValue)
            #expect(isClose(near["nll"]?.doubleValue, expected, tolerance))
        }
        #expect(near != exact)
    }

    @Test("without --json each text is a line for people")
    func lines() throws {
        let answer = try bench.run("score", bench.modelOptions + ["--input", input])
        let lines = answer.outputLines
        #expect(lines.count == Self.texts.count)
        let expected = try ToyModel.negativeLogLikelihood(bench.model, ids: Self.ids[0])
        let (whole, part) = (Int(expected), Int(expected * 10) % 10)
        #expect(lines[0].hasPrefix("text 0: \(whole).\(part)"), "\(lines[0])")
        #expect(lines[0].contains(" nats over 12 tokens"))
    }

    @Test("texts may come from standard input, and an answer that cannot be written is an error")
    func streams() throws {
        let program = try #require(Program.path)
        let options = bench.modelOptions + ["--json", "--input"]
        func shell(_ script: String, _ input: String) throws -> Subprocess.Answer {
            try Subprocess.run(
                "/bin/bash", ["-c", script, program, self.input, "score"] + options + [input],
                environment: ["OMP_NUM_THREADS": "1"])
        }
        let expected = try bench.run("score", options + [input]).output
        #expect(!expected.isEmpty)
        #expect(try shell(#"cat "$1" | "$0" "${@:2}""#, "-").output == expected)
        let full = try shell(#""$0" "${@:2}" > /dev/full"#, input)
        expectRefusal(full, naming: ["standard output"])
    }

    @Test("an adapter changes the scores; a fresh one with B of zero does not")
    func adapter() throws {
        let data = try ToyData.grammar.write(to: bench.scratch)
        let options = ["--use_peft", "--num_epochs", "3"]
        let still = try bench.finetune(data + options, to: "still", "--lr", "0").folder
        let trained = try bench.finetune(data + options, to: "trained", "--lr", "0.05").folder
        let bare = try bench.run("score", bench.modelOptions + ["--input", input, "--json"])
        func score(_ adapter: String) throws -> Subprocess.Answer {
            try bench.run("score", bench.modelOptions + ["--input", input, "--json", "--peft_model", adapter])
        }
        #expect(try score(still).output == bare.output)
        #expect(try score(trained).exitCode == 0)
        #expect(try score(trained).output != bare.output)
    }
}
