import Configuration
import Foundation
import Testing

@Suite struct SettingsFileTests {
    @Test func everyTypeFromYAML() throws {
        let yaml = """
            # A comment.
            batch-size-training: 2
            lr: 3e-4
            seed: 18446744073709551615
            dataset: "berry_dataset"
            batching_strategy: padding
            quantization: 8bit
            output_dir: ~
            max_train_step: null
            run_validation: no
            shuffle: True
            stop_words: ["a", 'b, c', d]
            layers:
              - 3
              - 4
            strategies: padding,packing
            note: |
              two
              lines
            run_config:
              fraction: 1
            lora_config.r: 64
            lora_config:
              lora_alpha: 16
              target-modules: [q_proj]
            use_rslora: on
            """
        let settings = try Toy.read("--layers", "1", yaml: yaml)
        let run: ToyRun = try settings.value()
        #expect(run.batchSize == 2 && run.lr == 3e-4 && run.seed == .max && run.dataset == "berry_dataset")
        #expect(run.strategy == .padding && run.quantization == .eightBit)
        #expect(run.outputDir == nil && run.maxSteps == nil && !run.runValidation && run.shuffle == true)
        #expect(run.stopWords == ["a", "b, c", "d"] && run.strategies == [.padding, .packing])
        #expect(run.note == "two\nlines\n" && run.fraction == 1)
        let expected = ToyLoRA(r: 64, alpha: 16, targetModules: ["q_proj"], useRSLoRA: true)
        #expect(try settings.value(of: ToyLoRA.self) == expected)
    }

    @Test(arguments: ["", "\n\n", "# nothing\n", "---\n", "null\n", "lora_config:\n", "lora_config: {}\n"])
    func filesWithoutSettings(yaml: String) throws {
        #expect(try Toy.run(yaml: yaml) == ToyRun())
    }

    @Test func anchorsKeepTheLineOfTheKey() throws {
        let settings = try Toy.read(yaml: "lr: &x 0.5\nfraction: *x\n")
        #expect(try settings.value(of: ToyRun.self).fraction == 0.5)
        #expect(try settings.setting("fraction").origin == .file(path: "run.yaml", line: 2))
    }

    private func expect(
        _ yaml: String, gives expected: String..., location: SourceLocation = #_sourceLocation
    ) throws {
        #expect(try Toy.problems(yaml: yaml) == expected, sourceLocation: location)
    }

    @Test func unknownKeysNameLineAndNearest() throws {
        try expect(
            "lr: 1\n\nquantizaton: 4bit\n",
            gives: "run.yaml:3: quantizaton: unknown setting; did you mean quantization?")
        try expect(
            "lora_alhpa: 1", gives: "run.yaml:1: lora_alhpa: unknown setting; did you mean lora_config.lora_alpha?")
        try expect(
            "lora_config:\n  r: 8\n  alpa: 3\n  lora_alfa: 2\n",
            gives: "run.yaml:3: alpa: unknown setting; lora_config has r, lora_alpha, target_modules, use_rslora",
            "run.yaml:4: lora_alfa: unknown setting; did you mean lora_config.lora_alpha?")
        try expect(
            "lora_confg:\n  r: 8\n",
            gives: "run.yaml:1: lora_confg: unknown group of settings; did you mean lora_config.r?")
        try expect("1: 2", gives: "run.yaml:1: 1: unknown setting; --help lists them all")
        try expect(
            "lora_config: 8",
            gives: "run.yaml:1: lora_config: is a group of settings; write its keys indented below it, such as r")
    }

    @Test func wrongValuesNameTheLine() throws {
        try expect(
            "seed: 1\nlr: fast\nbatching_strategy: paddin\n", gives: "run.yaml:2: lr: 'fast' is not a number",
            "run.yaml:3: batching_strategy: 'paddin' is not one of packing, padding; did you mean padding?")
        try expect("lr: [1, 2]", gives: "run.yaml:1: lr: takes a number, not a list")
        try expect("lr:\n  x: 1\n", gives: "run.yaml:1: lr: takes a number, not a mapping")
        try expect("lr:\n", gives: "run.yaml:1: lr: has no value; it takes a number")
        try expect("note:\n", gives: "run.yaml:1: note: has no value; it takes text (\"\" for empty text)")
        try expect(
            "layers: [[1]]\n",
            gives: "run.yaml:1: layers: takes a list of whole numbers, not a list of lists or mappings")
        try expect("lora_config:\n  r:\n    x: 1\n", gives: "run.yaml:2: r: takes a whole number, not a mapping")
        try expect("lora_config:\n  r: 0\n", gives: "run.yaml:2: r: must be from 1 to 1024, found 0")
        try expect("my_dataset:\n  colours: [red]\n", gives: "run.yaml:2: colours: takes text, not a list")
    }

    @Test func aWrongValueIsReportedEvenWhereAFlagOverridesIt() throws {
        #expect(try Toy.problems("--lr", "1", yaml: "lr: fast") == ["run.yaml:1: lr: 'fast' is not a number"])
    }

    @Test func repeatedKeysNameBothLines() throws {
        let twice = #expect(throws: ConfigurationError.self) {
            try SettingsFile(name: "run.yaml", text: "lr: 1\nseed: 3\nlr: 2\n")
        }
        #expect(twice?.description == "run.yaml:3: lr: is given twice (first in line 1); keep one of them")
        let nested = #expect(throws: ConfigurationError.self) {
            try SettingsFile(name: "run.yaml", text: "r: 1\nlora_config:\n  r: 1\n  lora_alpha: 1\n  r: 2\n")
        }
        #expect(nested?.description == "run.yaml:5: r: is given twice (first in line 3); keep one of them")
        try expect(
            "lora_config.r: 4\nlora_config:\n  r: 8\n",
            gives:
                "run.yaml:3: r: is given twice: run.yaml:1: lora_config.r = 4 and run.yaml:3: r = 8; keep one of them")
    }

    @Test(arguments: [
        ("lr: [1, 2\nseed: 1\n", "run.yaml:2: is not valid YAML: "),
        ("lr: 1\n\tseed: 2\n", "run.yaml:2: is not valid YAML: "),
        ("lr: 1\nseed\n", "run.yaml:3: is not valid YAML: "),
        ("lr: 'open\n", "run.yaml:2: is not valid YAML: "),
        ("lr: *nowhere\n", "run.yaml:1: is not valid YAML: found undefined alias"),
        ("lr: 1\n---\nlr: 2\n", "run.yaml:2: is not valid YAML: "),
        ("lr: 1\nnote: \u{1}\n", "run.yaml:2: is not valid YAML: control characters are not allowed"),
        ("- lr\n- 1\n", "run.yaml:1: must hold keys and values, such as lr: 1e-4"),
        ("just text\n", "run.yaml:1: must hold keys and values, such as lr: 1e-4"),
        ("lr: 1\n? [a, b]\n: 1\n", "run.yaml:2: a key must be one word"),
        ("[a, b]: 1\n[a, b]: 2\n", "run.yaml:1: a key must be one word"),
        (String(repeating: "[", count: 20_000), "run.yaml:1: is not valid YAML: Maximum nesting level"),
        ("fruit_dataset: &f\n  limit: 1\nberry_dataset:\n  <<: *f\n", "run.yaml:4: merge keys (<<) are not read"),
    ])
    func brokenFilesNameTheLine(yaml: String, prefix: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try SettingsFile(name: "run.yaml", text: yaml) }
        let description = try #require(error?.description)
        #expect(description.hasPrefix(prefix), "\(description)")
        #expect(!description.contains("\n"))
    }

    @Test func configOptionReadsAFile() throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "configuration-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: "run.yaml").path
        try Data("seed: 5\nlr: 0.5\n".utf8).write(to: URL(filePath: path))

        for arguments in [["--config", path, "--lr", "0.25"], ["--lr", "0.25", "--config=\(path)"]] {
            let settings = try Toy.read(arguments, yaml: "seed: 4\nfraction: 0.125\n")
            let run: ToyRun = try settings.value()
            #expect(run.seed == 5 && run.lr == 0.25 && run.fraction == 0.125)
            #expect(try settings.setting("seed").origin == .file(path: path, line: 1))
        }

        try Data([0x6C, 0x72, 0xFF, 0xFE]).write(to: URL(filePath: path))
        #expect(try Toy.problems("--config", path) == ["\(path): is not UTF-8 text; save it as UTF-8"])
        #expect(
            try Toy.problems("--config", folder.path) == ["\(folder.path): is a folder; name the YAML file inside it"])
        try Data(repeating: 0x23, count: 5 << 20).write(to: URL(filePath: path))
        #expect(try Toy.problems("--config", path) == ["\(path): has 5242880 bytes; that is no file of settings"])
    }

    @Test func aMissingFileHidesNoOtherProblem() throws {
        #expect(
            try Toy.problems("--config", "nowhere/run.yaml", "--lrr", "1") == [
                "--lrr: unknown setting; did you mean --lr?",
                "nowhere/run.yaml: there is no such settings file; check the path",
            ])
    }
}
