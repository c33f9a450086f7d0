import Configuration
import Foundation
import Testing

@Suite struct ResolvedSettingsTests {
    @Test func flagsOverrideFilesOverrideDefaults() throws {
        let files = [
            try SettingsFile(name: "base.yaml", text: "lr: 0.1\nseed: 1\nnote: base\n"),
            try SettingsFile(name: "run.yaml", text: "\nlr: 0.2\nseed: 2\n"),
        ]
        let reader = SettingsReader(schema: try Toy.schema())
        let settings = try reader.read(arguments: ["--lr", "0.3"], files: files)
        let run: ToyRun = try settings.value()
        #expect(run.lr == 0.3 && run.seed == 2 && run.note == "base" && run.batchSize == 4)
        let origins = try ["lr", "seed", "note", "batch_size"].map { try settings.setting($0).origin.description }
        #expect(origins == ["--lr", "run.yaml:3", "base.yaml:3", "default"])
    }

    @Test func aQualifiedFlagBeatsASharedKeyOfAFile() throws {
        let settings = try Toy.read("--fruit_dataset.train_split", "flag", yaml: "train_split: file")
        #expect(try settings.value(of: ToyDataset.self, group: "fruit_dataset").trainSplit == "flag")
        let other = try Toy.read("--train_split", "flag", yaml: "fruit_dataset:\n  train_split: file")
        #expect(try other.value(of: ToyDataset.self, group: "fruit_dataset").trainSplit == "flag")
    }

    @Test func groupsThatAreNotThere() throws {
        struct Stranger: SettingsGroup {
            static let fields: [Field<Stranger>] = []
        }
        let settings = try Toy.read()
        let stranger = #expect(throws: ConfigurationError.self) { try settings.value(of: Stranger.self) }
        #expect(stranger?.description == "Stranger: is no group of this command's settings")
        let several = #expect(throws: ConfigurationError.self) { try settings.value(of: ToyDataset.self) }
        #expect(several?.description == "ToyDataset: serves several groups: fruit_dataset or berry_dataset")
    }

    @Test func settingsAreFoundByAnySpelling() throws {
        let settings = try Toy.read("--r", "16")
        for key in ["r", "lora_config.r", "--lora-config.r", "--r"] {
            #expect(try settings.setting(key).value == .plain("16"))
        }
        let unknown = #expect(throws: ConfigurationError.self) { try settings.setting("lora_config.rr") }
        #expect(unknown?.description == "lora_config.rr: unknown setting; did you mean lora_config.r?")
        let shared = #expect(throws: ConfigurationError.self) { try settings.setting("limit") }
        #expect(
            shared?.description
                == "limit: several groups have this key; write fruit_dataset.limit or berry_dataset.limit")
    }

    @Test func problemsPointToTheOrigin() throws {
        let settings = try Toy.read("--r", "16", yaml: "lr: 0.5")
        #expect(try settings.problem(at: "r", "is odd").description == "--r: is odd")
        #expect(try settings.problem(at: "lr", "is odd").description == "run.yaml:1: lr: is odd")
        #expect(try settings.problem(at: "seed", "is odd").description == "--seed (not set): is odd")
    }

    @Test func yamlOfTheDefaults() throws {
        #expect(
            try Toy.read().yaml() == """
                batch_size_training: 4
                lr: 0.0001
                seed: 42
                dataset: fruit_dataset
                batching_strategy: packing
                quantization: null
                output_dir: null
                max_train_step: null
                run_validation: true
                shuffle: null
                stop_words: []
                layers: [0, 1]
                strategies: [packing]
                scales: []
                note: ""
                fraction: 0.5
                secret_switchboard: 7
                lora_config:
                  r: 8
                  lora_alpha: 32.0
                  target_modules: [q_proj, v_proj]
                  use_rslora: false
                fruit_dataset:
                  train_split: train
                  limit: null
                  cache: true
                berry_dataset:
                  train_split: all
                  limit: null
                  cache: true
                my_dataset:
                  file: my.swift
                  train_split: train

                """)
    }

    static let awkwardTexts = [
        "", " ", "None", "null", "~", "true", "No", "on", "1", "1e3", ".inf", "0x10", "2020-01-01", "a: b", "a #b",
        "#a",
        "- a", "-", "?", "[a]", "{a}", "'a'", "\"a\"", "a'b", "back\\slash", "line\nbreak\n", "\ttab", "a\rb", "&a",
        "*a",
        "!a", "%a", "@a", "`a", "|", ">", "ünïcödé", "日本語", "🦙 llama", "\u{0}\u{1}\u{7F}\u{85}\u{2028}\u{FEFF}", "a,b",
        "path/to/file-1.yaml", "x.swift:getFoo", "=", "<<", "y", "C:\\dir", " lead", "trail ", "\u{10FFFF}\u{E000}",
    ]

    @Test(arguments: awkwardTexts)
    func yamlKeepsEveryText(text: String) throws {
        let before = try Toy.read("--note=\(text)", "--my_dataset.extra=\(text)", "--output_dir=x/\(text)")
        let after = try Toy.read(yaml: before.yaml())
        #expect(try after.value(of: ToyRun.self) == before.value(of: ToyRun.self))
        #expect(try after.value(of: ToyRun.self).note == text)
        #expect(try after.value(of: ToyCustom.self).extras == ["extra": text])
        #expect(after.yaml() == before.yaml())
        #expect(try JSONSerialization.jsonObject(with: Data(before.json().utf8)) is [String: Any])
    }

    @Test func yamlKeepsListsOfAnyText() throws {
        let schema = try SettingsSchema([
            SchemaGroup(ToyRun.self, defaults: ToyRun(outputDir: "None", stopWords: Self.awkwardTexts))
        ])
        let reader = SettingsReader(schema: schema)
        let before = try reader.read(arguments: ["--lr", "1e-7", "--scales", "[1e-5,inf,-2.5e30]", "--layers", "[]"])
        let file = try SettingsFile(name: "config.yaml", text: before.yaml())
        let after = try reader.read(arguments: [], files: [file])
        let run: ToyRun = try after.value()
        #expect(try run == before.value())
        #expect(run.stopWords == Self.awkwardTexts && run.outputDir == "None")
        #expect(run.scales == [1e-5, .infinity, -2.5e30] && run.layers == [])
        #expect(after.yaml() == before.yaml())
    }

    @Test func jsonHoldsValuesAndOrigins() throws {
        let settings = try Toy.read("--no-shuffle", "--my_dataset.fil", "x", yaml: "lr: 1e-5\nscales: [.inf]\n")
        let object = try #require(try JSONSerialization.jsonObject(with: Data(settings.json().utf8)) as? [String: Any])
        let list = try #require(object["settings"] as? [[String: Any]])
        #expect(list.count == settings.settings.count)
        #expect((object["notes"] as? [String])?.count == 1)

        let lr = try #require(list.first { $0["key"] as? String == "lr" })
        #expect(lr["value"] as? Double == 1e-5)
        #expect(lr["default"] as? Double == 1e-4)
        let origin = try #require(lr["origin"] as? [String: Any])
        #expect(origin["kind"] as? String == "file")
        #expect(origin["path"] as? String == "run.yaml")
        #expect(origin["line"] as? Int == 1)

        let shuffle = try #require(list.first { $0["key"] as? String == "shuffle" })
        #expect(shuffle["value"] as? Bool == false)
        #expect(shuffle["default"] is NSNull)
        #expect((shuffle["origin"] as? [String: Any])?["flag"] as? String == "--no-shuffle")
        let scales = try #require(list.first { $0["key"] as? String == "scales" })
        #expect(scales["value"] as? [String] == [".inf"])
    }

    @Test func originTableAlignsItsColumns() throws {
        let settings = try Toy.read("--r", "16", "--secret_switchboard=1", yaml: "\nlr: 0.5")
        #expect(
            settings.originTable(onlyChanged: true) == """
                lr                  0.5  run.yaml:2
                secret_switchboard  1    --secret_switchboard
                lora_config.r       16   --r

                """)
        let full = settings.originTable().split(separator: "\n")
        #expect(full.count == settings.settings.count)
        #expect(full.contains { $0.hasPrefix("seed ") && $0.hasSuffix(" default") })
        #expect(try !Toy.read().originTable().contains("secret"))
    }

    @Test func explainTellsValueAndOrigin() throws {
        let settings = try Toy.read("--r", "16")
        #expect(
            try settings.explain("r") == """
                lora_config.r
                  Rank of the added matrices.
                  type:    whole number, from 1 to 1024
                  default: 8
                  value:   16
                  origin:  --r
                  option:  --lora_config.r INT
                  YAML:    lora_config: {r: 16}

                """)
        #expect(
            try Toy.schema().explain("dataset") == """
                dataset
                  Data set to train on.
                  type:    text, one of fruit_dataset, berry_dataset, my_dataset
                  default: fruit_dataset
                  option:  --dataset TEXT
                  YAML:    dataset: fruit_dataset

                """)
        #expect(try settings.explain("--batch-size").contains("also:    --batch_size"))
        #expect(try settings.explain("run_config").split(separator: "\n").contains("lr"))
        let group = try settings.explain("lora_config")
        #expect(["lora_config.r\n", "\nlora_config.lora_alpha\n", "origin:  --r"].allSatisfy(group.contains))
        let error = #expect(throws: ConfigurationError.self) { try settings.explain("sead") }
        #expect(error?.description == "sead: unknown setting; did you mean seed?")
    }
}
