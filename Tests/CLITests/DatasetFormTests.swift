import Foundation
import ModelFiles
import TestFolders
import Testing
import TestingSupport

/// A data set is the same in its original format and in every other: `inspect` shows the same ids and labels.
@Suite("forms of data sets")
struct DatasetFormTests {
    /// The same rows in two places of `Tests/Fixtures/datasets`, which `scripts/make_dataset_fixtures.py` wrote.
    struct Form: Sendable, CustomTestStringConvertible {
        var dataset: String
        var original: String
        var other: String
        var options: [String] = []
        var splits = ["train", "validation"]
        /// Samples of each split.
        var samples: [Int]

        var testDescription: String { ([dataset] + options + [other]).joined(separator: " ") }

        static func superGLUE(_ task: String, _ samples: Int..., splits: [String] = ["train", "validation"]) -> Form {
            Form(
                dataset: "super_glue", original: "super_glue/original", other: "super_glue/parquet",
                options: ["--super_glue.task", task], splits: splits, samples: samples)
        }

        static func samsum(_ other: String, splits: [String] = ["train"]) -> Form {
            Form(
                dataset: "samsum_dataset", original: "samsum/original", other: other, splits: splits,
                samples: splits.map { _ in 4 })
        }

        static func xnli(_ other: String, _ language: String) -> Form {
            Form(
                dataset: "xnli", original: "xnli/original", other: other, options: ["--xnli.lang", language],
                splits: ["validation", "test"], samples: [3, 3])
        }
    }

    static let forms: [Form] = [
        .samsum("samsum/parquet", splits: ["train", "validation"]),
        .samsum("samsum/forms/saved", splits: ["train", "validation"]),
        .samsum("samsum/forms/feather"), .samsum("samsum/forms/gz"), .samsum("samsum/forms/zst"),
        .samsum("samsum/forms/bz2"), .samsum("samsum/forms/lz4"), .samsum("samsum/forms/br"),
        .samsum("samsum/forms/list"),
        Form(dataset: "alpaca_dataset", original: "alpaca/original", other: "alpaca/parquet", samples: [23, 1]),
        Form(dataset: "grammar_dataset", original: "grammar/original", other: "grammar/parquet", samples: [4, 4]),
        Form(dataset: "grammar_dataset", original: "jfleg/original", other: "jfleg/parquet", samples: [8, 8]),
        Form(
            dataset: "iwslt_14", original: "iwslt/original", other: "iwslt/parquet",
            splits: ["train", "validation", "test"], samples: [3, 3, 3]),
        Form(
            dataset: "iwslt_14", original: "iwslt/original", other: "iwslt/parquet",
            options: ["--iwslt_14.src_lang", "de", "--iwslt_14.tgt_lang", "en"], samples: [3, 3]),
        Form(dataset: "sst_2", original: "sst2/original", other: "sst2/parquet", samples: [3, 3]),
        Form(dataset: "sst_2", original: "sst2/original", other: "sst2/forms", splits: ["train"], samples: [3]),
        .xnli("xnli/parquet", "en"), .xnli("xnli/parquet", "zh"), .xnli("xnli/all_languages", "en"),
        .xnli("xnli/all_languages", "de"), .superGLUE("boolq", 2, 2), .superGLUE("cb", 3, 3),
        .superGLUE("copa", 2, 2), .superGLUE("multirc", 3, 3), .superGLUE("record", 3, 2), .superGLUE("rte", 3, 3),
        .superGLUE("wic", 2, 2), .superGLUE("wsc", 2, 2), .superGLUE("axb", 3, splits: ["test"]),
        .superGLUE("axg", 3, splits: ["test"]),
    ]

    private let bench: Workbench

    init() throws {
        bench = try Workbench()
    }

    private func samples(_ dataset: String, _ path: String, _ options: [String]) throws -> [JSONValue] {
        let answer = try bench.run(
            "inspect",
            ["--model_name", bench.model, "--json", "--batching_strategy", "none", "--dataset", dataset]
                + ["--\(dataset).data_path", path] + options)
        try #require(answer.exitCode == 0, "\(answer)")
        return try answer.json()
    }

    @Test("the same samples in both forms", arguments: forms)
    func sameSamples(_ form: Form) throws {
        for (split, count) in zip(form.splits, form.samples) {
            func read(_ place: String) throws -> [JSONValue] {
                try samples(
                    form.dataset, PackageRoot.file("Tests/Fixtures/datasets/\(place)"),
                    form.options + ["--split", split])
            }
            let original = try read(form.original)
            #expect(original.count == count)
            #expect(try read(form.other) == original, "\(split)")
        }
    }

    private static let real = PackageRoot.file("../shared/fixtures")

    @Test(
        "real files from the Hub and from Hugging Face's datasets",
        .enabled(if: PackageRoot.has("../shared/fixtures"), "the optional folder ../shared/fixtures is absent"))
    func realFiles() throws {
        // The CSV has LF where the saved copy has the original's CRLF; in the toy tokenizer an id is a byte.
        func ids(_ rows: [JSONValue]) -> [[Int]] { rows.map { ($0.ids("input_ids") ?? []).filter { $0 != 13 } } }
        let saved = try samples(
            "samsum_dataset", "\(Self.real)/samsum/hf_save_to_disk", ["--split", "validation"])
        let csv = try samples(
            "samsum_dataset", "\(Self.real)/samsum/samsum-validation.csv", ["--split", "validation"])
        #expect(saved.count == 818 && ids(saved) == ids(csv))

        // Copies that Hugging Face's datasets wrote of other files there.
        let written = "\(Self.real)/parquet_arrow/hf_written"
        func alpaca(_ file: String) throws -> [JSONValue] {
            try samples(
                "alpaca_dataset", file,
                ["--alpaca_dataset.test_split", file, "--split", "validation", "--limit", "200"])
        }
        let copy = try alpaca("\(written)/alpaca_200-train-00000-of-00001.parquet")
        #expect(try copy.count == 200 && copy == alpaca("\(Self.real)/alpaca/alpaca_en_demo.json"))
        func boolq(_ file: String) throws -> [JSONValue] {
            try samples("super_glue", file, ["--super_glue.task", "boolq"])
        }
        let labelled = try boolq("\(written)/boolq_classlabel-train-00000-of-00001.parquet")
        #expect(try labelled.count == 32 && labelled == boolq("\(Self.real)/superglue/BoolQ/train.jsonl"))
    }

    @Test("a damaged file is told by its name")
    func damaged() throws {
        let source = PackageRoot.file("Tests/Fixtures/datasets/samsum")
        for (name, parts) in [
            ("parquet/train-00000-of-00001.parquet", ["train-00000-of-00001.parquet: "]),
            ("forms/gz/train.csv.gz", ["train.csv.gz: "]), ("forms/zst/train.jsonl.zst", ["train.jsonl.zst: "]),
        ] {
            let path = bench.scratch("broken-" + (name.split(separator: "/").last ?? ""))
            try bench.scratch.write(
                Array(Self.bytes("\(source)/\(name)").dropLast(40)), to: String(path.split(separator: "/").last ?? ""))
            let answer = try bench.run(
                "inspect", ["--model_name", bench.model, "--dataset", "samsum_dataset", "--data_path", path])
            expectRefusal(answer, naming: parts)
        }
    }

    @Test("a cell of another type is told by file and row")
    func wrongType() throws {
        let path = PackageRoot.file("Tests/Fixtures/tables/many.parquet")
        let answer = try bench.run(
            "inspect",
            ["--model_name", bench.model, "--dataset", "sst_2", "--data_path", path])
        expectRefusal(answer, naming: ["many.parquet: there is no column 'sentence'", "list, number, text"])
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }
}
