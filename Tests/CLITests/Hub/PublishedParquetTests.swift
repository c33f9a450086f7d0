import Foundation
import HubServer
import ModelFiles
import TestFolders
import Testing
import TestingSupport

/// Every data set gives the same samples from the Hub's Parquet and from its original files.
@Suite("data sets in Parquet from the Hub")
struct PublishedParquetTests {
    /// Where a data set is published.
    private struct Place {
        var repository: String
        var revision = "main"
        /// The folder in the repository that a fixture stands for.
        var folder = ""
    }

    private static let places = [
        "samsum_dataset": Place(repository: "knkarthick/samsum"),
        "alpaca_dataset": Place(repository: "tatsu-lab/alpaca"),
        "grammar_dataset": Place(repository: "jhu-clsp/jfleg"),
        "super_glue": Place(repository: "aps/super_glue"),
        "iwslt_14": Place(repository: "bbaaaa/iwslt14-de-en", revision: "refs/convert/parquet", folder: "de-en"),
        "sst_2": Place(repository: "stanfordnlp/sst2"),
        "xnli": Place(repository: "facebook/xnli"),
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
        let published = hub.scratch("published")
        if !place.folder.isEmpty {
            try FileManager.default.createDirectory(atPath: published, withIntermediateDirectories: true)
        }
        try FileManager.default.copyItem(
            atPath: "\(fixtures)/\(form.other)", toPath: (published as NSString).appendingPathComponent(place.folder))
        try hub.server.publish(
            folder: published, to: place.repository, kind: "datasets", as: place.revision)
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
        #expect(answer.exitCode == 1)
        let error = answer.errorLines.last ?? ""
        #expect(error.hasPrefix("error: ") && error.contains(name) && error.contains("web page"), "\(answer)")
    }
}
