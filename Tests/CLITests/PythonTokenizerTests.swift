import Foundation
import ModelFiles
import TestFolders
import Testing
import TestingSupport

/// The tokenizer that a Python file gets without transformers, against the real one.
@Suite("the tokenizer of Python files", .enabled(if: Reference.isInstalled, "\(Reference.reason)"))
struct PythonTokenizerTests {
    /// Method, positional and named arguments; or an attribute alone.
    private static let calls = #"""
        ["encode", ["Hello  world\n🙂 é"], {}]
        ["encode", ["Hello"], {"add_special_tokens": false}]
        ["encode", ["Hello world, this is long"], {"truncation": true, "max_length": 4}]
        ["encode", ["Hello"], {"padding": "max_length", "max_length": 9}]
        ["encode", ["Hello"], {"return_tensors": "pt"}]
        ["__call__", ["Hello world"], {}]
        ["__call__", [["a", "longer text"]], {"padding": true}]
        ["__call__", [["a", "longer text"]], {"padding": "max_length", "max_length": 12, "truncation": true, "return_tensors": "np"}]
        ["__call__", [["a", "b"]], {"add_special_tokens": false, "return_attention_mask": false}]
        ["batch_decode", [[[72, 105], [257]]], {}]
        ["decode", [[256, 72, 105, 257]], {}]
        ["decode", [[256, 72, 105, 257]], {"skip_special_tokens": true}]
        ["decode", [72], {}]
        ["tokenize", ["Hi é"], {}]
        ["convert_tokens_to_ids", ["</s>"], {}]
        ["convert_tokens_to_ids", [["<s>", "H", "i"]], {}]
        ["convert_ids_to_tokens", [[256, 72, 105]], {}]
        ["convert_ids_to_tokens", [72], {}]
        ["apply_chat_template", [[{"role": "user", "content": "Hi é"}]], {"tokenize": false}]
        ["apply_chat_template", [[{"role": "user", "content": "Hi é"}]], {"tokenize": false, "add_generation_prompt": true}]
        ["apply_chat_template", [[{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Yo"}]], {}]
        ["apply_chat_template", [[[{"role": "user", "content": "Hi"}], [{"role": "user", "content": "Ho"}]]], {}]
        ["apply_chat_template", [[{"role": "user", "content": "Hi"}]], {"return_dict": true}]
        ["apply_chat_template", [[{"role": "user", "content": "Hi"}]], {"return_tensors": "pt", "add_generation_prompt": true}]
        ["apply_chat_template", [[{"role": "user", "content": "Hi"}]], {"tokenize": false, "chat_template": "{{ messages[0].content }}{{ eos_token }}{{ mark }}", "mark": "!"}]
        ["pad", [{"input_ids": [[1, 2, 3], [4]]}], {"padding": true}]
        ["get_vocab", [], {}]
        ["bos_token"]
        ["bos_token_id"]
        ["eos_token"]
        ["eos_token_id"]
        ["pad_token"]
        ["pad_token_id"]
        ["unk_token"]
        ["unk_token_id"]
        ["vocab_size"]
        ["len"]
        ["all_special_ids"]
        ["all_special_tokens"]
        ["special_tokens_map"]
        ["chat_template"]
        ["name_or_path"]
        ["padding_side"]
        ["is_fast"]
        """#

    /// Answers the calls in the words of the reference script, and hides the answers in a sample.
    private static let source = """
        import importlib.util, json, sys

        spec = importlib.util.spec_from_file_location("reference", "\(
            PackageRoot.file("scripts/reference_custom_dataset.py"))")
        reference = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(reference)


        def get_custom_dataset(dataset_config, tokenizer, split):
            with open(dataset_config.calls) as calls, open(dataset_config.answers, "w") as answers:
                for line in calls:
                    answers.write(json.dumps(reference.call(tokenizer, json.loads(line))) + "\\n")
            return [{"input_ids": [97], "labels": [97]}, {"input_ids": [97, 98], "labels": [97, 98]}]


        def get_settings(dataset_config, tokenizer, split):
            tokenizer.pad_token = tokenizer.bos_token
            assert tokenizer.pad_token_id == 256
            tokenizer.pad_token_id = 257
            assert tokenizer.pad_token == "</s>"
            tokenizer.padding_side = "left"
            assert tokenizer(["a", "bc"], padding=True, add_special_tokens=False)["input_ids"] == [[257, 97], [98, 99]]
            assert tokenizer("a").input_ids == [256, 97]
            assert tokenizer.apply_chat_template([])["attention_mask"] == []
            ids = tokenizer.encode("a")
            return [{"input_ids": ids, "labels": ids}]


        def get_unknown(dataset_config, tokenizer, split):
            return tokenizer.build_inputs_with_special_tokens([1])


        def get_bad_argument(dataset_config, tokenizer, split):
            return tokenizer("a", return_offsets_mapping=True)


        def get_forked(dataset_config, tokenizer, split):
            import multiprocessing

            with multiprocessing.get_context("fork").Pool(1) as pool:
                return pool.map(tokenizer.encode, ["a"])
        """

    private let bench: CustomDatasetBench
    private let file: String

    init() throws {
        bench = try CustomDatasetBench()
        file = try bench.bench.scratch.write(Self.source, to: "calls.py")
    }

    @Test("every call gives what transformers' tokenizer gives on the same folder")
    func calls() throws {
        let scratch = bench.bench.scratch
        let calls = try scratch.write(Self.calls + "\n", to: "calls.jsonl")
        let answers = scratch("answers.jsonl")
        let ours = try bench.inspect(
            file, "calls=\(calls)", "answers=\(answers)", "python_tokenizer=own",
            environment: CustomDatasetBench.reference)
        try #require(ours.exitCode == 0, "\(ours)")
        let theirs = try Subprocess.run(
            "/usr/bin/env",
            ["python3", PackageRoot.file("scripts/reference_custom_dataset.py"), "calls", bench.bench.model],
            environment: CustomDatasetBench.reference.merging(["CALLS": calls]) { $1 })
        try #require(theirs.exitCode == 0, "\(theirs)")
        let found = try String(contentsOfFile: answers, encoding: .utf8).split(separator: "\n")
        let expected = theirs.outputLines
        try #require(found.count == expected.count)
        for (call, (answer, right)) in zip(Self.calls.split(separator: "\n"), zip(found, expected)) {
            let (answer, right) = (
                try JSONValue(parsing: String(answer), origin: "ours"), try JSONValue(parsing: right, origin: "theirs")
            )
            #expect(Self.sorted(answer) == Self.sorted(right), "\(call)")
        }
    }

    /// Keys in order, as dictionaries have none here.
    private static func sorted(_ value: JSONValue) -> JSONValue {
        guard let object = value.objectValue else { return value }
        var sorted = JSONValue.object(JSONObject())
        for (key, value) in object.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            sorted[key] = value
        }
        return sorted
    }

    @Test("its settings can be changed as with transformers")
    func settings() throws {
        #expect(try bench.inspect("\(file):get_settings", "python_tokenizer=own").samples().map(\.ids) == [[256, 97]])
    }

    @Test("what it does not have is told with the cure")
    func unknown() throws {
        let attribute = try bench.inspect("\(file):get_unknown", "python_tokenizer=own")
        #expect(attribute.exitCode == 1)
        #expect(
            attribute.errors.contains(
                "AttributeError: this program's tokenizer has no 'build_inputs_with_special_tokens': install transformers"
            ))
        let argument = try bench.inspect("\(file):get_bad_argument", "python_tokenizer=own")
        #expect(argument.errors.contains("return_offsets_mapping=…) is not supported"), "\(argument)")
        let forked = try bench.inspect("\(file):get_forked", "python_tokenizer=own")
        #expect(forked.exitCode == 1 && forked.errors.contains("use num_proc=None"), "\(forked)")
        // Without site-packages nothing is installed.
        let bare = try bench.bench.scratch.write("#!/bin/sh\nexec python3 -S \"$@\"\n", to: "bare-python")
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: bare)
        let absent = try bench.inspect(file, "python=\(bare)", "python_tokenizer=transformers")
        #expect(absent.exitCode == 1 && absent.errors.contains("transformers is not installed"), "\(absent)")
    }
}
