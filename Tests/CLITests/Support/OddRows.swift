import ModelFiles
import TestFolders
import TestingSupport

/// Rows with all that readers and tokenizers have been seen to stumble over, in the files of the three data sets that
/// llama-recipes has.
enum OddRows {
    /// A prompt and an answer each; the lengths differ, and some are equal.
    static let pairs = [
        ("he go home", "He goes home."),
        ("She said, \"I goes.\"", "She said, \"I go.\""),
        ("first line\nsecond, line", "First line.\n\nSecond, line.\n"),
        (" blanks around ", "  Blanks around  "),
        ("tab\there", "Tab\tthere"),
        ("naïve café 🚀 日本語", "Größe, Москва 👩‍👩‍👧‍👦"),
        ("a:", ":b"), ("x", "\ny"), ("1234567 2,048", "3.14159"),
        ("<|im_end|> inside", "and <|im_start|>there </s>"),
        ("curly {braces} %s \\n", "{0} kept \\ as is"),
        ("a", "b"), ("c", "d"), ("e", "f"), ("g", "h"),
        (String(repeating: "a long one, ", count: 40), String(repeating: "and long too. ", count: 30)),
        ("comma,", ","), ("quote\"", "\""), ("zero\u{200D}width", "soft\u{AD}hyphen"), ("é", "e\u{301}"),
        ("last", "Last."), ("twice", "Twice."), ("twice", "Twice."),
    ]

    /// Writes the file of one data set and gives its path.
    static func write(_ data: ToyData, to folder: ScratchFolder) throws -> String {
        switch data {
        case .grammar:
            let rows = ToyData.csv(["input", "target"], pairs.map { [$0, $1] })
            return try folder.write("\u{FEFF}" + rows, to: "grammar.csv")
        case .samsum:
            let rows = pairs.enumerated().map { ["\($0)", $1.0, $1.1] }
            return try folder.write(ToyData.csv(["id", "dialogue", "summary"], rows), to: "chats.csv")
        case .alpaca:
            // With, without and with an empty input; an input that is left out stands as the original reads it.
            let rows = pairs.enumerated().map { number, pair -> JSONValue in
                let (question, answer) = (JSONValue.string(pair.0), JSONValue.string(pair.1))
                switch number % 3 {
                case 0: return ["instruction": question, "input": "", "output": answer]
                case 1: return ["instruction": "Continue.", "input": question, "output": answer]
                default: return ["output": answer, "instruction": question, "more": 5]
                }
            }
            return try folder.write(JSONValue.array(rows).text(), to: "alpaca.json")
        }
    }
}
