import Foundation
import TestFolders
import Testing
import TestingSupport

@Suite("bad input: data")
struct BadDataTests {
    /// A grammar training file of these bytes.
    private static func grammar(_ name: String, naming: [String], _ bytes: [UInt8]) -> Fault {
        Fault(name, naming: ["/train.csv"] + naming) { bench in
            try bench.scratch.write(bytes, to: "data/train.csv")
            try bench.scratch.write("input,target\na,b\n", to: "data/validation.csv")
            return ["--dataset", "grammar_dataset", "--grammar_dataset.data_path", bench.scratch("data")]
        }
    }

    private static func grammar(_ name: String, naming: [String], _ text: String) -> Fault {
        grammar(name, naming: naming, Array(text.utf8))
    }

    /// An alpaca file of this text.
    private static func alpaca(_ name: String, naming: [String], _ text: String) -> Fault {
        Fault(name, naming: ["/alpaca_data.json"] + naming) { bench in
            try bench.scratch.write(text, to: "data/alpaca_data.json")
            return ["--dataset", "alpaca_dataset", "--alpaca_dataset.data_path", bench.scratch("data")]
        }
    }

    /// Good data with options that leave nothing of it.
    private static func options(_ name: String, naming: [String], _ options: [String]) -> Fault {
        Fault(name, naming: naming) { bench in try ToyData.grammar.write(to: bench.scratch) + options }
    }

    private static let tables = [
        grammar("an empty CSV file", naming: ["empty", "; "], ""),
        grammar("a CSV file that is a header", naming: ["no rows", "; "], "input,target\n"),
        grammar("a missing column", naming: ["'target'", "'targets'", "; "], "input,targets\na,b\n"),
        grammar("a column given twice", naming: ["'input'", "; "], "input,input,target\na,b,c\n"),
        grammar("an unterminated quote", naming: ["line 3", "quote", "; "], "input,target\na,b\n\"c,d\ne,f\n"),
        grammar("text after a closing quote", naming: ["line 2", "; "], "input,target\n\"a\"b,c\n"),
        grammar("a row with too many fields", naming: ["line 3", "3 fields", "; "], "input,target\na,b\na,b,c\n"),
        grammar(
            "invalid UTF-8", naming: ["line 2", "0xE9", "iconv"], Array("input,target\ncaf".utf8) + [0xE9, 0x2C, 0x62]),
        grammar("UTF-16", naming: ["UTF-16", "iconv"], [0xFF, 0xFE] + Array("i\0n\0".utf8)),
        grammar("completions that are all empty", naming: ["no rows", "2 rows", "; "], "input,target\na,\nb,\n"),
        alpaca("an empty JSON file", naming: ["empty", "; "], ""),
        alpaca("an empty JSON list", naming: ["no rows", "; "], "[]"),
        alpaca("JSON cut off", naming: ["row 0", "; "], #"[{"instruction": "a", "output": "#),
        alpaca("JSON that is no list", naming: ["not a list", "; "], #"{"instruction": "a", "output": "b"}"#),
        alpaca("a row that is no object", naming: ["row 0", "; "], "[1, 2]"),
        alpaca(
            "a missing field", naming: ["row 1", "'output'", "; "],
            #"[{"instruction":"a","output":"b"},{"instruction":"c"}]"#),
        alpaca(
            "a field that is no text", naming: ["row 0", "'output'", "a number"], #"[{"instruction":"a","output":5}]"#),
        alpaca(
            "too few rows to hold some out", naming: ["20 rows", "--run_validation False"],
            #"[{"instruction":"a","output":"b"}]"#),
    ]

    private static let places = [
        Fault("no such data", naming: ["/no-data", "--grammar_dataset.data_path"]) { _ in
            ["--dataset", "grammar_dataset", "--grammar_dataset.data_path", "/no-data"]
        },
        Fault("no data named", naming: ["samsum_dataset", "--samsum_dataset.data_path"]) { _ in [] },
        Fault("no validation file", naming: ["/data", "validation.csv", "--run_validation False"]) { bench in
            let options = try ToyData.grammar.write(to: bench.scratch)
            try FileManager.default.removeItem(atPath: bench.scratch("data/validation.csv"))
            return options
        },
        Fault(
            "one file for both splits",
            naming: ["/train.csv", "--grammar_dataset.test_split", "--run_validation False"]
        ) {
            bench in
            _ = try ToyData.grammar.write(to: bench.scratch)
            return ["--dataset", "grammar_dataset", "--data_path", bench.scratch("data/train.csv")]
        },
        options(
            "no such split file", naming: ["other.csv", "--grammar_dataset.test_split"], ["--test_split", "other.csv"]),
        options("an unknown split", naming: ["/data", "vaildation.csv", "; "], ["--test_split", "vaildation"]),
        // Every prompt is longer than a row, so that what would be trained is cut off.
        options(
            "labels that are all masked", naming: ["grammar_dataset", "no token is trained", "--context_length"],
            [
                "--batching_strategy", "padding", "--context_length", "16",
            ]),
        options(
            "data that does not fill a batch", naming: ["grammar_dataset", "no batch", "--drop_last False"],
            [
                "--context_length", "4096", "--drop_last", "True",
            ]),
    ]

    @Test("fine-tuning refuses the data in one line", arguments: tables + places)
    func finetuning(fault: Fault) throws {
        let bench = try Workbench()
        let options = try fault.prepare(bench)
        let answer = try bench.run("finetuning", bench.modelOptions + options + ["--output_dir", bench.scratch("run")])
        expectRefusal(answer, naming: fault.naming)
        #expect(entries(bench.scratch("run")) == nil)
    }

    @Test("an unknown data set is told with the nearest one")
    func unknownDataset() throws {
        let bench = try Workbench()
        let answer = try bench.run(
            "finetuning", bench.modelOptions + ["--dataset", "samsun_dataset", "--output_dir", bench.scratch("run")])
        expectRefusal(answer, code: 2, naming: ["--dataset", "samsun_dataset", "samsum_dataset"])
        #expect(entries(bench.scratch("run")) == nil)
    }

    static let lines: [(name: String, bytes: [UInt8], naming: [String])] = [
        ("empty", [], ["; "]),
        ("blank lines only", Array("\n  \n".utf8), ["no line", "; "]),
        ("no JSON", Array("{\"text\": \"a\"}\nplain text\n".utf8), ["line 2", "; "]),
        ("no object", Array("[\"text\"]\n".utf8), ["line 1", "not a JSON object", "; "]),
        ("no text", Array("{\"text\": \"a\"}\n\n{\"txt\": \"b\"}\n".utf8), ["line 3", "\"text\"", "; "]),
        ("a text that is none", Array("{\"text\": 5}\n".utf8), ["line 1", "\"text\"", "; "]),
        ("cut off", Array("{\"text\": \"a".utf8), ["line 1", "; "]),
        ("not UTF-8", Array("{\"text\": \"caf".utf8) + [0xE9] + Array("\"}\n".utf8), ["line 1", "UTF-8", "; "]),
    ]

    @Test("a bad file of texts is told by file and line, and nothing is scored", arguments: lines.indices)
    func texts(index: Int) throws {
        let (_, bytes, naming) = Self.lines[index]
        let bench = try Workbench()
        let file = try bench.scratch.write(bytes, to: "texts.jsonl")
        let answer = try bench.run("score", bench.modelOptions + ["--input", file, "--json"])
        expectRefusal(answer, naming: ["/texts.jsonl"] + naming)
        #expect(answer.output.isEmpty)
    }

    @Test("no such file of texts, prompts or settings")
    func missingFiles() throws {
        let bench = try Workbench()
        expectRefusal(
            try bench.run("score", bench.modelOptions + ["--input", "/no-texts"]), naming: ["/no-texts", "; "])
        expectRefusal(
            try bench.run("generate", bench.modelOptions + ["--prompt_file", "/no-prompt"]),
            naming: ["/no-prompt", "; "])
        expectRefusal(try bench.run("finetuning", ["--config", "/no.yaml"]), code: 2, naming: ["/no.yaml", "; "])
        let prompt = try bench.scratch.write([0xC3, 0x28], to: "prompt.txt")
        expectRefusal(
            try bench.run("generate", bench.modelOptions + ["--prompt_file", prompt]), naming: ["/prompt.txt", "UTF-8"])
        let chats = try bench.scratch.write("{\"messages\": 5}", to: "chats.jsonl")
        expectRefusal(
            try bench.run("generate", bench.modelOptions + ["--input", chats]),
            naming: ["/chats.jsonl", "line 1", "; "])
    }
}
