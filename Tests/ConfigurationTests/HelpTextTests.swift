import Configuration
import Testing

@Suite struct HelpTextTests {
    @Test func helpOfASmallSchema() throws {
        let schema = try SettingsSchema([ToyLoRA.self, ToyCustom.self])
        #expect(
            schema.helpText(width: 72) == """
                LoRA (lora_config)
                  --lora_config.r INT       Rank of the added matrices. [from 1 to 1024;
                                            default: 8]
                  --lora_config.lora_alpha NUMBER
                                            Scale of the added matrices. [default: 32.0]
                  --lora_config.target_modules [TEXT,…]
                                            Layers that get an adapter. [not empty;
                                            default: [q_proj,v_proj]]
                  --lora_config.use_rslora True|False
                                            Divide by the root of the rank.
                                            [default: False]

                Your own data (my_dataset)
                  --my_dataset.file TEXT    Source file. [default: my.swift]
                  --my_dataset.train_split TEXT
                                            Split to train on. [default: train]
                  --my_dataset.KEY TEXT     Any other key is passed on as text.

                Reading settings
                  --config FILE             YAML file of settings; options given here
                                            override it.
                  --help                    Show this text.

                A setting is written --key value or --key=value. True|False settings may
                also be written --key and --no-key. The group before a dot may be left
                out where only one group has the key.

                """)
    }

    @Test(arguments: [0, 40, 57, 80, 120])
    func linesStayWithinTheTerminal(width: Int) throws {
        let text = try Toy.schema().helpText(width: width)
        let limit = max(40, width)
        for line in text.split(separator: "\n") where line.count > limit {
            // Only one long option or word may stick out.
            #expect(line.drop { $0 == " " }.split(separator: " ").count <= 2, "\(line)")
        }
    }

    @Test func everySettingIsShownButTheHidden() throws {
        let schema = try Toy.schema()
        let text = schema.helpText()
        for setting in schema.settings {
            #expect(text.contains("--\(setting.qualifiedName) ") == !setting.isHidden, "\(setting.qualifiedName)")
        }
    }

    @Test func factsFollowTheSentence() throws {
        let text = try Toy.schema().helpText(width: 200)
        #expect(text.contains("Rows in one micro-batch. [at least 1; also --batch_size; default: 4]"))
        #expect(text.contains("[one of fruit_dataset, berry_dataset, my_dataset; default: fruit_dataset]"))
        #expect(text.contains("--batching_strategy packing|padding"))
        #expect(text.contains("How samples become rows. [default: packing]"))
        #expect(text.contains("Free text. [default: \"\"]"))
        #expect(text.hasPrefix("Run\n  What a run does.\n"))
    }

    @Test func oneGroupAlone() throws {
        let schema = try Toy.schema()
        let text = try schema.helpText(width: 80, group: "lora-config")
        #expect(text.hasPrefix("LoRA (lora_config)\n"))
        #expect(!text.contains("--lr "))
        let error = #expect(throws: ConfigurationError.self) { try schema.helpText(group: "lora_confg") }
        #expect(error?.description == "lora_confg: is no group of settings; did you mean lora_config?")
    }
}
