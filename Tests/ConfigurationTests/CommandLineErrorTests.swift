import Configuration
import Testing

@Suite struct CommandLineErrorTests {
    private func expect(
        _ arguments: String..., give expected: String..., location: SourceLocation = #_sourceLocation
    ) throws {
        let error = #expect(throws: ConfigurationError.self, sourceLocation: location) { try Toy.read(arguments) }
        #expect(error?.problems.map(\.description) == expected, sourceLocation: location)
        #expect(error?.description == expected.joined(separator: "\n"), sourceLocation: location)
    }

    @Test func unknownKeysNameTheNearest() throws {
        try expect("--quantizaton", "4bit", give: "--quantizaton: unknown setting; did you mean --quantization?")
        try expect(
            "--batch_size_trainig=3", give: "--batch_size_trainig: unknown setting; did you mean --batch_size_training?"
        )
        try expect("--LR", "1", give: "--LR: unknown setting; did you mean --lr?")
        try expect("--lora_alhpa", "1", give: "--lora_alhpa: unknown setting; did you mean --lora_config.lora_alpha?")
        try expect("--modules", "x", give: "--modules: unknown setting; did you mean --lora_config.target_modules?")
        try expect("--trian_split", "x", give: "--trian_split: unknown setting; did you mean --train_split?")
        try expect("--confg", "x", give: "--confg: unknown setting; did you mean --config?")
        try expect("--zzz", "1", give: "--zzz: unknown setting; --help lists them all")
        try expect("--secret_switchbord", "1", give: "--secret_switchbord: unknown setting; --help lists them all")
        try expect("--=3", give: "--: unknown setting; --help lists them all")
        try expect("---lr", "3", give: "---lr: unknown setting; did you mean --lr?")
    }

    @Test func unknownKeysOfGroups() throws {
        try expect("--lora_config.rr", "1", give: "--lora_config.rr: unknown setting; did you mean --lora_config.r?")
        // Another group's key of that very name is no suggestion.
        try expect("--lora_config.lr", "1", give: "--lora_config.lr: unknown setting; did you mean --lora_config.r?")
        for key in ["seed", "file", "limit"] {
            try expect(
                "--lora_config.\(key)", "1",
                give: "--lora_config.\(key): unknown setting; lora_config has r, lora_alpha, target_modules, use_rslora"
            )
        }
        try expect(
            "--fruit_dataset.alpha", "1",
            give: "--fruit_dataset.alpha: unknown setting; fruit_dataset has train_split, limit, cache")
        // A name for the settings without a group is only a prefix too many.
        try expect(
            "--run_config.target_modules", "x",
            give: "--run_config.target_modules: unknown setting; did you mean --lora_config.target_modules?")
        try expect(
            "--lora_config.zzzz", "1",
            give: "--lora_config.zzzz: unknown setting; lora_config has r, lora_alpha, target_modules, use_rslora")
        try expect(
            "--lora_config.", "1",
            give: "--lora_config.: unknown setting; lora_config has r, lora_alpha, target_modules, use_rslora")
        try expect("--my_dataset.", "1", give: "--my_dataset.: unknown setting; my_dataset has file, train_split")
    }

    @Test func unknownGroups() throws {
        try expect(
            "--lora_confg.r", "1", give: "--lora_confg.r: unknown group of settings; did you mean --lora_config.r?")
        try expect(
            "--lora_confg.x", "1",
            give: "--lora_confg.x: unknown group of settings; did you mean the group lora_config?")
        try expect("--peft.r", "1", give: "--peft.r: unknown group of settings; did you mean --lora_config.r?")
        try expect("--peft.lr", "1", give: "--peft.lr: unknown group of settings; did you mean --lr?")
        try expect(
            "--peft.limit", "1",
            give:
                "--peft.limit: unknown group of settings; did you mean --fruit_dataset.limit or --berry_dataset.limit?")
        try expect(
            "--peft.x", "1",
            give: "--peft.x: unknown group of settings; "
                + "the groups are lora_config, fruit_dataset, berry_dataset, my_dataset")
        try expect("--lora_config", "1", give: "--lora_config: is a group of settings; write --lora_config.r and so on")
    }

    @Test func ambiguousKeysListTheCandidates() throws {
        let both = "--fruit_dataset.limit or --berry_dataset.limit"
        try expect(
            "--limit", "1", "--dataset", "my_dataset", give: "--limit: several groups have this key; write \(both)")
    }

    @Test func missingValues() throws {
        try expect("--lr", give: "--lr: needs a value: --lr NUMBER")
        try expect("--output_dir", give: "--output_dir: needs a value: --output_dir FOLDER")
        try expect("--lr", "--seed", "1", give: "--lr: needs a value: --lr NUMBER")
        try expect(
            "--batching_strategy", give: "--batching_strategy: needs a value: --batching_strategy packing|padding")
        try expect(
            "--note", "--hello",
            give:
                "--note: needs a value: --note TEXT (for a value that begins with hyphens, write --note=--hello)",
            "--hello: unknown setting; --help lists them all")
        try expect("--config", give: "--config: needs a file: --config run.yaml")
    }

    @Test func wrongValues() throws {
        try expect("--batch_size_training", "four", give: "--batch_size_training: 'four' is not a whole number")
        try expect("--batch-size", "0", give: "--batch-size: must be at least 1, found 0")
        try expect("--lr", "0", give: "--lr: must be more than 0.0, found 0.0")
        try expect("--fraction", "1.5", give: "--fraction: must be from 0.0 to 1.0, found 1.5")
        try expect("--max_train_step", "-1", give: "--max_train_step: must be at least 0, found -1")
        try expect("--layers", "[1,-1]", give: "--layers: must be at least 0 (each item), found [1,-1]")
        try expect("--target_modules", "[]", give: "--target_modules: must not be empty, found []")
        try expect("--run_validation", "maybe", give: "--run_validation: 'maybe' is not True or False")
        try expect("--run_validation=", give: "--run_validation: '' is not True or False")
        try expect(
            "--batching_strategy", "paking",
            give: "--batching_strategy: 'paking' is not one of packing, padding; did you mean packing?")
        try expect(
            "--dataset", "fruit_datset",
            give: "--dataset: 'fruit_datset' is not one of fruit_dataset, berry_dataset, my_dataset; "
                + "did you mean fruit_dataset?")
        try expect("--stop_words", "[a", give: "--stop_words: '[a' opens a list with [ and does not close it")
    }

    @Test func negations() throws {
        try expect("--no-lr", give: "--no-lr: only switches can be negated; write --lr NUMBER")
        try expect("--no-lr", "3", give: "--no-lr: only switches can be negated; write --lr NUMBER")
        try expect("--no-shuffle", "True", give: "--no-shuffle: takes no value, found 'True'")
        try expect("--no-shuffle=True", give: "--no-shuffle: takes no value, found 'True'")
        try expect("--noshufle", give: "--noshufle: unknown setting; did you mean --no-shuffle?")
        try expect("--nolr", "1", give: "--nolr: unknown setting; --help lists them all")
    }

    @Test func repeatedKeys() throws {
        try expect("--lr", "1", "--lr", "2", give: "--lr: is given twice: --lr 1 and --lr 2; keep one of them")
        try expect(
            "--r", "1", "--lora-config.r=2",
            give: "--lora-config.r: is given twice: --r 1 and --lora-config.r 2; keep one of them")
        try expect(
            "--shuffle", "--no-shuffle",
            give: "--no-shuffle: is given twice: --shuffle True and --no-shuffle False; keep one of them")
        try expect(
            "--config", "a", "--config", "b",
            give:
                "--config: is given twice, with 'a' and 'b'", "a: there is no such settings file; check the path")
    }

    @Test func strayWords() throws {
        try expect("hello", give: "'hello': unexpected word; settings are written --key value")
        try expect("--lr", "1", "2", give: "'2': unexpected word; settings are written --key value")
        try expect("lr=1e-4", give: "'lr=1e-4': unexpected word; did you mean --lr=1e-4?")
        try expect("lr", "1e-4", give: "'lr': unexpected word; did you mean --lr?")
        try expect("-lr", "1e-4", give: "'-lr': unexpected word; did you mean --lr?")
        try expect("-lora-config.r=3", give: "'-lora-config.r=3': unexpected word; did you mean --lora-config.r=3?")
        try expect(
            "--target_modules", "q_proj", "v_proj",
            give: "'v_proj': unexpected word; several values are written --lora_config.target_modules [a,b]")
        try expect("--", give: "'--': unexpected word; settings are written --key value")
        try expect(
            "two\nlines\u{1B}[31m", give: "'two\\nlines\\u{1B}[31m': unexpected word; settings are written --key value")
    }

    @Test func endlessWordsAreCut() throws {
        let problems = try Toy.problems(
            "--" + String(repeating: "a", count: 100_000), "--seed", String(repeating: "9", count: 100_000))
        #expect(problems.count == 2)
        #expect(problems.allSatisfy { $0.count < 300 && $0.contains("…") })
    }

    @Test func helpAmongSettings() throws {
        try expect("--help", give: "--help: shows the settings; give it without any others")
    }

    @Test func conflictsAreReportedWhereTheValueWasSet() throws {
        try expect(
            "--max_train_step=13", "--no-run_validation", give: "--max_train_step: 13 steps need run_validation")
    }

    @Test func allProblemsAtOnce() throws {
        try expect(
            "--lrr", "1", "--seed", "x", "oops", "--r", "0", "--batch-size",
            give:
                "--lrr: unknown setting; did you mean --lr?",
            "'oops': unexpected word; settings are written --key value",
            "--batch-size: needs a value: --batch-size INT",
            "--seed: 'x' is not a whole number",
            "--r: must be from 1 to 1024, found 0")
    }
}
