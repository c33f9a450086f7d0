import Datasets
import TestFolders
import Testing

struct SuperGLUEDatasetTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    private func samples(_ path: String, _ task: String, _ split: DatasetSplit = .train) throws -> [Sample] {
        try allSamples(makeDataset("super_glue", path, split, ["task": task]))
    }

    @Test func multiRCIsTheSameInBothLayouts() throws {
        try folder.write(
            #"""
            {"idx": 4, "version": 1.1, "passage": {"text": "P", "questions": [{"question": "q", "idx": 7, "answers": [{"text": "a", "idx": 1, "label": 0}, {"text": "b", "idx": 2, "label": 1}]}, {"question": "r", "idx": 8, "answers": [{"text": "c", "idx": 3, "label": 1}]}]}}
            """#, to: "MultiRC/train.jsonl")
        try folder.write(
            #"""
            {"paragraph": "P", "question": "q", "answer": "a", "idx": {"paragraph": 4, "question": 7, "answer": 1}, "label": 0}
            {"paragraph": "P", "question": "q", "answer": "b", "idx": {"paragraph": 4, "question": 7, "answer": 2}, "label": 1}
            {"paragraph": "P", "question": "r", "answer": "c", "idx": {"paragraph": 4, "question": 8, "answer": 3}, "label": 1}
            """#, to: "hub/multirc/train-00000-of-00001.jsonl")
        let original = try samples(folder.path, "multirc")
        #expect(original.count == 3)
        #expect(try samples(folder.path + "/hub", "multirc") == original)
        for path in [folder.path, folder.path + "/hub"] {
            let config = DatasetConfig(name: "super_glue", dataPath: path, options: ["task": "multirc"])
            let data = try SuperGLUEDataset(config: config, split: .train)
            let id: CellValue = .structure(["paragraph": .int(4), "question": .int(8), "answer": .int(3)])
            #expect(try data.identifier(at: 2) == id)
            #expect(try data.label(at: 2) == 1)
        }
    }

    @Test func passagesAreReadWhenTheyAreAskedFor() throws {
        let row =
            #"{"passage": {"text": "P", "questions": [{"question": "q", "answers": [{"text": "a", "label": 0}]}]}, "#
            + #""idx": 4}"#
        let path = try folder.write(row, to: "MultiRC/train.jsonl")
        let data = try makeDataset("super_glue", folder.path, .train, ["task": "multirc"])
        let before = try parts(data.sample(at: 0)).prompt
        try overwrite(path, at: 22, with: "Z")
        #expect(try parts(data.sample(at: 0)).prompt == before.replacing("P", with: "Z") && before.contains("P"))
    }

    @Test func t5sNounIsTrainedWhereItIsKnown() throws {
        let rows = [true, false].map { label in
            #"{"text": "Ann saw it with Bob.", "target": {"span1_index": 0, "span1_text": "Ann", "span2_index": 2, "#
                + #""span2_text": "it"}, "label": \#(label)}"#
        }.joined(separator: "\n")
        for split in ["train", "val"] { try folder.write(rows, to: "WSC/\(split).jsonl") }
        let options = ["task": "wsc", "template": "t5_noun"]
        let train = try makeDataset("super_glue", folder.path, .train, options)
        #expect(try allSamples(train) == [.separate(prompt: "wsc: Ann saw *it* with Bob.\n", completion: "Ann")])
        #expect((train.skippedRows, try train.choices(at: 0)) == (1, []))
        let held = try makeDataset("super_glue", folder.path, .validation, options)
        #expect((held.count, held.skippedRows) == (2, 0))
        let other = try datasetError {
            try makeDataset("super_glue", folder.path, .train, ["task": "cb", "template": "t5_noun"])
        }
        #expect(other.problem == "--super_glue.template t5_noun is for the task wsc, and this is cb")
    }

    @Test func recordIsTheSameInBothLayouts() throws {
        let original = #"""
            {"source": "x", "passage": {"text": "Ann 🙂 met Bo and Ann.", "entities": [{"start": 10, "end": 11}, {"start": 0, "end": 2}, {"start": 17, "end": 19}]}, "qas": [{"query": "@placeholder sang", "idx": 5, "answers": [{"start": 10, "end": 11, "text": "Bo"}, {"start": 0, "end": 2, "text": "Ann"}, {"start": 17, "end": 19, "text": "Ann"}]}], "idx": 3}
            """#
        let hub = #"""
            {"passage": "Ann 🙂 met Bo and Ann.", "query": "@placeholder sang", "entities": ["Ann", "Bo"], "answers": ["Ann", "Bo"], "idx": {"passage": 3, "query": 5}}
            """#
        for split in ["train", "val"] {
            try folder.write(original, to: "ReCoRD/\(split).jsonl")
            try folder.write(hub, to: "hub/record/\(split == "val" ? "validation" : split).jsonl")
        }
        let train = try samples(folder.path, "record")
        #expect(try train.map { try parts($0).completion } == ["Ann", "Bo"])
        #expect(try samples(folder.path + "/hub", "record") == train)
        for path in [folder.path, folder.path + "/hub"] {
            let held = try makeDataset("super_glue", path, .validation, ["task": "record"])
            #expect(held.count == 1)
            #expect(try held.sample(at: 0) == train[0])
            #expect(try held.references(at: 0) == ["Ann", "Bo"])
            #expect(try held.choices(at: 0) == ["Ann", "Bo"])
        }
    }

    @Test func wscIsTheSameInBothLayouts() throws {
        try folder.write(
            #"""
            {"text": "Everyone loved the cake .", "target": {"span1_index": 2, "span1_text": "The cake", "span2_index": 0, "span2_text": "Everyone"}, "idx": 0, "label": true}
            """#, to: "WSC/train.jsonl")
        try folder.write(
            #"""
            {"text": "Everyone loved the cake .", "span1_index": 2, "span1_text": "the cake", "span2_index": 0, "span2_text": "Everyone", "idx": 0, "label": 1}
            """#, to: "hub/wsc.fixed/train.jsonl")
        let original = try samples(folder.path, "wsc")
        #expect(try parts(original[0]).prompt.hasSuffix("Does \"Everyone\" refer to \"the cake\"?\n"))
        #expect(try samples(folder.path + "/hub", "wsc") == original)
    }

    @Test func splitsAreFoundByTheirNames() throws {
        let row = #"{"premise": "P", "hypothesis": "H", "label": "entailment"}"#
        for file in ["RTE/train.jsonl", "RTE/val.jsonl", "RTE/dev32.jsonl"] { try folder.write(row, to: file) }
        let options = ["task": "rte"]
        #expect(
            try makeDataset("super_glue", folder.path, .validation, options).origin == folder.path + "/RTE/val.jsonl")
        #expect(
            try makeDataset("super_glue", folder.path + "/RTE", .train, options).origin
                == folder.path + "/RTE/train.jsonl")
        #expect(
            try makeDataset("super_glue", folder.path, .validation, options, test: "dev32").origin
                == folder.path + "/RTE/dev32.jsonl")
        let error = try datasetError { try makeDataset("super_glue", folder.path, .test, options) }
        #expect(
            error.problem == "the folder holds no test file: tried RTE/test.jsonl or test.jsonl, and names of that "
                + "form with other endings; it holds RTE")
    }

    @Test func testLabelsAreNotPublished() throws {
        let path = try folder.write(
            #"{"premise": "P", "hypothesis": "H", "idx": 0}"# + "\n"
                + #"{"premise": "P", "hypothesis": "H", "idx": 1, "label": -1}"#, to: "CB/test.jsonl")
        let data = try makeDataset("super_glue", folder.path, .test, ["task": "cb"])
        for index in 0..<2 {
            let error = try datasetError { try data.sample(at: index) }
            #expect(
                error.description
                    == "\(path): row \(index) (from 0), line \(index + 1): the row has no label: those of "
                    + "test splits are not published; train on the train split, and evaluate on the validation split")
        }
    }

    @Test func wrongLabelsAndColumnsNameTheCure() throws {
        let good = #"{"premise": "P", "hypothesis": "H", "label": "neutral"}"#
        let path = try folder.write(
            good + "\n" + #"{"premise": "P", "hypothesis": "H", "label": "maybe"}"#, to: "CB/train.jsonl")
        let data = try makeDataset("super_glue", folder.path, .train, ["task": "cb"])
        #expect(
            try datasetError { try data.sample(at: 1) }.description
                == "\(path): row 1 (from 0), line 2: the label 'maybe' is none of this data set; the labels are 0 or "
                + "'entailment', 1 or 'contradiction', 2 or 'neutral'")
        let other = try folder.write(#"{"premise": "P", "hypotesis": "H", "label": 0}"#, to: "other.jsonl")
        #expect(
            try datasetError { try makeDataset("super_glue", other, .train, ["task": "cb"]) }.description
                == "\(other): there is no column 'hypothesis'; did you mean 'hypotesis'? known columns: "
                + "hypotesis, label, premise")
        let number = try folder.write(#"{"premise": 3, "hypothesis": "H", "label": 0}"#, to: "number.jsonl")
        let numbers = try makeDataset("super_glue", number, .train, ["task": "cb"])
        #expect(
            try datasetError { try numbers.sample(at: 0) }.description
                == "\(number): row 0 (from 0), line 1: the field 'premise' is a number, not text; each row needs "
                + "'premise' as text")
    }

    @Test func unknownTasksAndTemplatesNameTheNearest() throws {
        let task = try datasetError { try makeDataset("super_glue", folder.path, .train, ["task": "bolq"]) }
        #expect(task.description.hasPrefix("super_glue has no task 'bolq'; did you mean 'boolq'? "))
        let template = try datasetError { try makeDataset("super_glue", folder.path, .train, ["template": "flam"]) }
        #expect(template.cure.hasPrefix("did you mean 'flan'?"))
        let option = try datasetError { try makeDataset("super_glue", folder.path, .train, ["taks": "cb"]) }
        #expect(option.description.hasPrefix("super_glue has no option 'taks'; did you mean 'task'?"))
    }

    @Test func diagnosticsHaveATestSplitOnly() throws {
        try folder.write(#"{"sentence1": "P", "sentence2": "H", "label": "entailment"}"#, to: "AX-b/AX-b.jsonl")
        #expect(try samples(folder.path, "axb", .test).count == 1)
        let error = try datasetError { try samples(folder.path, "axb") }
        #expect(error.description.contains("--split test"))
    }
}
