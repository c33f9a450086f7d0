import Foundation
import ModelFiles
import TestFolders
import Testing
import TestingSupport

@Suite("evaluate")
struct EvaluateTests {
    private let bench: Workbench
    private let data: [String]

    init() throws {
        bench = try Workbench()
        data = try ToyData.grammar.write(to: bench.scratch)
    }

    /// The grammar samples as ids and labels, written out by hand.
    private static var samples: [(ids: [Int], labels: [Int])] {
        ToyData.pairs.map { input, target in
            let prompt =
                [ToyTokenizer.bos] + ToyTokenizer.ids("Correct this to standard English: \(input)\n---\nCorrected: ")
            let answer = ToyTokenizer.ids(target) + [ToyTokenizer.eos]
            return (prompt + answer, prompt.map { _ in -100 } + answer)
        }
    }

    @Test("the loss is that of all trained tokens together, however they are batched")
    func json() throws {
        var sum = 0.0
        for sample in Self.samples {
            sum += try ToyModel.negativeLogLikelihood(bench.model, ids: sample.ids, labels: sample.labels)
        }
        let trained = Self.samples.reduce(0) { $0 + $1.labels.count { $0 >= 0 } }
        let batchings = [
            ["--batching_strategy", "padding", "--val_batch_size", "3"],
            ["--batching_strategy", "padding"],
            ["--batching_strategy", "packing", "--context_length", "4096"],
            ["--batching_strategy", "packing", "--context_length", "4096", "--split", "train"],
        ]
        for batching in batchings {
            let answer = try bench.run("evaluate", bench.modelOptions + data + batching + ["--json"])
            #expect(answer.exitCode == 0 && answer.errors.isEmpty, "\(answer)")
            let result = try #require(try answer.json().first)
            #expect(
                result.keys == ["event", "dataset", "split", "loss", "perplexity", "tokens", "trained_tokens"])
            #expect(result["event"]?.stringValue == "evaluated")
            #expect(result["dataset"]?.stringValue == "grammar_dataset")
            #expect(result["split"]?.stringValue == (batching.contains("train") ? "train" : "validation"))
            #expect(isClose(result["loss"]?.doubleValue, sum / Double(trained)))
            #expect(isClose(result["perplexity"]?.doubleValue, exp(sum / Double(trained)), 1e-4))
            #expect(result["tokens"]?.intValue == Self.samples.reduce(0) { $0 + $1.ids.count })
            #expect(result["trained_tokens"]?.intValue == trained)
        }
    }

    @Test("documents of a row that see each other give another loss")
    func crossDocumentAttention() throws {
        let options = bench.modelOptions + data + ["--json"]
        let apart = try bench.run("evaluate", options).json()
        let together = try bench.run("evaluate", options + ["--cross_document_attention", "True"]).json()
        #expect(apart[0]["loss"] != together[0]["loss"])
        #expect(apart[0]["trained_tokens"] == together[0]["trained_tokens"])
    }

    @Test("a perplexity beyond all numbers is null, and inf for people")
    func hugeLoss() throws {
        let model = try ToyModel.save(to: bench.scratch("wild"), initializerRange: 100)
        let options = ["--model_name", model, "--dtype", "float32"] + data
        let answer = try bench.run("evaluate", options + ["--json"])
        #expect(answer.exitCode == 0, "\(answer)")
        let result = try #require(try answer.json().first)
        #expect(try #require(result["loss"]?.doubleValue) > 710)
        #expect(result["perplexity"]?.isNull == true)
        #expect(try bench.run("evaluate", options).output.contains("perplexity inf"))
    }

    @Test("without --json it is one line for people")
    func line() throws {
        let answer = try bench.run("evaluate", bench.modelOptions + data + ["--max_eval_step", "1"])
        #expect(answer.outputLines.count == 1)
        #expect(answer.output.hasPrefix("grammar_dataset validation: loss "))
        #expect(answer.output.contains("perplexity "))
    }
}
