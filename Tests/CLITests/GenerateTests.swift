import ModelFiles
import TestFolders
import Testing
import TestingSupport

@Suite("generate")
struct GenerateTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    private func generate(_ options: String...) throws -> Subprocess.Answer {
        try bench.run("generate", bench.modelOptions + options)
    }

    @Test("greedy ids are the likeliest ones, step by step")
    func greedy() throws {
        let answer = try generate("--prompt", "Hello", "--max_new_tokens", "12", "--json", "--ignore_eos")
        #expect(answer.exitCode == 0 && answer.errors.isEmpty, "\(answer)")
        let result = try #require(try answer.json().first)
        #expect(result.keys == ["index", "prompt", "text", "ids", "prompt_tokens", "stop_reason"])
        #expect(result["index"]?.intValue == 0)
        #expect(result["prompt"]?.stringValue == "Hello")
        #expect(result["prompt_tokens"]?.intValue == 6)
        #expect(result["stop_reason"]?.stringValue == "length")
        var ids = [ToyTokenizer.bos] + ToyTokenizer.ids("Hello")
        for _ in 0..<12 {
            let row = try #require(try ToyModel.logits(bench.model, ids: ids).last)
            ids.append(try #require(row.indices.max { row[$0] < row[$1] }))
        }
        #expect(result.ids("ids") == Array(ids.dropFirst(6)))
    }

    @Test("a model that learned its data answers with it and stops")
    func learned() throws {
        let model = try bench.learnByHeart(ToyData.grammar.write(to: bench.scratch))
        let lines = try ToyData.pairs.map {
            try JSONText.object(["prompt": "Correct this to standard English: \($0.0)\n---\nCorrected: "])
        }
        let input = try bench.scratch.write(lines.joined(separator: "\n"), to: "prompts.jsonl")
        let options = ["--model_name", model, "--dtype", "float32", "--input", input, "--max_new_tokens", "40"]
        let answers = try bench.run("generate", options + ["--json"]).json()
        #expect(answers.map { $0["text"]?.stringValue } == ToyData.pairs.map(\.1))
        #expect(answers.allSatisfy { $0["stop_reason"]?.stringValue == "stop" })
        #expect(answers.map { $0.ids("ids") } == ToyData.pairs.map { ToyTokenizer.ids($0.1) })

        let text = try bench.run("generate", options).output
        for (question, answer) in ToyData.pairs {
            let quoted = question.replacing("\n", with: "\n> ")
            #expect(text.contains("> Correct this to standard English: \(quoted)\n> ---\n> Corrected: \n\(answer)\n"))
        }
        let further = try bench.run("generate", options + ["--json", "--ignore_eos"]).json()
        #expect(further.allSatisfy { $0.ids("ids")?.count == 40 })
    }

    @Test("sampling with one seed gives one text, with another seed another")
    func seeds() throws {
        func sample(_ seed: String) throws -> String {
            try generate(
                "--prompt", "x", "--do_sample", "--top_k", "0", "--seed", seed, "--max_new_tokens", "20",
                "--ignore_eos",
                "--json"
            ).output
        }
        let first = try sample("1")
        #expect(first.contains("\"ids\":["))
        #expect(try sample("1") == first)
        #expect(try sample("2") != first)
    }

    @Test("top_k 1 and a tiny top_p are greedy")
    func narrowSampling() throws {
        let options = ["--prompt", "x", "--max_new_tokens", "10", "--ignore_eos", "--json"]
        let greedy = try bench.run("generate", bench.modelOptions + options).output
        for narrow in [["--top_k", "1"], ["--top_p", "0.0001"], ["--temperature", "0.0001"]] {
            let answer = try bench.run("generate", bench.modelOptions + options + ["--do_sample"] + narrow)
            #expect(answer.output == greedy, "\(narrow)")
        }
    }

    @Test("a chat goes through the model's template, which writes its own marks")
    func chat() throws {
        let answer = try generate("--prompt", "Hi", "--system", "Be kind.", "--chat", "--max_new_tokens", "1", "--json")
        let result = try #require(try answer.json().first)
        #expect(result["prompt"]?.stringValue == "[system]Be kind.</s>[user]Hi</s>[assistant]")
        // No BOS before it: each byte is a token, each </s> one.
        #expect(result["prompt_tokens"]?.intValue == 16 + 1 + 8 + 1 + 11)

        let line = #"{"messages":[{"role":"user","content":"Hi"},{"role":"assistant","content":"Yes?"}]}"#
        let input = try bench.scratch.write(line, to: "chats.jsonl")
        let fromFile = try generate("--input", input, "--max_new_tokens", "1", "--json").json()
        #expect(fromFile.first?["prompt"]?.stringValue == "[user]Hi</s>[assistant]Yes?</s>[assistant]")
    }

    @Test("the prompt may come from a file, byte for byte")
    func promptFile() throws {
        let file = try bench.scratch.write("  two\n\nlines \n", to: "prompt.txt")
        let result = try generate("--prompt_file", file, "--max_new_tokens", "3", "--json").json()
        #expect(result.first?["prompt"]?.stringValue == "  two\n\nlines \n")
        #expect(result.first?["prompt_tokens"]?.intValue == 15)
    }

    @Test("without --json the new text alone is printed")
    func plainText() throws {
        let text = try #require(
            try generate("--prompt", "Hello", "--max_new_tokens", "5", "--ignore_eos", "--json").json().first?["text"]?
                .stringValue)
        #expect(try generate("--prompt", "Hello", "--max_new_tokens", "5", "--ignore_eos").output == text + "\n")
    }
}
