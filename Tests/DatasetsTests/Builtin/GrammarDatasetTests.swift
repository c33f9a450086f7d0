import Datasets
import TestFolders
import Testing

struct GrammarDatasetTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    @Test func readsTheFilesOfTheOriginal() throws {
        try folder.write("\u{FEFF}input,target\r\nHe go. ,He goes. \r\n\r\n,x\r\ny,\r\n", to: "gtrain_10k.csv")
        try folder.write("input,target\nIt rain,It rains\n", to: "grammar_validation.csv")
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
        let path = try folder.write("input,target\na,b\n", to: "mine.csv")
        try folder.write("input,target\nc,d\ne,f\n", to: "held.csv")
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
                + "validation.csv, and names of that form with other endings; it is empty; rename the file, or give "
                + "--grammar_dataset.test_split FILE, or use --run_validation False")
        // A command that reads this split alone does not know that option.
        var alone = config
        alone.splitsInUse = [.validation]
        #expect(try !datasetError { try GrammarDataset(config: alone, split: .validation) }.cure.contains("--run_"))
    }

    @Test func readsJFLEGInItsOwnFormAndTheHubs() throws {
        for part in ["dev", "test"] {
            try folder.write("\(part) one \n\(part) two\n", to: "own/\(part)/\(part).src")
            for number in 0..<4 {
                try folder.write("a\(number) \nb\(number)\n", to: "own/\(part)/\(part).ref\(number)")
            }
            let hub = part == "dev" ? "validation" : part
            try folder.write(
                #"{"sentence": "\#(part) one ", "corrections": ["a0 ", "a1", "a2", "a3"]}"# + "\n"
                    + #"{"sentence": "\#(part) two", "corrections": ["b0", "b1", "b2", "b3"]}"#,
                to: "hub/data/\(hub)-00000-of-00001.jsonl")
        }
        for (split, part) in [(DatasetSplit.train, "dev"), (.validation, "test")] {
            let own = try allSamples(makeDataset("grammar_dataset", folder.path + "/own", split))
            #expect(own.count == 8)
            let prompt = GrammarDataset.prompt(for: "\(part) two")
            #expect(own[5] == .separate(prompt: prompt, completion: "b1"))
            #expect(try allSamples(makeDataset("grammar_dataset", folder.path + "/hub", split)) == own)
        }
    }

    @Test func rowsOfC4200MFollowInTraining() throws {
        try folder.write("input,target\na,b\n,x\n", to: "train.csv")
        try folder.write("input,target\nc,d\n", to: "validation.csv")
        let shard = { (number: Int) in "more/C4_200M.tsv-0000\(number)-of-00002" }
        try folder.write("i \"0\to0\ni1\to1\n", to: shard(0))
        try folder.write("i2\to2\n\to3\ni4\to4\n", to: shard(1))
        try folder.write("input\toutput\ni0\to0\ni1\to1\n", to: "more.tsv")
        try folder.write("output,id,input\no0,7,i0\n", to: "more.csv")
        func pairs(_ file: String, _ rows: String? = nil, _ split: DatasetSplit = .train) throws -> [String] {
            var options = ["c4_200m": folder.path + "/" + file]
            options["c4_200m_rows"] = rows
            return try allSamples(makeDataset("grammar_dataset", folder.path, split, options)).map {
                let (prompt, completion) = try parts($0)
                return prompt.dropFirst("Correct this to standard English: ".count).split(separator: "\n")[0] + "|"
                    + completion
            }
        }
        #expect(try pairs("more") == ["a|b", "i \"0|o0", "i1|o1", "i2|o2", "i4|o4"])
        #expect(try pairs("more", "3") == ["a|b", "i \"0|o0", "i1|o1", "i2|o2"])
        #expect(try pairs(shard(0), "1") == ["a|b", "i \"0|o0"])
        #expect(try pairs("more.tsv", "1") == ["a|b", "i0|o0"])
        #expect(try pairs("more.csv") == ["a|b", "i0|o0"])
        #expect(try pairs("more", nil, .validation) == ["c|d"])
        for rows in ["no", "0", "1.5"] {
            #expect(
                try datasetError { try pairs("more", rows) }.description
                    == "grammar_dataset has no c4_200m_rows '\(rows)'; give --grammar_dataset.c4_200m_rows a whole "
                    + "number of at least 1")
        }
        #expect(try datasetError { try pairs("none") }.cure.contains("--grammar_dataset.c4_200m"))
        let data = try makeDataset(
            "grammar_dataset", folder.path, .train, ["c4_200m": folder.path + "/more", "c4_200m_rows": "4"])
        #expect(data.skippedRows == 2)
    }

    @Test func rowsOfC4200MFollowJFLEG() throws {
        try folder.write("one \n", to: "dev/dev.src")
        for number in 0..<4 { try folder.write("a\(number)\n", to: "dev/dev.ref\(number)") }
        let more = try folder.write(#"{"input": "i", "output": "o"}"#, to: "c4.jsonl")
        let data = try makeDataset("grammar_dataset", folder.path, .train, ["c4_200m": more])
        #expect(data.count == 5)
        #expect(try parts(data.sample(at: 4)) == (GrammarDataset.prompt(for: "i"), "o"))
    }
}
