import Datasets
import TestFolders
import Testing

struct XNLIDatasetTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    private let question = "Premise: P\n\nHypothesis: H\n\nDoes the premise entail the hypothesis?\n"

    @Test func wordsThePrompt() {
        #expect(XNLIDataset.prompt(premise: "P", hypothesis: "H") == question)
        #expect(
            XNLIDataset.prompt(premise: "P", hypothesis: "H", .flanOptions)
                == question + "\nOPTIONS:\n- yes\n- it is not possible to tell\n- no\n")
        #expect(XNLIDataset.prompt(premise: "P", hypothesis: "H", .t5) == "xnli: premise: P hypothesis: H\n")
    }

    @Test(arguments: XNLIDataset.languages) func everyLanguageInEveryLayout(language: String) throws {
        let other = language == "en" ? "de" : "en"
        try folder.write(
            "language\tgold_label\tsentence1\tsentence2\tpairID\n\(other)\tneutral\tX\tY\t1\n"
                + "\(language)\tentailment\tP\tH\t1\n\(language)\tneutral\tP\tH\t2\n"
                + "\(language)\tcontradiction\tP\tH\t3\n", to: "original/XNLI-1.0/xnli.dev.tsv")
        try folder.write("P\tH\tentailment\nP\tH\tneutral\nP\tH\tcontradiction\n", to: "xtreme/dev-\(language).tsv")
        try folder.write(
            "text_a\ttext_b\tlabel\nP\tH\tentailment\nP\tH\tneutral\nP\tH\tcontradiction\n", to: "headed/dev.tsv")
        try folder.write(
            (0...2).map { #"{"premise": "P", "hypothesis": "H", "label": \#($0)}"# }.joined(separator: "\n"),
            to: "hub/\(language)/validation-00000-of-00001.jsonl")
        try folder.write(
            (0...2).map { label in
                #"{"premise": {"\#(other)": "X", "\#(language)": "P"}, "hypothesis": {"language": ["\#(other)", "#
                    + #""\#(language)"], "translation": ["Y", "H"]}, "label": \#(label)}"#
            }.joined(separator: "\n"), to: "all/all_languages/validation.jsonl")
        let expected: [Sample] = ["yes", "it is not possible to tell", "no"].map {
            .separate(prompt: question, completion: $0)
        }
        for layout in ["original", "xtreme", "headed", "hub", "all"] {
            let data = try makeDataset("xnli", folder.path + "/" + layout, .validation, ["lang": language])
            #expect(try allSamples(data) == expected, "\(layout)")
        }
    }

    @Test func theTrainingFilesSayContradictory() throws {
        try folder.write(
            "premise\thypo\tlabel\nP\tH\tcontradictory\n", to: "XNLI-MT-1.0/multinli/multinli.train.de.tsv")
        let data = try makeDataset("xnli", folder.path, .train, ["lang": "de", "template": "t5"])
        #expect(try parts(data.sample(at: 0)).completion == "contradiction")
        #expect(try data.choices(at: 0) == ["entailment", "neutral", "contradiction"])
    }

    @Test func mistakesNameTheCure() throws {
        let unknown = try datasetError { try makeDataset("xnli", folder.path, .train, ["lang": "xx"]) }
        #expect(unknown.description.hasPrefix("xnli has no lang 'xx'; "))
        let path = try folder.write("language\tgold_label\tsentence1\tsentence2\nen\t-\tP\tH\n", to: "xnli.dev.tsv")
        let absent = try datasetError { try makeDataset("xnli", folder.path, .validation, ["lang": "sw"]) }
        #expect(absent.description == "\(path): holds no rows of the language 'sw'; check --xnli.lang")
        let data = try makeDataset("xnli", folder.path, .validation)
        #expect(
            try datasetError { try data.sample(at: 0) }.description == "\(path): row 0 (from 0), line 2: the label '-' "
                + "is none of this data set; the labels are 0 or 'entailment', 1 or 'neutral', 2 or 'contradiction'")
        let other = try folder.write("a\tb\tc\td\n1\t2\t3\t4\n", to: "other.tsv")
        #expect(
            try datasetError { try makeDataset("xnli", other, .train) }.problem == "there is no column 'premise'")
    }
}
