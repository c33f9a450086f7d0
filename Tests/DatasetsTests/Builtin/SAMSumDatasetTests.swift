import Datasets
import TestFolders
import Testing

struct SAMSumDatasetTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    private func config(
        _ path: String?, train: String? = nil, test: String? = nil,
        splits: Set<DatasetSplit> = [.train, .validation]
    ) -> DatasetConfig {
        DatasetConfig(name: "samsum_dataset", dataPath: path, trainSplit: train, testSplit: test, splitsInUse: splits)
    }

    private let text = "id,dialogue,summary\n1,\"A: \"\"hi\"\"\r\nB: ho\",They greet.\n2,,gone\n3,\"x\",\n"

    @Test func readsQuotedDialoguesAndCountsNullRows() throws {
        let path = try folder.write(text, to: "train.csv")
        let data = try SAMSumDataset(config: config(folder.path), split: .train)
        #expect((data.count, data.skippedRows, data.origin) == (1, 2, path))
        let prompt = "Summarize this dialog:\nA: \"hi\"\r\nB: ho\n---\nSummary:\n"
        #expect(try data.sample(at: 0) == .separate(prompt: prompt, completion: "They greet."))
    }

    @Test func findsEachSplitByItsNames() throws {
        for name in ["train.csv", "samsum-validation.csv", "test.csv"] { try folder.write(text, to: name) }
        for (split, file) in [
            (DatasetSplit.train, "train.csv"), (.validation, "samsum-validation.csv"), (.test, "test.csv"),
        ] {
            let data = try SAMSumDataset(config: config(folder.path + "/"), split: split)
            #expect(data.origin == folder.path + "/" + file)
        }
        let swapped = try SAMSumDataset(config: config(folder.path, train: "validation"), split: .train)
        #expect(swapped.origin.hasSuffix("samsum-validation.csv"))
    }

    @Test func oneFileIsNeverTrainedAndValidatedOn() throws {
        let path = try folder.write(text, to: "chats.csv")
        #expect(try SAMSumDataset(config: config(path), split: .train).count == 1)
        let error = try datasetError { try SAMSumDataset(config: config(path), split: .validation) }
        #expect(error.cure.contains("--samsum_dataset.test_split FILE"))
        #expect(error.cure.contains("--run_validation False"))
        #expect(try SAMSumDataset(config: config(path, splits: [.validation]), split: .validation).count == 1)
        #expect(try SAMSumDataset(config: config(path, splits: [.test]), split: .test).count == 1)
        #expect(try SAMSumDataset(config: config(path, test: path), split: .validation).count == 1)
    }

    @Test func saysHowToGiveTheData() throws {
        let none = try datasetError { try SAMSumDataset(config: config(nil), split: .train) }
        #expect(
            none.description == "samsum_dataset has no train data; give --samsum_dataset.data_path FOLDER with "
                + "train.csv or samsum-train.csv, or give --samsum_dataset.train_split FILE")
        let gone = try datasetError { try SAMSumDataset(config: config("/no/such"), split: .train) }
        #expect(gone.description == "/no/such: no such file or folder; check --samsum_dataset.data_path")
        let split = try datasetError {
            try SAMSumDataset(config: config(folder.path, train: "more.csv"), split: .train)
        }
        #expect(split.problem == "no such file: tried more.csv or \(folder.path)/more.csv")
    }

    @Test func refusesFilesWithoutRowsOrColumns() throws {
        let empty = try folder.write("id,dialogue,summary\n1,,x\n", to: "empty.csv")
        #expect(
            try datasetError { try SAMSumDataset(config: config(empty), split: .train) }.problem
                == "holds no rows (1 rows with empty cells were skipped)")
        let other = try folder.write("id,dialog,summary\n1,a,b\n", to: "other.csv")
        let error = try datasetError { try SAMSumDataset(config: config(other), split: .train) }
        #expect(error.cure.hasPrefix("did you mean 'dialog'?"))
    }

    @Test func refusesUnknownOptions() throws {
        var options = config(folder.path)
        options.options = ["fiel": "x"]
        #expect(
            try datasetError { try SAMSumDataset(config: options, split: .train) }.problem
                == "samsum_dataset has no option 'fiel'")
    }
}
