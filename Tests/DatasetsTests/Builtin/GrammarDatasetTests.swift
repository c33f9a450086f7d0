import Datasets
import Testing

struct GrammarDatasetTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
    }

    @Test func readsTheFilesOfTheOriginal() throws {
        try folder.write("gtrain_10k.csv", "\u{FEFF}input,target\r\nHe go. ,He goes. \r\n\r\n,x\r\ny,\r\n")
        try folder.write("grammar_validation.csv", "input,target\nIt rain,It rains\n")
        let config = DatasetConfig(name: "grammar_dataset", dataPath: folder.path)
        let train = try GrammarDataset(config: config, split: .train)
        #expect(train.count == 1)
        #expect(train.skippedRows == 2)
        let prompt = "Correct this to standard English: He go. \n---\nCorrected: "
        #expect(try train.sample(at: 0) == .separate(prompt: prompt, completion: "He goes. "))
        let validation = try GrammarDataset(config: config, split: .validation)
        #expect(validation.origin == folder.path + "/grammar_validation.csv")
        #expect(throws: DatasetError.self) { try validation.sample(at: 1) }
    }

    @Test func splitsMayNameFiles() throws {
        let path = try folder.write("mine.csv", "input,target\na,b\n")
        try folder.write("held.csv", "input,target\nc,d\ne,f\n")
        let config = DatasetConfig(
            name: "grammar_dataset", dataPath: folder.path, trainSplit: path, testSplit: "held.csv")
        #expect(try GrammarDataset(config: config, split: .train).count == 1)
        #expect(try GrammarDataset(config: config, split: .validation).count == 2)
        let bare = DatasetConfig(name: "grammar_dataset", trainSplit: path)
        #expect(try GrammarDataset(config: bare, split: .train).count == 1)
    }

    @Test func listsTheNamesTried() throws {
        let config = DatasetConfig(name: "grammar_dataset", dataPath: folder.path)
        let error = try datasetError { try GrammarDataset(config: config, split: .validation) }
        #expect(
            error.description == "\(folder.path): the folder holds no validation file: tried grammar_validation.csv or "
                + "validation.csv; rename the file, or give --grammar_dataset.test_split FILE, or use "
                + "--run_validation False")
    }

    @Test func readsJFLEGInItsOwnFormAndTheHubs() throws {
        for part in ["dev", "test"] {
            try folder.write("own/\(part)/\(part).src", "\(part) one \n\(part) two\n")
            for number in 0..<4 { try folder.write("own/\(part)/\(part).ref\(number)", "a\(number) \nb\(number)\n") }
            let hub = part == "dev" ? "validation" : part
            try folder.write(
                "hub/data/\(hub)-00000-of-00001.jsonl",
                #"{"sentence": "\#(part) one ", "corrections": ["a0 ", "a1", "a2", "a3"]}"# + "\n"
                    + #"{"sentence": "\#(part) two", "corrections": ["b0", "b1", "b2", "b3"]}"#)
        }
        for (split, part) in [(DatasetSplit.train, "dev"), (.validation, "test")] {
            let own = try allSamples(makeDataset("grammar_dataset", folder.path + "/own", split))
            #expect(own.count == 8)
            let prompt = GrammarDataset.prompt(for: "\(part) two")
            #expect(own[5] == .separate(prompt: prompt, completion: "b1"))
            #expect(try allSamples(makeDataset("grammar_dataset", folder.path + "/hub", split)) == own)
        }
    }
}
