import Configuration
import Testing

@Suite struct OptionFormTests {
    @Test func nothingGivenMeansDefaults() throws {
        #expect(try Toy.run() == ToyRun())
        #expect(try Toy.lora() == ToyLoRA())
    }

    @Test(arguments: [
        ["--batch_size_training", "2"], ["--batch_size_training=2"], ["--batch-size-training", "2"],
        ["--batch-size-training=2"], ["--batch_size", "2"], ["--batch-size=2"],
        ["--run_config.batch_size_training", "2"],
    ])
    func valueForms(arguments: [String]) throws {
        let run: ToyRun = try Toy.read(arguments).value()
        #expect(run.batchSize == 2)
    }

    @Test(arguments: [
        "--run_validation", "--run-validation", "--run_validation=True", "--run_validation true", "--run_validation 1",
        "--run_validation yes", "--run_validation=1",
    ])
    func switchesOn(line: String) throws {
        let yaml = "run_validation: False"
        let run: ToyRun = try Toy.read(line.split(separator: " ").map(String.init), yaml: yaml).value()
        #expect(run.runValidation)
    }

    @Test(arguments: [
        "--run_validation False", "--run_validation=false", "--run_validation 0", "--run_validation no",
        "--no-run_validation", "--no-run-validation", "--no_run_validation", "--norun_validation", "--norun-validation",
        "--run_config.no_run_validation", "--no-run_config.run_validation",
    ])
    func switchesOff(line: String) throws {
        let run: ToyRun = try Toy.read(line.split(separator: " ").map(String.init)).value()
        #expect(!run.runValidation)
    }

    @Test func switchesLeaveTheNextOptionAlone() throws {
        let run = try Toy.run("--run_validation", "--lr", "1")
        #expect(run.runValidation && run.lr == 1)
    }

    @Test func optionalSwitchesHaveThreeStates() throws {
        #expect(try Toy.run().shuffle == nil)
        #expect(try Toy.run("--shuffle").shuffle == true)
        #expect(try Toy.run("--no-shuffle").shuffle == false)
        #expect(try Toy.run("--shuffle", "None", yaml: "shuffle: yes").shuffle == nil)
    }

    @Test(arguments: ["--lora_config.r", "--lora-config.r", "--r"])
    func groupKeysWithAndWithoutTheGroup(option: String) throws {
        #expect(try Toy.lora(option, "16").r == 16)
    }

    @Test func groupSwitches() throws {
        #expect(try Toy.lora("--lora_config.use_rslora").useRSLoRA)
        #expect(try !Toy.lora("--no-lora_config.use_rslora", yaml: "use_rslora: true").useRSLoRA)
        #expect(try !Toy.lora("--lora_config.no_use_rslora", yaml: "use_rslora: true").useRSLoRA)
        #expect(try !Toy.lora("--no-use_rslora", yaml: "use_rslora: true").useRSLoRA)
    }

    @Test func negativeNumbersAreValues() throws {
        #expect(try Toy.lora("--lora_alpha", "-1").alpha == -1)
        #expect(try Toy.lora("--lora_alpha", "-1e-3").alpha == -1e-3)
        #expect(try Toy.lora("--lora_alpha=-.5").alpha == -0.5)
    }

    @Test func textIsTakenAsItStands() throws {
        #expect(try Toy.run("--note", "a=b --c 'd'").note == "a=b --c 'd'")
        #expect(try Toy.run("--note=--lr=3").note == "--lr=3")
        #expect(try Toy.run("--note=").note == "")
        #expect(try Toy.run("--note", "").note == "")
        #expect(try Toy.run("--note", "-").note == "-")
        #expect(try Toy.run("--output_dir", "None").outputDir == nil)
        #expect(try Toy.run("--output_dir", "my/dir").outputDir == "my/dir")
    }

    @Test func everyTypeFromTheCommandLine() throws {
        let run = try Toy.run(
            "--seed", "7", "--dataset", "berry_dataset", "--batching_strategy", "padding", "--quantization", "4bit",
            "--max_train_step", "5", "--stop_words", "['a', 'b,c']", "--layers", "3,4", "--strategies", "padding",
            "--scales", "[0.5,1e2]", "--secret_switchboard", "1")
        #expect(run.seed == 7)
        #expect(run.dataset == "berry_dataset")
        #expect(run.strategy == .padding)
        #expect(run.quantization == .fourBit)
        #expect(run.maxSteps == 5)
        #expect(run.stopWords == ["a", "b,c"])
        #expect(run.layers == [3, 4])
        #expect(run.strategies == [.padding])
        #expect(run.scales == [0.5, 100])
        #expect(run.secret == 1)
    }

    @Test func sharedKeysGoToTheGroupInUse() throws {
        let fruit = try Toy.read("--train_split", "mine")
        #expect(try fruit.value(of: ToyDataset.self, group: "fruit_dataset").trainSplit == "mine")
        #expect(try fruit.value(of: ToyDataset.self, group: "berry_dataset").trainSplit == "all")
        #expect(try fruit.value(of: ToyCustom.self).trainSplit == "train")

        let berry = try Toy.read("--dataset", "berry_dataset", "--no-cache", yaml: "limit: 3")
        #expect(
            try berry.value(of: ToyDataset.self, group: "berry_dataset")
                == ToyDataset(trainSplit: "all", limit: 3, cache: false))
        #expect(try berry.value(of: ToyDataset.self, group: "fruit_dataset") == ToyDataset())
    }

    @Test func openGroupsKeepOtherKeysAsText() throws {
        let settings = try Toy.read(
            "--my_dataset.file", "x.swift:getFoo", "--my_dataset.max-words", "5", "--my_dataset.strict",
            yaml: "my_dataset:\n  colour: red\n  limit: 1.50\n")
        let custom: ToyCustom = try settings.value()
        #expect(custom.file == "x.swift:getFoo")
        #expect(custom.extras == ["max_words": "5", "strict": "True", "colour": "red", "limit": "1.50"])
        #expect(settings.notes.isEmpty)
        #expect(try settings.setting("my_dataset.colour").origin == .file(path: "run.yaml", line: 2))
    }

    @Test func extraKeysThatLookMisspeltAreNoted() throws {
        let settings = try Toy.read("--my_dataset.flie", "x")
        #expect(settings.notes == ["--my_dataset.flie: is passed on as an extra key; did you mean my_dataset.file?"])
    }

    @Test func repeatingTheSameValueIsHarmless() throws {
        #expect(try Toy.run("--lr", "1e-3", "--lr=0.001").lr == 1e-3)
        #expect(try Toy.run("--shuffle", "--shuffle", "yes").shuffle == true)
    }

    @Test func helpIsAskedForAnywhere() {
        #expect(SettingsReader.asksForHelp(["--lr", "1", "--help"]))
        #expect(SettingsReader.asksForHelp(["-h"]))
        #expect(!SettingsReader.asksForHelp(["--note=--help"]))
    }
}
