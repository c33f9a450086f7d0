import HubServer
import ModelFiles
import TestFolders
import Testing
import TestingSupport

/// Every data set gives the same samples from the Hub's Parquet and from its original files.
@Suite("data sets in Parquet from the Hub")
struct PublishedParquetTests {
    /// Repository and revision that a data set comes from.
    private static let places: [String: (repository: String, revision: String)] = [
        "samsum_dataset": ("knkarthick/samsum", "main"), "alpaca_dataset": ("tatsu-lab/alpaca", "main"),
        "grammar_dataset": ("jhu-clsp/jfleg", "main"), "super_glue": ("aps/super_glue", "main"),
        "iwslt_14": ("bbaaaa/iwslt14-de-en", "refs/convert/parquet"), "sst_2": ("stanfordnlp/sst2", "main"),
        "xnli": ("facebook/xnli", "main"),
    ]

    /// Pairs of the original and of Parquet with the Hub's columns; `grammar/parquet` has those of a local table.
    static let forms = DatasetFormTests.forms.filter {
        $0.other.hasSuffix("/parquet") && $0.other != "grammar/parquet"
    }

    private let bench: Workbench
    private let hub: HubBench

    init() throws {
        bench = try Workbench()
        hub = try HubBench()
    }

    private func samples(
        _ form: DatasetFormTests.Form, _ split: String, _ place: [String], offline: Bool = false
    ) throws -> [JSONValue] {
        let answer = try bench.run(
            "inspect",
            [
                "--model_name", bench.model, "--json", "--batching_strategy", "none", "--dataset", form.dataset,
                "--split", split,
            ] + form.options + place, environment: offline ? hub.offline : hub.environment)
        try #require(answer.exitCode == 0, "\(answer)")
        return try answer.json()
    }

    @Test("the same samples as from the original files, fetched once", arguments: forms)
    func sameSamples(_ form: DatasetFormTests.Form) throws {
        let place = try #require(Self.places[form.dataset])
        let fixtures = PackageRoot.file("Tests/Fixtures/datasets")
        try hub.server.publish(
            folder: "\(fixtures)/\(form.other)", to: place.repository, kind: "datasets", as: place.revision)
        for (split, count) in zip(form.splits, form.samples) {
            let original = try samples(
                form, split, ["--\(form.dataset).data_path", "\(fixtures)/\(form.original)"], offline: true)
            #expect(original.count == count)
            #expect(try samples(form, split, []) == original, "\(split)")
            #expect(try samples(form, split, [], offline: true) == original, "\(split) from the cache")
        }
        let fetched = hub.server.requests.map(\.path).filter { $0.contains("/resolve/") }
        #expect(!fetched.isEmpty && fetched.allSatisfy { $0.hasSuffix(".parquet") }, "\(fetched)")
    }

    @Test("every data set that has a place on the Hub is among them")
    func complete() {
        #expect(Set(Self.forms.map(\.dataset)) == Set(Self.places.keys))
    }

    @Test("a page in the place of Parquet is told by its name")
    func page() throws {
        let name = "data/train-00000-of-00001.parquet"
        hub.server.publish(
            [name: Array("<!DOCTYPE html><html>sign in</html>".utf8)], to: "stanfordnlp/sst2", kind: "datasets")
        let answer = try bench.run(
            "inspect", ["--model_name", bench.model, "--dataset", "sst_2"], environment: hub.environment)
        expectRefusal(answer, naming: [name])
    }
}
