import Datasets
import TestFolders
import Testing

struct IWSLT14DatasetTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    private let back = ["src_lang": "de", "tgt_lang": "en"]

    @Test(arguments: [
        ("llama_recipes", "Translate this from English to German:\nyes .\n---\nGerman:\n"),
        ("flan", "Translate to German:\n\nyes .\n"),
        ("t5", "translate English to German: yes .\n"),
    ])
    func wordsThePrompt(template: String, prompt: String) throws {
        try folder.write("yes .\n", to: "train.en")
        try folder.write("ja .\n", to: "train.de")
        let data = try makeDataset("iwslt_14", folder.path, .train, ["template": template])
        #expect(try data.sample(at: 0) == .separate(prompt: prompt, completion: "ja ."))
    }

    @Test func everyLayoutGivesTheSameSamplesInBothDirections() throws {
        try folder.write("it &apos;s\n\na b\n", to: "text/valid.en")
        try folder.write("es ist\nleer\nc d\n", to: "text/valid.de")
        try folder.write(
            #"{"translation": {"de": "es ist", "en": "it &apos;s"}}"# + "\n"
                + #"{"translation": {"de": "leer", "en": ""}}"# + "\n"
                + #"{"translation": {"de": "c d", "en": "a b"}}"#, to: "hub/de-en/validation/0000.jsonl")
        try folder.write("de,en\nes ist,it &apos;s\nleer,\nc d,a b\n", to: "csv/validation.csv")
        for options in [[:], back] {
            let text = try makeDataset("iwslt_14", folder.path + "/text", .validation, options)
            #expect((text.count, text.skippedRows) == (2, 1))
            for layout in ["hub", "csv"] {
                let other = try makeDataset("iwslt_14", folder.path + "/" + layout, .validation, options)
                #expect(try allSamples(other) == allSamples(text), "\(layout)")
                #expect(other.skippedRows == 1)
            }
        }
        let data = try makeDataset("iwslt_14", folder.path + "/text", .validation, back)
        #expect(
            try data.sample(at: 1)
                == .separate(
                    prompt: "Translate this from German to English:\nc d\n---\nEnglish:\n", completion: "a b"))
    }

    @Test(arguments: ["de-en", "en-de"]) func readsTheFilesOfTheCampaign(direction: String) throws {
        func train(_ language: String, _ texts: [String]) throws {
            let lines = [
                "<url>http://x</url>", "<keywords>k</keywords>", "<talkid>1</talkid>", "<title>\(texts[0])</title>",
                "<description>TED: \(texts[1])</description>", " \(texts[2]) ", texts[3], "<reviewer>R</reviewer>",
            ]
            try folder.write(
                lines.joined(separator: "\n") + "\n", to: "\(direction)/train.tags.\(direction).\(language)")
        }
        try train("de", ["Titel", "Inhalt", "Ja & nein.", "1 < 2"])
        try train("en", ["Title", "Content", "Yes & no.", "1 < 2"])
        for (set, count) in [("TED.dev2010", 2), ("TED.tst2010", 1), ("TED.tst2011", 1), ("TEDX.tst2012", 1)] {
            for language in ["de", "en"] {
                let segments = (1...count).map { "<seg id=\"\($0)\"> \(set) &amp;lt; \(language)\($0) </seg>" }
                try folder.write(
                    "<?xml version=\"1.0\"?>\n<doc docid=\"1\">\n<title>T</title>\n" + segments.joined(separator: "\n")
                        + "\n</doc>\n", to: "\(direction)/IWSLT14.\(set).\(direction).\(language).xml")
            }
        }
        let path = folder.path
        let data = try makeDataset("iwslt_14", path, .train)
        #expect(
            try allSamples(data).map { try parts($0).completion } == ["Titel", "TED: Inhalt", "Ja & nein.", "1 < 2"])
        #expect(try parts(data.sample(at: 0)).prompt.contains("\nTitle\n"))
        let held = try makeDataset("iwslt_14", path + "/" + direction, .validation, back)
        #expect(
            try allSamples(held).map { try parts($0).completion } == ["TED.dev2010 &lt; en1", "TED.dev2010 &lt; en2"])
        #expect(try makeDataset("iwslt_14", path, .test).count == 3)
        #expect(try makeDataset("iwslt_14", path, .validation, test: "tst2011").count == 1)
        try folder.write("<seg id=\"1\"> a </seg>\n", to: "\(direction)/IWSLT14.TED.dev2010.\(direction).de.xml")
        let error = try datasetError { try makeDataset("iwslt_14", path, .validation) }
        #expect(error.problem.hasPrefix("has 1 segments, and ") && error.problem.hasSuffix("has 2"))
    }

    @Test func talksAreReadWhenTheyAreAskedFor() throws {
        let paths = try ["de", "en"].map { try folder.write("<title>a</title>\none\n", to: "train.tags.de-en.\($0)") }
        let data = try makeDataset("iwslt_14", folder.path, .train)
        try overwrite(paths[0], at: 17, with: "two")
        #expect(try allSamples(data).map { try parts($0).completion } == ["a", "two"])
    }

    @Test func onePathStandsForThePair() throws {
        try folder.write("a", to: "mine.de-en.en")
        let path = try folder.write("b", to: "mine.de-en.de")
        let data = try makeDataset("iwslt_14", nil, .train, train: path)
        #expect(try parts(data.sample(at: 0)).completion == "b")
        #expect(try makeDataset("iwslt_14", folder.path, .train, train: "mine").count == 1)
    }

    @Test func mistakesNameTheCure() throws {
        let path = try folder.write("a\nb\n", to: "train.en")
        let other = try folder.write("a\n", to: "train.de")
        #expect(
            try datasetError { try makeDataset("iwslt_14", folder.path, .train) }.description
                == "\(other): has 1 lines, and \(path) has 2; line N of one file must be the translation of line N of "
                + "the other")
        let same = try datasetError { try makeDataset("iwslt_14", folder.path, .train, ["tgt_lang": "en"]) }
        #expect(same.cure == "give --iwslt_14.src_lang and --iwslt_14.tgt_lang different values")
        let unknown = try datasetError { try makeDataset("iwslt_14", folder.path, .train, ["tgt_lang": "fr"]) }
        #expect(unknown.description.contains("iwslt_14 has no tgt_lang 'fr'"))
    }
}
