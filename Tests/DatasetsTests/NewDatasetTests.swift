import Datasets
import Foundation
import TestFolders
import Testing

/// Follows docs/adding-a-dataset.md: QuestionDataset.swift is the file of the walk, and `registry` has its line.
struct NewDatasetTests {
    private let folder: ScratchFolder
    private let registry = DatasetRegistry.standard.adding("question_dataset", QuestionDataset.self)

    init() throws {
        folder = try ScratchFolder()
    }

    private func make(_ split: DatasetSplit, _ options: [String: String] = [:]) throws -> any Dataset {
        let config = DatasetConfig(name: "question_dataset", dataPath: folder.path, options: options)
        return try registry.make(name: "question_dataset", config: config, split: split)
    }

    /// The code block of the page that holds `text`.
    private static func codeBlock(with text: String) throws -> String {
        let package = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let page = try String(
            contentsOf: package.appendingPathComponent("docs/adding-a-dataset.md"), encoding: .utf8)
        let blocks = page.split(separator: "```swift\n").dropFirst().compactMap { $0.split(separator: "```").first }
        return String(try #require(blocks.first { $0.contains(text) }))
    }

    @Test func theFileOfThePageIsTheTestedOne() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "QuestionDataset.swift")
        // The walk's file lies in the module itself, so it imports nothing.
        #expect(
            try String(contentsOf: file, encoding: .utf8)
                == "public import Datasets\n\n" + Self.codeBlock(with: "struct QuestionDataset"))
        #expect(try Self.codeBlock(with: "QuestionDataset.self") == "\"question_dataset\": QuestionDataset.self,\n")
    }

    @Test func oneFileAndOneLineMakeADataSet() throws {
        try folder.write(#"{"question": "1 + 1?", "answer": "2"}"#, to: "train.jsonl")
        try folder.write("question,answer\n2 + 2?,4\n", to: "validation.csv")
        let train = try make(.train)
        #expect((train.name, train.count) == ("question_dataset", 1))
        #expect(
            try train.sample(at: 0) == .separate(prompt: "Question: 1 + 1?\nAnswer: ", completion: "2"))
        #expect(
            try make(.validation, ["style": "polite"]).sample(at: 0)
                == .separate(prompt: "Question: Please tell me: 2 + 2?\nAnswer: ", completion: "4"))
        #expect(registry.names.contains("question_dataset"))
        #expect(registry.about("question_dataset")?.options.map(\.key) == ["style"])
    }

    @Test func itsFaultsAreReportedAsThoseOfAnyOther() throws {
        let path = try folder.write(#"{"question": "1 + 1?"}"#, to: "train.jsonl")
        #expect(
            try datasetError { try make(.train) }.description
                == "\(path): there is no column 'answer'; known columns: question")
        #expect(
            try datasetError { try make(.train, ["style": "polit"]) }.description
                == "question_dataset has no style 'polit'; did you mean 'polite'? known values of "
                + "--question_dataset.style: plain, polite")
        #expect(
            try datasetError { try make(.train, ["stile": "plain"]) }.cure
                == "did you mean 'style'? known options: style")
        #expect(try datasetError { try make(.validation) }.problem.contains("tried validation.jsonl"))
    }

    @Test(arguments: [
        (DatasetOptionKind.flag, ["true", "false"], ["True", "1", ""], "give --d.o true or false"),
        (.wholeNumber(1...Int.max), ["1", "9"], ["0", "x", "1.5", ""], "give --d.o a whole number of at least 1"),
        (.wholeNumber(2...3), ["2", "3"], ["1", "4"], "give --d.o a whole number from 2 to 3"),
        (.number(0...Double.infinity), ["0", "1.5"], ["-1", "inf", "nan"], "give --d.o a number of at least 0.0"),
        (.number(0...0.5), ["0.5"], ["0.6"], "give --d.o a number from 0.0 to 0.5"),
        (.choice(["a", "b"]), ["a"], ["c"], "known values of --d.o: a, b"),
        (.text, ["", "c"], [], ""),
    ])
    func optionsTakeValuesOfTheirKind(kind: DatasetOptionKind, good: [String], bad: [String], cure: String) throws {
        let option = DatasetOption("o", kind, default: nil, "An option.")
        for value in good {
            let config = DatasetConfig(name: "d", options: ["o": value])
            #expect(try config.value(of: option) == value)
            switch kind {
            case .flag: #expect(try config.flag(option) == (value == "true"))
            case .wholeNumber: #expect(try config.wholeNumber(option) == Int(value))
            case .number: #expect(try config.number(option) == Double(value))
            case .text, .choice: break
            }
        }
        for value in bad {
            let config = DatasetConfig(name: "d", options: ["o": value])
            let error = try datasetError { try config.requireOptions([option]) }
            #expect(error.description == "d has no o '\(value)'; \(cure)")
        }
    }

    @Test func everyBuiltInSaysWhatItIs() throws {
        for name in DatasetRegistry.standard.names {
            let about = try #require(DatasetRegistry.standard.about(name))
            #expect(!about.summary.isEmpty && !about.licence.isEmpty && !about.columns.isEmpty)
            #expect(about.hubSource?.repository.contains("/") == true)
            let standard = DatasetConfig(name: name)
            for option in about.options {
                #expect(try standard.value(of: option) == option.defaultValue, "\(name).\(option.key)")
                #expect(option.choices.isEmpty || option.defaultValue != nil, "\(name).\(option.key)")
            }
        }
        let source = try #require(DatasetRegistry.standard.about("super_glue")?.hubSource)
        #expect(source.folder { $0 == "task" ? "cb" : nil } == "cb")
    }
}
