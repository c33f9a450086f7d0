import Foundation
import ModelFiles
import TestFolders
import Testing
import TestingSupport

/// Custom data sets in Swift, compiled and loaded by the program.
@Suite("custom data sets in Swift")
struct SwiftDatasetTests {
    /// One cache for all tests that do not look at it, so that the same file is compiled once.
    private static let cache = try? ScratchFolder()

    /// Functions of every form, and some that cannot be used.
    private static let source = """
        import Datasets
        import Tokenizers

        struct Words: Dataset {
            let words: [String]
            var count: Int { words.count }
            func sample(at index: Int) throws -> Sample {
                if words[index] == "bad" { throw BadWord(word: words[index]) }
                return .separate(prompt: "Say ", completion: words[index])
            }
        }

        struct BadWord: Error { let word: String }

        func getCustomDataset(
            datasetConfig: DatasetConfig, tokenizer: any Tokenizer, split: DatasetSplit
        ) throws -> some Dataset {
            Words(words: (datasetConfig.options["words"] ?? split.rawValue).split(separator: ",").map(String.init))
        }

        func getAny(datasetConfig: DatasetConfig, tokenizer: any Tokenizer, split: DatasetSplit) -> any Dataset {
            Words(words: ["any"])
        }

        func getConcrete(datasetConfig: DatasetConfig, tokenizer: any Tokenizer, split: DatasetSplit) -> Words {
            Words(words: ["concrete"])
        }

        func getList(datasetConfig: DatasetConfig, tokenizer: any Tokenizer, split: DatasetSplit) throws -> [Sample] {
            let ids = try tokenizer.encode("ab", addSpecialTokens: true)
            return [.tokenized(inputIDs: ids, labels: ids.map { $0 < 256 ? $0 : -100 })]
        }

        func getRows(datasetConfig: DatasetConfig, tokenizer: any Tokenizer, split: DatasetSplit) throws -> [Sample] {
            let reader = try ColumnReader(datasetConfig.openSplit(split), required: ["word"])
            return try (0..<reader.count).map {
                .separate(prompt: "", completion: try reader.row(at: $0).text("word"))
            }
        }

        func getChat(datasetConfig: DatasetConfig, tokenizer: any Tokenizer, split: DatasetSplit) throws -> [Sample] {
            let ids = try ChatEncoder(tokenizer).ids(of: [ChatMessage(role: "user", content: "Hi")])
            return [.tokenized(inputIDs: ids, labels: ids)]
        }

        func getNothing(datasetConfig: DatasetConfig, tokenizer: any Tokenizer, split: DatasetSplit) -> [Sample] { [] }

        func getThrown(datasetConfig: DatasetConfig, tokenizer: any Tokenizer, split: DatasetSplit) throws -> [Sample] {
            throw BadWord(word: "thrown")
        }

        func getWrong(config: DatasetConfig) -> [Sample] { [] }
        """

    private let bench: CustomDatasetBench
    private let file: String

    init() throws {
        bench = try CustomDatasetBench(cache: Self.cache?.path)
        file = try bench.bench.scratch.write(Self.source, to: "words.swift")
    }

    private static func sample(_ word: String) -> [Int] {
        [ToyTokenizer.bos] + ToyTokenizer.ids("Say \(word)") + [ToyTokenizer.eos]
    }

    @Test("each split comes from getCustomDataset, with the options of the group")
    func defaultFunction() throws {
        #expect(try bench.inspect(file).samples().map(\.ids) == [Self.sample("train")])
        #expect(try bench.inspect(file, split: "validation").samples().map(\.ids) == [Self.sample("validation")])
        let given = try bench.inspect(file, "words=x,yz").samples()
        #expect(given.map(\.ids) == [Self.sample("x"), Self.sample("yz")])
        #expect(
            given.map(\.labels) == [
                Array(repeating: -100, count: 5) + ToyTokenizer.ids("x") + [ToyTokenizer.eos],
                Array(repeating: -100, count: 5) + ToyTokenizer.ids("yz") + [ToyTokenizer.eos],
            ])
    }

    @Test("a function of every allowed form, by its name behind a colon")
    func forms() throws {
        #expect(try bench.inspect("\(file):getAny").samples().map(\.ids) == [Self.sample("any")])
        #expect(try bench.inspect("\(file):getConcrete").samples().map(\.ids) == [Self.sample("concrete")])
        let list = try bench.inspect("\(file):getList").samples()
        #expect(list.map(\.ids) == [[256, 97, 98]])
        #expect(list.map(\.labels) == [[-100, 97, 98]])
        #expect(try bench.inspect("\(file):getChat").samples().map(\.ids) == [ToyTokenizer.ids("[user]Hi") + [257]])
    }

    @Test("the program's own readers are at the file's disposal")
    func readers() throws {
        try bench.bench.scratch.write("{\"word\": \"a\"}\n{\"word\": \"b\"}\n", to: "data/train.jsonl")
        try bench.bench.scratch.write("word\nc\n", to: "data/validation.csv")
        let folder = "data_path=\(bench.bench.scratch("data"))"
        #expect(
            try bench.inspect("\(file):getRows", folder).samples().map(\.ids) == [[256, 97, 257], [256, 98, 257]])
        #expect(
            try bench.inspect("\(file):getRows", folder, split: "validation").samples().map(\.ids) == [[256, 99, 257]])
    }

    @Test("compiled once, and again when the text changes; nothing half-made stays")
    func cache() throws {
        let bench = try CustomDatasetBench()
        let first = try bench.inspect(file)
        #expect(first.errors == "compiling \(file)\n")
        #expect(bench.cached.count == 1 && bench.cached.allSatisfy { $0.hasSuffix(".so") })
        let second = try bench.inspect(file)
        #expect(second.errors.isEmpty && second.output == first.output)

        try bench.bench.scratch.write("", to: "unused")
        let changed = try bench.bench.scratch.write(
            Self.source.replacing("\"Say \"", with: "\"Tell \""), to: "words.swift")
        let third = try bench.inspect(changed)
        #expect(third.errors == "compiling \(changed)\n" && third.output != first.output)
        #expect(bench.cached.count == 2)
    }

    @Test("a data set that says when its samples change is tokenized once; other code is another data set")
    func identity() throws {
        let bench = try CustomDatasetBench()
        func text(_ answer: String, _ identity: String?) -> String {
            Self.source.replacing("\"Say \"", with: "\"\(answer) \"").replacing(
                "    var count: Int { words.count }",
                with: "    var count: Int { words.count }\n    var cacheIdentity: String? { \(identity ?? "nil") }")
        }
        func inspect(_ text: String, _ words: String) throws -> Subprocess.Answer {
            try bench.inspect(bench.bench.scratch.write(text, to: "words.swift"), "words=\(words)")
        }
        _ = try inspect(text("Say", nil), "a")
        #expect(bench.tokenized.isEmpty)
        let first = try inspect(text("Say", "words.joined()"), "a")
        #expect(try first.samples().map(\.ids) == [Self.sample("a")] && bench.tokenized.count == 1)
        // The same again adds nothing; another identity and other code do.
        #expect(try inspect(text("Say", "words.joined()"), "a").output == first.output && bench.tokenized.count == 1)
        #expect(try inspect(text("Say", "words.joined()"), "b").samples().map(\.ids) == [Self.sample("b")])
        #expect(bench.tokenized.count == 2)
        #expect(try inspect(text("Tell", "words.joined()"), "a").output != first.output && bench.tokenized.count == 3)
    }

    @Test("two programs may compile one file at once")
    func race() throws {
        let bench = try CustomDatasetBench()
        let outputs = try Concurrently.run(2) { _ in try bench.inspect(file) }
        #expect(outputs.map(\.exitCode) == [0, 0])
        #expect(outputs[0].output == outputs[1].output && !outputs[0].output.isEmpty)
        #expect(bench.cached.count == 1)
    }

    @Test("compile errors are shown as the compiler prints them, with the user's file and line")
    func compileError() throws {
        let broken = try bench.bench.scratch.write(
            Self.source.replacing("words.count }", with: "wrds.count }"), to: "broken.swift")
        let answer = try bench.inspect(broken)
        #expect(answer.exitCode == 1 && answer.output.isEmpty)
        #expect(answer.errors.contains("\(broken):6:22: error: cannot find 'wrds' in scope"), "\(answer)")
        #expect(answer.errorLines.last == "error: \(broken): does not compile")
        #expect(!answer.errors.contains("entry.swift"))
    }

    @Test("data races are compile errors too")
    func concurrency() throws {
        let racy = try bench.bench.scratch.write(
            "var shared = 0\n" + Self.source.replacing("words.count }", with: "shared += 1; return words.count }"),
            to: "racy.swift")
        let answer = try bench.inspect(racy)
        #expect(answer.exitCode == 1)
        #expect(answer.errors.contains("\(racy):1:5: error: var 'shared' is not concurrency-safe"), "\(answer)")
    }

    @Test("a wrong name tells the functions there are, a wrong form the right one")
    func wrongFunction() throws {
        let missing = try bench.inspect("\(file):getFoo")
        #expect(missing.exitCode == 1)
        for part in ["\(file): there is no function getFoo", "getCustomDataset, getAny", ":FUNCTION"] {
            #expect(missing.errors.contains(part), "\(missing)")
        }
        let wrong = try bench.inspect("\(file):getWrong")
        let line = Self.source.split(separator: "\n", omittingEmptySubsequences: false)
            .firstIndex { $0.contains("getWrong") }
        for part in [
            "\(file):\(try #require(line) + 1): getWrong is not a function as wanted",
            "func getWrong(datasetConfig: DatasetConfig, tokenizer: any Tokenizer, split: DatasetSplit)",
        ] {
            #expect(wrong.errors.contains(part), "\(wrong)")
        }
        #expect(!wrong.errors.contains("entry.swift"))
        expectRefusal(try bench.inspect("\(file):get-foo"), naming: ["'get-foo'", "FILE:FUNCTION"])
    }

    @Test("errors thrown inside tell the split and the row")
    func thrown() throws {
        let function = try bench.inspect("\(file):getThrown", split: "validation")
        #expect(function.exitCode == 1)
        #expect(
            function.errorLines.last
                == "error: \(file): getThrown failed for the validation split: BadWord(word: \"thrown\")")
        let row = try bench.inspect(file, "words=a,b,bad,c")
        #expect(row.exitCode == 1)
        #expect(
            row.errorLines.last
                == "error: \(file): row 2 (from 0) of the train split failed: BadWord(word: \"bad\")")
        #expect(try bench.inspect("\(file):getNothing").errors.contains("the train split has no samples"))
    }

    @Test("missing tools and files are told with a cure")
    func missing() throws {
        expectRefusal(
            try bench.inspect(file, environment: ["LLAMA_RECIPES_SWIFTC": "/nowhere/swiftc"]),
            naming: ["/nowhere/swiftc", "install the Swift toolchain"])
        expectRefusal(
            try bench.inspect(file, environment: ["LLAMA_RECIPES_MODULES": "/nowhere"]),
            naming: ["/nowhere", "LLAMA_RECIPES_MODULES"])
        expectRefusal(try bench.inspect("nowhere.swift"), naming: ["nowhere.swift: there is no such file"])
        expectRefusal(try bench.inspect(bench.bench.model), naming: ["neither a .swift nor a .py file"])
        expectRefusal(
            try bench.bench.run("inspect", ["--model_name", bench.bench.model, "--dataset", "custom_dataset"]),
            naming: ["no file is named", "--custom_dataset.file"])
    }

    @Test("a toy model is trained and evaluated on it")
    func training() throws {
        let answer = try bench.finetune(file, "--custom_dataset.words", "one,two,three", "--use_peft")
        try #require(answer.exitCode == 0, "\(answer)")
        let events = try answer.json()
        #expect(events.last?["event"]?.stringValue == "finished")
        #expect(events.events("evaluated").count == 2)
        let evaluated = try bench.bench.run(
            "evaluate",
            bench.bench.modelOptions + [
                "--dataset", "custom_dataset", "--custom_dataset.file", file, "--custom_dataset.words", "one",
                "--peft_model", bench.bench.scratch("run"), "--json",
            ], environment: bench.environment)
        #expect(try evaluated.json().first?["trained_tokens"]?.intValue == 4)
    }
}
