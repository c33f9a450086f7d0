import Datasets
import Testing

/// The built-in data sets on the real files they are named after.
@Suite(.enabled(if: SharedFixtures.isPresent, Comment(rawValue: SharedFixtures.absence)))
struct RealDataTests {
    private func make(
        _ name: String, _ path: String, _ split: DatasetSplit, train: String? = nil,
        splits: Set<DatasetSplit> = [.train, .validation]
    ) throws -> any Dataset {
        let config = DatasetConfig(
            name: name, dataPath: SharedFixtures.path + "/" + path, trainSplit: train, splitsInUse: splits)
        return try DatasetRegistry.standard.make(name: name, config: config, split: split)
    }

    @Test func samsum() throws {
        let validation = try make("samsum_dataset", "samsum", .validation)
        #expect((validation.count, validation.skippedRows) == (818, 0))
        #expect(try make("samsum_dataset", "samsum", .test).count == 819)
        let file = "samsum/samsum-test.csv"
        #expect(try make("samsum_dataset", file, .test, splits: [.test]).count == 819)
        guard case .separate(let prompt, let completion) = try validation.sample(at: 0) else {
            Issue.record("not a separate sample")
            return
        }
        #expect(prompt.hasPrefix("Summarize this dialog:\nA: Hi Tom, are you busy tomorrow’s afternoon?\nB: I’m"))
        #expect(prompt.hasSuffix("he's  a great Motorhead fan :-)))\n---\nSummary:\n"))
        // The final blank is in the file: text is taken as it is.
        #expect(completion.hasSuffix("the son chose the puppy. "))
    }

    @Test func grammar() throws {
        let validation = try make("grammar_dataset", "grammar", .validation)
        #expect((validation.count, validation.skippedRows) == (2988, 0))
        let train = try make("grammar_dataset", "grammar", .train, train: "jtrain_from_jfleg_dev.csv")
        #expect((train.count, train.skippedRows) == (3016, 0))
        #expect(
            try validation.sample(at: 0)
                == .separate(
                    prompt: "Correct this to standard English: New and new technology has been introduced to the "
                        + "society.\n---\nCorrected: ",
                    completion: "New technology has been introduced to society."))
    }

    @Test func grammarFromJFLEG() throws {
        #expect(try make("grammar_dataset", "grammar/jfleg", .train).count == 3016)
        #expect(try make("grammar_dataset", "grammar/jfleg", .validation).count == 2988)
    }

    @Test(arguments: [
        ("alpaca_en_demo", 999), ("alpaca_zh_demo", 1000), ("litgpt_alpaca_fixture", 23),
        ("torchtune_alpaca_tiny", 100),
    ])
    func alpaca(file: String, rows: Int) throws {
        let path = "alpaca/\(file).json"
        let validation = try make("alpaca_dataset", path, .validation)
        let train = try make("alpaca_dataset", path, .train)
        #expect((validation.count, train.count) == (rows / 20, rows - rows / 20))
        for data in [validation, train] {
            for index in 0..<data.count {
                guard case .joined(let prompt, _) = try data.sample(at: index) else {
                    Issue.record("not a joined sample")
                    return
                }
                #expect(prompt.hasSuffix("\n\n### Response:"))
            }
        }
    }

    @Test func seedTasksAreNotAlpaca() throws {
        let error = try datasetError { try make("alpaca_dataset", "alpaca/seed_tasks.jsonl", .train) }
        #expect((error.row, error.line, error.problem) == (0, 1, "the field 'output' is missing"))
    }
}
