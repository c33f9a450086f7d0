import Foundation
import ModelFiles
import TestFolders
import TestingSupport
import Tokenizers

/// What llama-cookbook makes of data, asked for all at once: its imports take longer than its work.
struct CookbookAnswers: Sendable {
    /// A tokenizer that both programs read.
    enum Kind: String, CaseIterable, Sendable {
        /// One token a byte, `<s>` before each text.
        case toy
        /// SmolLM2's, whose merges cross from prompt to answer.
        case real

        static let installed = allCases.filter { $0 == .toy || RealModel.isInstalled }
    }

    /// One question, by which the answer is found again.
    struct Request: Hashable, Sendable {
        var data: ToyData
        var file: String
        var kind: Kind
        var split = "train"
        var packing: Int?
        var padding: Int?
    }

    let requests: [Request]
    private let scratch: ScratchFolder
    private let tokenizers: [Kind: String]
    private let answers: [Request: [JSONValue]]

    /// Writes the tokenizers, and files with `write`, which also says what to ask.
    init(_ write: (ScratchFolder) throws -> [Request]) throws {
        scratch = try ScratchFolder()
        var tokenizers = [Kind.toy: try ToyModel.save(to: scratch("toy"))]
        if RealModel.isInstalled {
            try FileManager.default.createDirectory(atPath: scratch("real"), withIntermediateDirectories: true)
            _ = try HuggingFaceTokenizerFiles(gguf: GGUFFile(path: RealModel.path)).write(to: scratch("real"))
            tokenizers[.real] = scratch("real")
        }
        requests = try write(scratch)
        let lines = try requests.map { request in
            var line: JSONValue = [
                "dataset": .string(request.data.rawValue), "file": .string(request.file),
                "tokenizer": .string(tokenizers[request.kind] ?? ""), "split": .string(request.split),
            ]
            if let length = request.packing { line["packing"] = .int(length) }
            if let size = request.padding { line["padding"] = .int(size) }
            return try line.text()
        }
        let file = try scratch.write(lines.joined(separator: "\n"), to: "requests.jsonl")
        let answer = try Reference.run("reference_datasets.py", file)
        guard answer.exitCode == 0 else { throw Failure(description: "\(answer)") }
        let rows = try answer.json().map { $0.arrayValue ?? [] }
        answers = Dictionary(uniqueKeysWithValues: zip(requests, rows))
        self.tokenizers = tokenizers
    }

    private struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    /// The rows of the original.
    func callAsFunction(_ request: Request) -> [JSONValue] { answers[request] ?? [] }

    /// The folder of a tokenizer.
    func tokenizer(_ kind: Kind) -> String { tokenizers[kind] ?? "" }
}
