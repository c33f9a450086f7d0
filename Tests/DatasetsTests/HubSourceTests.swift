import Datasets
import Synchronization
import Testing

@Suite("published files")
struct HubSourceTests {
    /// Notes what it is asked for.
    private final class Access: HubAccess {
        let asked = Mutex<(source: HubSource, folder: String, splits: Set<String>)?>(nil)

        func folder(of source: HubSource, folder: String, splits: Set<String>, endings: [String]) throws -> String {
            asked.withLock { $0 = (source, folder, splits) }
            return "/fetched"
        }
    }

    private func asked(
        _ name: String, _ split: DatasetSplit = .train, _ change: (inout DatasetConfig) -> Void = { _ in }
    ) throws -> (path: String?, folder: String, splits: Set<String>) {
        let access = Access()
        var config = DatasetConfig(name: name, hub: access)
        change(&config)
        let about = try #require(DatasetRegistry.standard.about(name))
        let local = try config.locally(about, split)
        let found = access.asked.withLock { $0 }
        return (local.dataPath, found?.folder ?? "nothing", found?.splits ?? [])
    }

    @Test("folders follow the options and their defaults")
    func folders() throws {
        #expect(try asked("super_glue").folder == "boolq")
        #expect(try asked("super_glue") { $0.options["task"] = "wsc" }.folder == "wsc.fixed")
        #expect(try asked("xnli").folder == "en")
        #expect(try asked("xnli") { $0.options["lang"] = "zh" }.folder == "zh")
        #expect(try asked("samsum_dataset").folder == "")
        #expect(try asked("iwslt_14").folder == "de-en")
        #expect(try asked("sst_2").path == "/fetched")
        #expect(throws: DatasetError.self) { _ = try asked("xnli") { $0.options["lang"] = "xx" } }
    }

    @Test("splits go by the names under which they are published")
    func splits() throws {
        #expect(try asked("samsum_dataset").splits == ["train", "validation"])
        #expect(try asked("samsum_dataset") { $0.splitsInUse = [.train] }.splits == ["train"])
        #expect(try asked("samsum_dataset", .test) { $0.splitsInUse = [.test] }.splits == ["test"])
        #expect(try asked("sst_2") { $0.trainSplit = "validation" }.splits == ["validation"])
        #expect(try asked("alpaca_dataset").splits == ["train"])
        #expect(try asked("alpaca_dataset") { $0.testSplit = "val" }.splits == ["train"])
        #expect(try asked("grammar_dataset").splits == ["validation", "test"])
        #expect(try asked("grammar_dataset", .validation) { $0.splitsInUse = [.validation] }.splits == ["test"])
    }

    @Test("the user's own files come first")
    func own() throws {
        let found = try asked("samsum_dataset") { $0.dataPath = "/own" }
        #expect(found.path == "/own")
        #expect(found.folder == "nothing")
    }

    @Test("a listing is searched like a folder")
    func listing() throws {
        let listing = SplitShards(listing: [
            "README.md", "data/train-00000-of-00002-0123abcd.parquet", "data/train-00001-of-00002-4567ef01.parquet",
            "data/validation-00000-of-00001-134b8fd0c89408b6.parquet", "de-en/test/0000.parquet", "a/train.csv",
            "a/train-00000-of-00001.parquet", "b/val.jsonl", "c/train-00001-of-00002.parquet",
        ])
        func files(_ split: String, _ folders: [String]) throws -> [String]? {
            try listing.files(of: split, in: folders, endings: [".csv", ".jsonl", ".parquet"])
        }
        #expect(try files("train", ["", "data"])?.count == 2)
        #expect(try files("validation", ["", "data"]) == ["data/validation-00000-of-00001-134b8fd0c89408b6.parquet"])
        #expect(try files("test", ["de-en"]) == ["de-en/test/0000.parquet"])
        #expect(try files("train", ["a"]) == ["a/train.csv"])
        #expect(try files("validation", ["b"]) == ["b/val.jsonl"])
        #expect(try files("test", ["", "data"]) == nil)
        #expect(throws: DatasetError.self) { _ = try files("train", ["c"]) }
    }
}
