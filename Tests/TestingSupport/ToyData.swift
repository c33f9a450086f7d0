import Foundation
import ModelFiles
public import TestFolders

/// Small data sets in the three built-in formats.
public enum ToyData: String, CaseIterable, Sendable {
    case grammar = "grammar_dataset"
    case alpaca = "alpaca_dataset"
    case samsum = "samsum_dataset"

    /// Writes the data set into a new folder and gives the options that select it.
    ///
    /// - Parameter pairs: what is asked and what is answered, the same for training and validation.
    public func write(to folder: ScratchFolder, pairs: [(String, String)] = ToyData.pairs) throws -> [String] {
        switch self {
        case .grammar:
            let text = Self.csv(["input", "target"], pairs.map { [$0, $1] })
            try folder.write(text, to: "data/train.csv")
            try folder.write(text, to: "data/validation.csv")
        case .samsum:
            let text = Self.csv(["id", "dialogue", "summary"], pairs.enumerated().map { ["\($0)", $1.0, $1.1] })
            try folder.write(text, to: "data/train.csv")
            try folder.write(text, to: "data/validation.csv")
        case .alpaca:
            let rows = pairs.map { JSONValue.object(["instruction": .string($0), "input": "", "output": .string($1)]) }
            // The first twentieth is held out.
            let all = Array(repeating: rows, count: (20 + pairs.count - 1) / max(pairs.count, 1)).joined()
            try folder.write(JSONValue.array(Array(all)).text(indent: 1), to: "data/alpaca_data.json")
        }
        return ["--dataset", rawValue, "--\(rawValue).data_path", folder("data")]
    }

    public static let pairs = [
        ("he go home", "He goes home."), ("she have a dog", "She has a dog."), ("i is late", "I am late."),
        ("they was here", "They were here."), ("we eats, \"a lot\"", "We eat, \"a lot\"."),
        ("it rain\ntoday", "It rains\ntoday."), ("you reads", "You read."), ("a apple", "An apple."),
    ]

    /// CSV with every field quoted.
    public static func csv(_ header: [String], _ rows: [[String]]) -> String {
        ([header] + rows).map { row in
            row.map { "\"\($0.replacingOccurrences(of: "\"", with: "\"\""))\"" }.joined(separator: ",") + "\n"
        }.joined()
    }
}
