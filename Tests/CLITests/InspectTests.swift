import Foundation
import ModelFiles
import Testing
import TestingSupport

@Suite("inspect")
struct InspectTests {
    private static let head = "Correct this to standard English: "
    private static let middle = "\n---\nCorrected: "
    private let bench: Workbench
    private let data: [String]

    init() throws {
        bench = try Workbench()
        data = try ToyData.grammar.write(to: bench.scratch, pairs: [("ab", "X"), ("c", "YZ")])
    }

    private func inspect(_ options: String...) throws -> [JSONValue] {
        let answer = try bench.run("inspect", ["--model_name", bench.model, "--json"] + data + options)
        #expect(answer.exitCode == 0 && answer.errors.isEmpty, "\(answer)")
        return try answer.json()
    }

    /// The ids of the two samples: "<s>", 34 bytes, the sentence, 16 bytes, the answer, "</s>".
    private let first =
        [256] + ToyTokenizer.ids("Correct this to standard English: ab\n---\nCorrected: X") + [257]
    private let second =
        [256] + ToyTokenizer.ids("Correct this to standard English: c\n---\nCorrected: YZ") + [257]

    @Test("none shows the samples as they are")
    func samples() throws {
        let rows = try inspect("--batching_strategy", "none")
        #expect(first.count == 55 && second.count == 55)
        #expect(rows.map(\.keys) == Array(repeating: ["index", "input_ids", "labels"], count: 2))
        #expect(rows.integers("index") == [0, 1])
        #expect(rows.map { $0.ids("input_ids") } == [first, second])
        let ignored = { (count: Int) in Array(repeating: -100, count: count) }
        #expect(rows.map { $0.ids("labels") } == [ignored(53) + [88, 257], ignored(52) + [89, 90, 257]])
    }

    @Test("packing joins samples, cuts at the row's end and goes on in the next row")
    func packing() throws {
        let rows = try inspect("--batching_strategy", "packing", "--context_length", "40")
        #expect(
            rows.map(\.keys)
                == Array(repeating: ["index", "input_ids", "labels", "position_ids", "document_lengths"], count: 3))
        let stream = first + second
        #expect(
            rows.map { $0.ids("input_ids") } == [stream[0..<40], stream[40..<80], stream[80..<110]].map(Array.init))
        // A cut document goes on at its next position.
        let positions = Array(0..<55) + Array(0..<55)
        #expect(
            rows.map { $0.ids("position_ids") }
                == [positions[0..<40], positions[40..<80], positions[80..<110]].map(Array.init))
        #expect(rows.map { $0.ids("document_lengths") } == [[40], [15, 25], [30]])
        let labels = Array(repeating: -100, count: 53) + [88, 257] + Array(repeating: -100, count: 52) + [89, 90, 257]
        #expect(rows.map { $0.ids("labels") } == [labels[0..<40], labels[40..<80], labels[80..<110]].map(Array.init))

        let dropped = try inspect("--batching_strategy", "packing", "--context_length", "40", "--drop_last", "True")
        #expect(dropped == Array(rows.prefix(2)))
        let together = try inspect("--context_length", "40", "--cross_document_attention", "True")
        #expect(together.map { $0.ids("document_lengths") } == [[40], [40], [30]])
        #expect(together[1].ids("position_ids") == Array(0..<40))
        #expect(together.map { $0.ids("input_ids") } == rows.map { $0.ids("input_ids") })
    }

    @Test("padding fills shorter rows on the right, where nothing is trained")
    func padding() throws {
        let data = try ToyData.samsum.write(to: bench.scratch, pairs: [("a", "longer"), ("b", "c")])
        let rows = try bench.run(
            "inspect",
            ["--model_name", bench.model, "--json", "--batching_strategy", "padding", "--batch_size_training", "2"]
                + data
        ).json()
        let prompt = { (text: String) in [256] + ToyTokenizer.ids("Summarize this dialog:\n\(text)\n---\nSummary:\n") }
        let long = prompt("a") + ToyTokenizer.ids("longer") + [257]
        let short = prompt("b") + [99, 257]
        // Without a pad token, </s> fills up.
        #expect(rows.map { $0.ids("input_ids") } == [long, short + Array(repeating: 257, count: 5)])
        let mask = Array(repeating: -100, count: prompt("a").count)
        #expect(
            rows.map { $0.ids("labels") } == [
                mask + ToyTokenizer.ids("longer") + [257], mask + [99, 257] + Array(repeating: -100, count: 5),
            ])
        #expect(rows.map { $0.ids("document_lengths") } == [[long.count], [short.count]])
        #expect(rows[1].ids("position_ids") == Array(0..<short.count) + Array(repeating: 0, count: 5))
    }

    @Test("alpaca rows: the first twentieth is validation, BOS comes from the tokenizer")
    func alpaca() throws {
        let data = try ToyData.alpaca.write(to: bench.scratch, pairs: [("Say A.", "A"), ("Say B.", "B")])
        func rows(_ split: String) throws -> [JSONValue] {
            try bench.run(
                "inspect",
                ["--model_name", bench.model, "--json", "--batching_strategy", "none", "--split", split] + data
            ).json()
        }
        let prompt =
            "Below is an instruction that describes a task. Write a response that appropriately completes the "
            + "request.\n\n### Instruction:\nSay A.\n\n### Response:"
        let held = try rows("validation")
        #expect(held.map { $0.ids("input_ids") } == [[256] + ToyTokenizer.ids(prompt + "A") + [257]])
        #expect(held[0].ids("labels") == Array(repeating: -100, count: prompt.utf8.count + 1) + [65, 257])
        #expect(try rows("train").count == 19)
        #expect(try rows("test") == held)
    }

    @Test("--limit shows so many rows, --shuffle the order of training")
    func order() throws {
        let bench = bench
        let data = try ToyData.grammar.write(to: bench.scratch)
        let options = [
            "--model_name", bench.model, "--json", "--batching_strategy", "packing", "--context_length", "200",
        ]
        func rows(_ more: String...) throws -> [JSONValue] { try bench.run("inspect", options + data + more).json() }
        let all = try rows()
        #expect(all.count == 4)
        #expect(try rows("--limit", "2") == Array(all.prefix(2)))
        #expect(try rows("--limit", "0").isEmpty)
        let shuffled = try rows("--shuffle", "--seed", "3")
        #expect(shuffled != all)
        #expect(try rows("--shuffle", "--seed", "3") == shuffled)
        #expect(
            shuffled.flatMap { $0.ids("input_ids") ?? [] }.sorted()
                == all.flatMap { $0.ids("input_ids") ?? [] }.sorted())
    }

    @Test("without --json it shows text, what is trained, and where the tokens went")
    func text() throws {
        let answer = try bench.run(
            "inspect", ["--model_name", bench.model, "--context_length", "200"] + data)
        #expect(answer.exitCode == 0)
        #expect(answer.output.contains("2 samples of 55 to 55 tokens, 110 tokens, 5 trained"))
        #expect(answer.output.contains("── row 0: 110 tokens, 2 documents"))
        #expect(answer.output.contains("<s>\(Self.head)ab\(Self.middle)⟦X</s>⟧\n── next document\n<s>\(Self.head)c"))
    }
}
