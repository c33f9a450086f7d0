import Datasets
import TestFolders
import Testing

struct SST2DatasetTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    @Test func wordsThePrompt() {
        let question = "Is this movie review sentence negative or positive?\n"
        #expect(SST2Dataset.prompt(for: "a fine film . ") == "Review:\na fine film .\n\(question)")
        #expect(
            SST2Dataset.prompt(for: "a", .flanOptions)
                == "Review:\na\n\(question)\nOPTIONS:\n- negative\n- positive\n")
        #expect(SST2Dataset.prompt(for: "a ", .t5) == "sst2 sentence: a\n")
    }

    @Test func everyLayoutGivesTheSameSamples() throws {
        try folder.write("sentence\tlabel\nso \"so \t0\ngood \t1\n", to: "glue/train.tsv")
        try folder.write("so \"so\t0\r\ngood\t1", to: "bare/train.tsv")
        try folder.write(#"{"idx": 0, "sentence": "so \"so ", "label": 0}"#, to: "hub/data/train-00000-of-00002.jsonl")
        try folder.write(#"{"idx": 1, "sentence": "good ", "label": 1}"#, to: "hub/data/train-00001-of-00002.jsonl")
        try folder.write("idx,sentence,label\n0,\"so \"\"so \",0\n1,good,1\n", to: "csv/train.csv")
        let expected: [Sample] = [
            .separate(prompt: SST2Dataset.prompt(for: "so \"so"), completion: "negative"),
            .separate(prompt: SST2Dataset.prompt(for: "good"), completion: "positive"),
        ]
        for layout in ["glue", "bare", "hub", "csv"] {
            #expect(try allSamples(makeDataset("sst_2", folder.path + "/" + layout, .train)) == expected, "\(layout)")
        }
    }

    @Test func validationIsDev() throws {
        try folder.write("sentence\tlabel\nx\t1\n", to: "dev.tsv")
        #expect(try makeDataset("sst_2", folder.path, .validation).origin == folder.path + "/dev.tsv")
    }

    @Test func aMissingShardIsAnError() throws {
        try folder.write(#"{"sentence": "a", "label": 1}"#, to: "data/train-00001-of-00002.jsonl")
        let error = try datasetError { try makeDataset("sst_2", folder.path, .train) }
        #expect(error.cure == "number 0 (from 0) is missing; copy the folder whole")
    }

    @Test func gluesTestHasNoLabels() throws {
        let path = try folder.write("index\tsentence\n0\tx\n", to: "test.tsv")
        let data = try makeDataset("sst_2", folder.path, .test)
        #expect(
            try datasetError { try data.sample(at: 0) }.description.hasPrefix(
                "\(path): row 0 (from 0), line 2: the row has no label"))
    }

    @Test func raggedRowsAndWrongLabelsNameTheLine() throws {
        let ragged = try folder.write("sentence\tlabel\nx\t1\ny\n", to: "ragged.tsv")
        let error = try datasetError { try makeDataset("sst_2", ragged, .train) }
        #expect((error.row, error.line, error.problem) == (1, 3, "the row has 1 fields, the header 2"))
        let wrong = try folder.write("sentence\tlabel\nx\t2\n", to: "wrong.tsv")
        let data = try makeDataset("sst_2", wrong, .train)
        #expect(
            try datasetError { try data.sample(at: 0) }.description
                == "\(wrong): row 0 (from 0), line 2: the label '2' is none of this data set; the labels are 0 or 'negative', 1 or 'positive'"
        )
    }
}
