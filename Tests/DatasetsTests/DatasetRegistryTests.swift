import Datasets
import TestFolders
import Testing

struct DatasetRegistryTests {
    private struct TwoSamples: Dataset {
        let count = 2
        func sample(at index: Int) throws -> Sample { .tokenized(inputIDs: [index], labels: [index]) }
    }

    @Test func knowsTheBuiltIns() {
        #expect(
            DatasetRegistry.standard.names == [
                "alpaca_dataset", "grammar_dataset", "iwslt_14", "samsum_dataset", "sst_2", "super_glue", "xnli",
            ])
    }

    @Test func makesByName() throws {
        let folder = try ScratchFolder()
        let path = try folder.write("id,dialogue,summary\n1,a,b\n", to: "train.csv")
        for name in ["samsum_dataset"] {
            let config = DatasetConfig(name: name, dataPath: path)
            let data = try DatasetRegistry.standard.make(name: name, config: config, split: .train)
            #expect(data is SAMSumDataset)
            #expect(data.name == name)
        }
    }

    @Test func unknownNamesTellTheNearestAndAll() throws {
        let error = try datasetError {
            try DatasetRegistry.standard.make(
                name: "samsun_dataset", config: DatasetConfig(name: "samsun_dataset"), split: .train)
        }
        #expect(
            error.description == "unknown data set 'samsun_dataset'; did you mean 'samsum_dataset'? "
                + "known data sets: alpaca_dataset, grammar_dataset, iwslt_14, samsum_dataset, sst_2, super_glue, xnli")
        let far = try datasetError {
            try DatasetRegistry.standard.make(name: "q", config: DatasetConfig(name: "q"), split: .train)
        }
        #expect(far.cure.hasPrefix("known data sets: "))
    }

    @Test func takesMoreDataSets() throws {
        let registry = DatasetRegistry.standard.adding("two") { _, _ in TwoSamples() }
        let data = try registry.make(name: "two", config: DatasetConfig(name: "two"), split: .train)
        #expect((data.count, data.name, data.origin, data.skippedRows) == (2, "TwoSamples", "TwoSamples", 0))
        #expect(try data.sample(at: 1) == .tokenized(inputIDs: [1], labels: [1]))
    }
}
