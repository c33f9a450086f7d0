import Datasets
import TestFolders
import Testing

struct AlpacaDatasetTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    /// Rows whose instructions are their numbers.
    private func write(_ name: String, count: Int) throws -> String {
        let rows = (0..<count).map { "{\"instruction\": \"\($0)\", \"input\": \"\", \"output\": \"out \($0)\"}" }
        let isLines = name.hasSuffix(".jsonl")
        return try folder.write(
            isLines ? rows.joined(separator: "\n") : "[" + rows.joined(separator: ",\n") + "]", to: name)
    }

    private func data(
        _ path: String, _ split: DatasetSplit, train: String? = nil, test: String? = nil
    ) throws -> AlpacaDataset {
        let config = DatasetConfig(name: "alpaca_dataset", dataPath: path, trainSplit: train, testSplit: test)
        return try AlpacaDataset(config: config, split: split)
    }

    private func completions(_ data: AlpacaDataset) throws -> [String] {
        try (0..<data.count).map { index in
            guard case .joined(_, let completion) = try data.sample(at: index) else { return "not joined" }
            return completion
        }
    }

    @Test(arguments: ["alpaca_data.json", "alpaca_data.jsonl"])
    func validationIsTheFirstTwentiethAndTrainTheRest(name: String) throws {
        let path = try write(name, count: 59)
        #expect(try completions(data(path, .validation)) == ["out 0", "out 1"])
        #expect(try completions(data(path, .test)) == ["out 0", "out 1"])
        #expect(try completions(data(path, .train)) == (2..<59).map { "out \($0)" })
        #expect(try data(folder.path, .train).origin == path)
        #expect(try data(path, .validation, test: "val").count == 2)
        #expect(try data(path, .validation, test: "train").count == 57)
        #expect(throws: DatasetError.self) { try data(path, .validation, test: "held") }
    }

    @Test func choosesThePromptByTheInput() throws {
        let text = """
            [{"instruction": "a", "input": "b", "output": "c"}, {"instruction": "a", "input": "", "output": "c"},
             {"instruction": "a", "output": "c"}, {"instruction": "a", "input": null, "output": ""}]
            """
        let data = try data(folder.write(text, to: "rows.json"), .train)
        let without = AlpacaDataset.prompt(instruction: "a", input: "")
        #expect(
            try (0..<4).map { try data.sample(at: $0) } == [
                .joined(prompt: AlpacaDataset.prompt(instruction: "a", input: "b"), completion: "c"),
                .joined(prompt: without, completion: "c"), .joined(prompt: without, completion: "c"),
                .joined(prompt: without, completion: ""),
            ])
    }

    @Test func aValidationFileOfItsOwnHoldsNothingOut() throws {
        let path = try write("mine.json", count: 40)
        let held = try write("held.jsonl", count: 3)
        #expect(try data(path, .train, test: held).count == 40)
        #expect(try data(path, .validation, test: held).count == 3)
        #expect(try data(path, .test, test: held).count == 3)
    }

    @Test func tooFewRowsToHoldOneOut() throws {
        let path = try write("few.json", count: 19)
        #expect(try data(path, .train).count == 19)
        let error = try datasetError { try data(path, .validation) }
        #expect(error.description.contains("19 are too few"))
        #expect(error.cure.contains("--run_validation False"))
    }

    @Test func faultsNameTheRow() throws {
        let text = "[{\"instruction\": \"a\", \"output\": \"b\"},\n{\"instruction\": \"c\"}]"
        let path = try folder.write(text, to: "bad.json")
        let error = try datasetError { try data(path, .train) }
        #expect(
            error.description == "\(path): row 1 (from 0), line 2: the field 'output' is missing; each row needs "
                + "'instruction' and 'output' as text")
        #expect(try datasetError { try data(folder.write("[]", to: "none.json"), .train) }.problem == "holds no rows")
    }
}
