import Foundation
import ModelFiles
import TestFolders
import Testing
import TestingSupport

@Suite("bad input: models and tokenizers")
struct BadModelTests {
    private static let weights = "model/model.safetensors"

    /// Replaces the toy model's weights by other bytes.
    private static func spoiled(
        _ name: String, naming: [String], _ change: @escaping @Sendable ([UInt8]) -> [UInt8]
    ) -> Fault {
        Fault(name, naming: ["/model.safetensors"] + naming) { bench in
            let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: bench.scratch(weights))))
            try bench.scratch.write(change(bytes), to: weights)
            return bench.modelOptions
        }
    }

    /// Changes the toy model's configuration.
    private static func configured(_ key: String, _ value: JSONValue?, naming: [String]) -> Fault {
        Fault("config.json with \(key) \(value.map { "\($0)" } ?? "gone")", naming: naming) { bench in
            var config = try JSONValue(contentsOf: bench.scratch("model/config.json"))
            config[key] = value
            try bench.scratch.write(config.text(), to: "model/config.json")
            return bench.modelOptions
        }
    }

    /// Writes a file and takes it for the model.
    private static func gguf(_ name: String, naming: [String], _ bytes: [UInt8]) -> Fault {
        Fault(name, naming: ["/broken.gguf"] + naming) { bench in
            ["--model_name", try bench.scratch.write(bytes, to: "broken.gguf")]
        }
    }

    private static let safetensors = [
        spoiled("empty safetensors", naming: ["; "]) { _ in [] },
        spoiled("safetensors cut in the header", naming: ["; "]) { Array($0.prefix(100)) },
        spoiled("safetensors cut in the data", naming: ["; "]) { Array($0.dropLast(1)) },
        spoiled("safetensors with an absurd header length", naming: ["header", "; "]) {
            Array(repeating: 0xFF, count: 8) + $0.dropFirst(8)
        },
        spoiled("safetensors with a header that is no JSON", naming: ["; "]) { bytes in
            Array(bytes.prefix(8)) + [0x7B, 0x7B] + bytes.dropFirst(10)
        },
        spoiled("text for safetensors", naming: ["; "]) { _ in Array("These are the weights.\n".utf8) },
        Fault("a missing tensor", naming: ["/model", "model.layers.1.mlp.up_proj.weight", "; "]) { bench in
            try ToyModel.rewrite(bench.scratch(weights), removing: ["model.layers.1.mlp.up_proj.weight"])
            return bench.modelOptions
        },
        Fault("a tensor of another shape", naming: ["/model", "self_attn.q_proj.weight", "[32, 32]", "[16, 32]", "; "])
        {
            bench in
            try ToyModel.rewrite(
                bench.scratch(weights), resizing: ["model.layers.0.self_attn.q_proj.weight": [16, 32]])
            return bench.modelOptions
        },
        Fault("a tensor too many", naming: ["/model", "model.layers.2.extra.weight", "; "]) { bench in
            try ToyModel.rewrite(bench.scratch(weights), resizing: ["model.layers.2.extra.weight": [4]])
            return bench.modelOptions
        },
        Fault("no weights", naming: ["/model", "safetensors", "; "]) { bench in
            try FileManager.default.removeItem(atPath: bench.scratch(weights))
            return bench.modelOptions
        },
        Fault("a missing shard", naming: ["part-2.safetensors", "; "]) { bench in
            try FileManager.default.moveItem(
                atPath: bench.scratch(weights), toPath: bench.scratch("model/part-1.safetensors"))
            try bench.scratch.write(
                #"{"weight_map": {"model.norm.weight": "part-1.safetensors", "a": "part-2.safetensors"}}"#,
                to: "model/model.safetensors.index.json")
            return bench.modelOptions
        },
    ]

    private static let folders = [
        Fault("no such model", naming: ["/nothing-here", "--model_name"]) { _ in ["--model_name", "/nothing-here"] },
        Fault("a text file for a model", naming: ["/notes.txt", "; "]) { bench in
            ["--model_name", try bench.scratch.write("a model, honestly", to: "notes.txt")]
        },
        Fault("an empty folder for a model", naming: ["/empty", "; "]) { bench in
            try bench.scratch.write("", to: "empty/nothing")
            return ["--model_name", bench.scratch("empty")]
        },
        Fault("no config.json", naming: ["/model", "config.json", "; "]) { bench in
            try FileManager.default.removeItem(atPath: bench.scratch("model/config.json"))
            return bench.modelOptions
        },
        Fault("a config.json that is no JSON", naming: ["/model/config.json", "line 1", "; "]) { bench in
            try bench.scratch.write("{\"model_type\": llama}", to: "model/config.json")
            return bench.modelOptions
        },
        configured("model_type", "gpt2", naming: ["/config.json", "model_type", "'gpt2'", "llama"]),
        configured("hidden_size", nil, naming: ["/model", "[258, 32]", "config.json"]),
        configured("hidden_size", "wide", naming: ["/config.json", "hidden_size", "; "]),
        configured("num_attention_heads", 0, naming: ["/config.json", "num_attention_heads", "; "]),
        configured("num_key_value_heads", 3, naming: ["/config.json", "num_key_value_heads", "; "]),
        Fault("no tokenizer.json", naming: ["/model", "tokenizer.json", "; "]) { bench in
            try FileManager.default.removeItem(atPath: bench.scratch("model/tokenizer.json"))
            return bench.modelOptions
        },
        Fault("half a tokenizer.json", naming: ["/model/tokenizer.json", "line", "; "]) { bench in
            let text = try String(contentsOfFile: bench.scratch("model/tokenizer.json"), encoding: .utf8)
            try bench.scratch.write(String(text.prefix(1000)), to: "model/tokenizer.json")
            return bench.modelOptions
        },
        Fault("no such tokenizer", naming: ["/no-tokenizer", "; "]) { bench in
            bench.modelOptions + ["--tokenizer_name", "/no-tokenizer"]
        },
        Fault("a tokenizer of another kind", naming: ["/model/tokenizer.json", "WordPiece", "; "]) { bench in
            var document = ToyTokenizer.document
            document["model"] = ["type": "WordPiece", "vocab": [:]]
            try bench.scratch.write(document.text(), to: "model/tokenizer.json")
            return bench.modelOptions
        },
        Fault(
            "a tokenizer with more tokens than the model",
            naming: ["/small", "the id ", "vocabulary has 64 ids", "--tokenizer_name"]
        ) { bench in
            ["--model_name", try ToyModel.save(to: bench.scratch("small"), vocabularySize: 64)]
        },
    ]

    private static let ggufHead = Array("GGUF".utf8) + [3, 0, 0, 0]
    private static let ggufFiles = [
        gguf("empty GGUF", naming: ["; "], []),
        gguf("GGUF that ends in its header", naming: ["; "], ggufHead + [1, 0, 0]),
        gguf(
            "GGUF of an unknown version", naming: ["version 99", "; "], Array("GGUF".utf8) + [99, 0, 0, 0] + zeros(16)),
        gguf("GGUF that is something else", naming: ["; "], Array("PK\u{3}\u{4}".utf8) + zeros(60)),
        gguf(
            "GGUF with an absurd number of tensors", naming: ["; "],
            ggufHead + Array(repeating: 0xFF, count: 7) + [0x7F] + zeros(8)),
        gguf(
            "GGUF with an absurd text length", naming: ["; "],
            ggufHead + zeros(8) + [1, 0, 0, 0, 0, 0, 0, 0] + Array(repeating: 0xFF, count: 7) + [0x7F]),
        gguf("GGUF without a tokenizer", naming: ["tokenizer.ggml.model", "; "], ggufHead + zeros(16)),
        Fault("GGUF without a model", naming: ["model.gguf", "; "]) { _ in
            ["--model_name", PackageRoot.file("Tests/Fixtures/tokenizers/llama3/model.gguf")]
        },
        Fault("GGUF cut in its data", naming: ["/cut.gguf", "; "]) { bench in
            let whole = try Data(
                contentsOf: URL(fileURLWithPath: PackageRoot.file("Tests/Fixtures/gguf/all_types.gguf")))
            return ["--model_name", try bench.scratch.write([UInt8](whole.dropLast(64)), to: "cut.gguf")]
        },
    ]

    private static func zeros(_ count: Int) -> [UInt8] { Array(repeating: 0, count: count) }

    @Test("fine-tuning refuses the model in one line", arguments: safetensors + folders + ggufFiles)
    func finetuning(fault: Fault) throws {
        let bench = try Workbench()
        let data = try ToyData.grammar.write(to: bench.scratch)
        let options = try fault.prepare(bench)
        let answer = try bench.run("finetuning", options + data + ["--output_dir", bench.scratch("run")])
        expectRefusal(answer, naming: fault.naming)
        #expect(entries(bench.scratch("run")) == nil)
    }

    @Test("the other commands refuse it as well", arguments: ["score", "evaluate", "generate"])
    func otherCommands(command: String) throws {
        let bench = try Workbench()
        let texts = try bench.scratch.write("{\"text\": \"x\"}", to: "texts.jsonl")
        let options = [
            "score": ["--input", texts], "generate": ["--prompt", "x"],
            "evaluate": try ToyData.grammar.write(to: bench.scratch),
        ]
        try bench.scratch.write(Array(repeating: 7, count: 50), to: Self.weights)
        let answer = try bench.run(command, bench.modelOptions + options[command, default: []])
        expectRefusal(answer, naming: ["/model.safetensors", "; "])
        #expect(answer.output.isEmpty)
    }
}
