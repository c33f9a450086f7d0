import ModelFiles
import TestFolders
import Testing
import TestingSupport

/// Options that a data set declares in its own file, on the command line.
@Suite("options of data sets")
struct DatasetOptionTests {
    private let bench: Workbench

    init() throws {
        bench = try Workbench()
        let row = #"{"premise": "P", "hypothesis": "H", "label": "contradiction"}"#
        try bench.scratch.write(row + "\n", to: "train.jsonl")
        try bench.scratch.write(row + "\n" + row + "\n", to: "val.jsonl")
    }

    private func inspect(_ options: String...) throws -> Subprocess.Answer {
        try bench.run(
            "inspect",
            [
                "--model_name", bench.model, "--json", "--batching_strategy", "none", "--dataset", "super_glue",
                "--data_path", bench.scratch.path,
            ] + options)
    }

    @Test("they reach the data set in every spelling")
    func reach() throws {
        for options in [["--super_glue.task", "cb"], ["--super_glue.task=cb"], ["--task", "cb"]] {
            let answer = try inspect(options[0], options.dropFirst().first ?? "--limit=9")
            #expect(answer.exitCode == 0, "\(answer)")
            let prompt = ToyTokenizer.ids("P\n\nCan we conclude that \"H\"?\nNo")
            #expect(try answer.json().map { $0.ids("input_ids") } == [[256] + prompt + [257]])
        }
    }

    @Test("the split to train on has llama-recipes' names too")
    func split() throws {
        for name in ["--super_glue.train_split", "--super_glue.split", "--super_glue_split"] {
            #expect(try inspect("--task", "cb", name, "val").json().count == 2, "\(name)")
        }
    }

    @Test("mistakes name the nearest")
    func mistakes() throws {
        expectRefusal(try inspect("--super_glue.taks", "cb"), code: 2, naming: ["--super_glue.task"])
        expectRefusal(try inspect("--super_glue.task", "bolq"), code: 2, naming: ["'bolq'", "did you mean boolq?"])
        expectRefusal(
            try inspect("--task", "rte", "--template", "t6"), code: 2, naming: ["flan, flan_options, t5, t5_noun"])
        // A suggestion stays in the group that was typed.
        let other = try Program.run(["config", "--grammar_dataset.lang", "de"])
        expectRefusal(
            other, code: 2, naming: ["--grammar_dataset.lang: unknown setting; grammar_dataset has data_path"])
        #expect(!other.errors.contains("xnli"))
    }

    @Test(
        "a value of the wrong kind is told before anything is read",
        arguments: [
            ("grammar_dataset.c4_200m_rows", "no", "'no' is not a whole number"),
            ("grammar_dataset.c4_200m_rows", "0", "must be at least 1, found 0"),
            ("custom_dataset.python_timeout", "soon", "'soon' is not a number"),
            ("custom_dataset.python_timeout", "-1", "must be finite and at least 0.0, found -1.0"),
            ("custom_dataset.python_timeout", "inf", "must be finite and at least 0.0, found .inf"),
        ])
    func kinds(option: String, value: String, problem: String) throws {
        // There is neither a model nor data to read.
        let answer = try Program.run(["inspect", "--model_name", "absent", "--\(option)", value])
        expectRefusal(answer, code: 2, naming: ["--\(option): \(problem)"])
    }
}
