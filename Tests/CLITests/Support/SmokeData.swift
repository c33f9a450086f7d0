import TestFolders
import Testing
import TestingSupport

/// A data set of a few rows in its original form, and the options of llama-recipes' style that select it.
struct SmokeData: Sendable {
    let name: String
    let options: [String]
    /// Contents by path below `data_path`.
    let files: [String: String]

    /// Writes the files into a new folder and gives all options.
    func write(to folder: ScratchFolder) throws -> [String] {
        for (path, text) in files { try folder.write(text, to: "data/\(path)") }
        return ["--dataset", name, "--\(name).data_path", folder("data")] + options
    }

    static let all = [grammar, jfleg, samsum, alpaca, sst2, xnli] + iwslt + superGLUE

    private static let grammar = SmokeData(
        name: "grammar_dataset", options: [],
        files: [
            "gtrain_10k.csv": "input,target\nhe go,He goes.\nshe go,She goes.\n",
            "grammar_validation.csv": "input,target\nit go,It goes.\n",
        ])

    private static let jfleg: SmokeData = {
        var files: [String: String] = [:]
        for part in ["dev", "test"] {
            files["\(part)/\(part).src"] = "\(part) he go \n"
            for number in 0..<4 { files["\(part)/\(part).ref\(number)"] = "\(part) He goes\(number) \n" }
        }
        files["C4_200M.tsv-00000-of-00010"] = "they go\tThey went\n"
        return SmokeData(name: "grammar_dataset", options: [], files: files)
    }()

    private static let samsum = SmokeData(
        name: "samsum_dataset", options: [],
        files: [
            "train.csv": "id,dialogue,summary\n1,\"A: hi\nB: ho\",They greet.\n2,\"A: so\",A asks.\n",
            "validation.csv": "id,dialogue,summary\n3,A: bye,A leaves.\n",
        ])

    private static let alpaca = SmokeData(
        name: "alpaca_dataset", options: [],
        files: [
            "alpaca_data.json": "["
                + (0..<20).map { #"{"instruction": "Say \#($0).", "input": "", "output": "\#($0)"}"# }
                .joined(separator: ",") + "]"
        ])

    private static let sst2 = SmokeData(
        name: "sst_2", options: ["--sst_2_split", "train"],
        files: [
            "train.tsv": "sentence\tlabel\na fine film \t1\na dull film \t0\n",
            "dev.tsv": "sentence\tlabel\na good film \t1\n",
        ])

    private static let xnli = SmokeData(
        name: "xnli", options: ["--xnli.lang", "de"],
        files: [
            "multinli.train.de.tsv":
                "premise\thypo\tlabel\nEs regnet.\tEs ist nass.\tentailment\nA.\tB.\tcontradictory\n",
            "xnli.dev.tsv": "language\tgold_label\tsentence1\tsentence2\nen\tneutral\tA.\tB.\nde\tneutral\tC.\tD.\n",
        ])

    private static let iwslt = [("en", "de"), ("de", "en")].map { source, target in
        SmokeData(
            name: "iwslt_14",
            options: ["--iwslt_14.src_lang", source, "--iwslt_14.tgt_lang", target, "--iwslt_14_split", "train"],
            files: [
                "train.de": "ja .\nnein .\n", "train.en": "yes .\nno .\n", "valid.de": "gut .\n",
                "valid.en": "good .\n",
            ])
    }

    private static let wsc =
        #"{"text": "Ann saw it .", "target": {"span1_index": 0, "span1_text": "Ann", "span2_index": 2, "#
        + #""span2_text": "it"}, "idx": 0, "label": true}"#

    /// Folder and a row of each task of SuperGLUE, as the original distribution has them.
    private static let rows = [
        ("boolq", "BoolQ", #"{"question": "is it", "passage": "It is.", "idx": 0, "label": true}"#),
        ("cb", "CB", #"{"premise": "P", "hypothesis": "H", "label": "neutral", "idx": 0}"#),
        (
            "copa", "COPA",
            #"{"premise": "P.", "choice1": "A.", "choice2": "B.", "question": "cause", "label": 1, "idx": 0}"#
        ),
        (
            "multirc", "MultiRC",
            #"{"idx": 0, "passage": {"text": "P.", "questions": [{"question": "Q?", "idx": 0, "answers": "#
                + #"[{"text": "A", "idx": 0, "label": 1}, {"text": "B", "idx": 1, "label": 0}]}]}}"#
        ),
        (
            "record", "ReCoRD",
            #"{"idx": 0, "passage": {"text": "Ann won.\n@highlight\nBob lost", "entities": [{"start": 0, "end": 2}, "#
                + #"{"start": 20, "end": 22}]}, "qas": [{"query": "@placeholder won", "idx": 0, "#
                + #""answers": [{"start": 0, "end": 2, "text": "Ann"}]}]}"#
        ),
        ("rte", "RTE", #"{"premise": "P", "hypothesis": "H", "label": "entailment", "idx": 0}"#),
        (
            "wic", "WiC",
            #"{"word": "w", "sentence1": "A w.", "sentence2": "B w.", "idx": 0, "label": false, "start1": 2, "start2": 2, "#
                + #""end1": 3, "end2": 3}"#
        ),
        ("wsc", "WSC", wsc),
        ("axb", "AX-b", #"{"sentence1": "A", "sentence2": "B", "idx": 0, "label": "not_entailment", "logic": "x"}"#),
        ("axg", "AX-g", #"{"premise": "P", "hypothesis": "H", "label": "entailment", "idx": 0, "pair_id": 1}"#),
    ]

    private static let superGLUE =
        rows.map { task, folder, row in
            // The diagnostic tasks have a test split alone; to train on it is to ask for it by name.
            let isDiagnostic = task.hasPrefix("ax")
            let (train, held) = isDiagnostic ? ("\(folder)", "\(folder)") : ("train", "val")
            let split = isDiagnostic ? ["--super_glue_split", "test", "--super_glue.test_split", "test"] : []
            return SmokeData(
                name: "super_glue", options: ["--super_glue.task", task] + split,
                files: Dictionary(
                    [train, held].map { ("\(folder)/\($0).jsonl", row + "\n") }, uniquingKeysWith: { first, _ in first }
                ))
        } + [
            SmokeData(
                name: "super_glue", options: ["--super_glue.task", "wsc", "--super_glue.template", "t5_noun"],
                files: ["WSC/train.jsonl": wsc, "WSC/val.jsonl": wsc])
        ]
}

extension SmokeData: CustomTestStringConvertible {
    var testDescription: String { ([name] + options).joined(separator: " ") }
}
