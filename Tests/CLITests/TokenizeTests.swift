import ModelFiles
import TestFolders
import Testing
import TestingSupport

@Suite("tokenize")
struct TokenizeTests {
    private let bench: Workbench

    init() throws { bench = try Workbench() }

    private func tokenize(_ options: String...) throws -> Subprocess.Answer {
        try bench.run("tokenize", ["--tokenizer", bench.model] + options)
    }

    @Test("text becomes ids, with the tokens the tokenizer adds or without them")
    func text() throws {
        #expect(try tokenize("--text", "hé", "--json").output == "{\"index\":0,\"ids\":[256,104,195,169]}\n")
        #expect(
            try tokenize("--text", "hé", "--json", "--no_special_tokens").output
                == "{\"index\":0,\"ids\":[104,195,169]}\n")
        #expect(try tokenize("--text", "a b").output == "256\t\"<s>\"\n97\t\"a\"\n32\t\" \"\n98\t\"b\"\n")
    }

    @Test("ids become text")
    func ids() throws {
        #expect(try tokenize("--ids", "[256,104,105,257]").output == "<s>hi</s>\n")
        #expect(
            try tokenize("--ids", "[256,104,105,257]", "--no_special_tokens", "--json").output
                == "{\"index\":0,\"text\":\"hi\"}\n")
        expectRefusal(try tokenize("--ids", "[104,9999]"), naming: ["--ids", "9999", "0 to 257"])
    }

    @Test("a file may hold texts, messages and ids")
    func file() throws {
        let input = try bench.scratch.write(
            """
            {"text": "a</s>"}

            {"messages": [{"role": "user", "content": "q"}], "add_generation_prompt": true}
            {"messages": [{"role": "user", "content": "q"}]}
            {"ids": [98, 99]}

            """, to: "input.jsonl")
        let lines = try tokenize("--input", input, "--json").outputLines
        let messages = ToyTokenizer.ids("[user]q") + [ToyTokenizer.eos]
        let list = { (ids: [Int]) in ids.map(String.init).joined(separator: ",") }
        #expect(
            lines == [
                #"{"index":0,"ids":[256,97,257]}"#,
                #"{"index":1,"ids":[\#(list(messages + ToyTokenizer.ids("[assistant]")))],"#
                    + #""text":"[user]q</s>[assistant]"}"#,
                #"{"index":2,"ids":[\#(list(messages))],"text":"[user]q</s>"}"#,
                #"{"index":3,"text":"bc"}"#,
            ])
    }

    @Test("the tokenizer may be named by its file, and by --model_name")
    func paths() throws {
        let expected = try tokenize("--text", "x", "--json").output
        for options in [["--tokenizer", "\(bench.model)/tokenizer.json"], ["--model_name", bench.model]] {
            #expect(try bench.run("tokenize", options + ["--text", "x", "--json"]).output == expected)
        }
    }
}
