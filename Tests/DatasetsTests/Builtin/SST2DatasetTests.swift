import Datasets
import Testing

struct SST2DatasetTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
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
        try folder.write("glue/train.tsv", "sentence\tlabel\nso \"so \t0\ngood \t1\n")
        try folder.write("bare/train.tsv", "so \"so\t0\r\ngood\t1")
        try folder.write(
            "hub/data/train-00000-of-00002.jsonl", #"{"idx": 0, "sentence": "so \"so ", "label": 0}"#)
        try folder.write("hub/data/train-00001-of-00002.jsonl", #"{"idx": 1, "sentence": "good ", "label": 1}"#)
        try folder.write("csv/train.csv", "idx,sentence,label\n0,\"so \"\"so \",0\n1,good,1\n")
        let expected: [Sample] = [
            .separate(prompt: SST2Dataset.prompt(for: "so \"so"), completion: "negative"),
            .separate(prompt: SST2Dataset.prompt(for: "good"), completion: "positive"),
        ]
        for layout in ["glue", "bare", "hub", "csv"] {
            #expect(try allSamples(makeDataset("sst_2", folder.path + "/" + layout, .train)) == expected, "\(layout)")
        }
    }

    @Test func validationIsDev() throws {
        try folder.write("dev.tsv", "sentence\tlabel\nx\t1\n")
        #expect(try makeDataset("sst_2", folder.path, .validation).origin == folder.path + "/dev.tsv")
    }

    @Test func aMissingShardIsAnError() throws {
        try folder.write("data/train-00001-of-00002.jsonl", #"{"sentence": "a", "label": 1}"#)
        let error = try datasetError { try makeDataset("sst_2", folder.path, .train) }
        #expect(error.cure == "number 0 (from 0) is missing; copy the folder whole")
    }

    @Test func gluesTestHasNoLabels() throws {
        let path = try folder.write("test.tsv", "index\tsentence\n0\tx\n")
        let data = try makeDataset("sst_2", folder.path, .test)
        #expect(
            try datasetError { try data.sample(at: 0) }.description.hasPrefix(
                "\(path): row 0 (from 0), line 2: the row has no label"))
    }

    @Test func raggedRowsAndWrongLabelsNameTheLine() throws {
        let ragged = try folder.write("ragged.tsv", "sentence\tlabel\nx\t1\ny\n")
        let error = try datasetError { try makeDataset("sst_2", ragged, .train) }
        #expect((error.row, error.line, error.problem) == (1, 3, "the row has 1 fields, the header 2"))
        let wrong = try folder.write("wrong.tsv", "sentence\tlabel\nx\t2\n")
        let data = try makeDataset("sst_2", wrong, .train)
        #expect(
            try datasetError { try data.sample(at: 0) }.description
                == "\(wrong): row 0 (from 0), line 2: the label '2' is none of this data set; the labels are 0 or 'negative', 1 or 'positive'"
        )
    }
}
