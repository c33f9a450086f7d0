import Configuration
import Testing

@Suite struct SettingsSchemaTests {
    private struct Broken: SettingsGroup {
        var a = 1
        var b = true
        static let fields: [Field<Broken>] = [
            Field("a", \.a, "One."), Field("a", \.a, "Two."), Field("con fig", \.a, "Three."),
            Field("config", \.a, "Four."), Field("b", \.b, "Five."), Field("no_b", \.a, "Six."),
        ]
    }

    private struct Twin: SettingsGroup {
        var lr = 1.0
        static let fields: [Field<Twin>] = [Field("lr", \.lr, "Again.")]
    }

    private func problems(_ groups: [SchemaGroup]) -> [String] {
        do {
            _ = try SettingsSchema(groups)
            return []
        } catch {
            return error.problems.map(\.description)
        }
    }

    @Test func goodDeclarationsHaveNoProblems() throws {
        #expect(try Toy.schema().groups.count == 5)
        #expect(try SettingsSchema([ToyRun.self, ToyLoRA.self]).settings.count == 21)
    }

    @Test func mistakesInDeclarationsAreFound() {
        #expect(
            problems([SchemaGroup(Broken.self)]) == [
                "a: the key a is also that of a",
                "Broken: 'con fig' cannot be a name; names are letters, digits and underscores",
                "config: the key config is also that of the reader's own --config",
                "no_b: reads as the negation of the switch b",
            ])
        #expect(problems([SchemaGroup(ToyRun.self), SchemaGroup(Twin.self)]) == ["lr: the key lr is also that of lr"])
        #expect(problems([SchemaGroup(ToyRun.self), SchemaGroup(Twin.self, name: "twin")]) == [])
        #expect(
            problems([SchemaGroup(ToyLoRA.self), SchemaGroup(ToyLoRA.self)]) == [
                "lora_config: two groups have this name"
            ])
        #expect(
            problems([SchemaGroup(ToyLoRA.self, selectedBy: GroupSelector(key: "peft_method", value: "lora"))]) == [
                "LoRA: is selected by peft_method, which is no setting"
            ])
    }

    @Test func descriptionsTellWhatIsKnown() throws {
        let schema = try Toy.schema()
        let batch = try schema.setting("--batch-size")
        #expect(batch.qualifiedName == "batch_size_training")
        #expect(batch.group == nil && batch.aliases == ["batch_size"] && batch.defaultText == "4")
        #expect(batch.typeText == "whole number, at least 1")
        let rank = try schema.setting("r")
        #expect(rank.qualifiedName == "lora_config.r" && rank.typeText == "whole number, from 1 to 1024")
        #expect(try schema.setting("quantization").typeText == "4bit or 8bit, or None")
        #expect(try schema.setting("note").defaultText == "\"\"")
        #expect(try schema.setting("berry_dataset.train_split").defaultText == "all")
        #expect(try schema.setting("target_modules").defaultText == "[q_proj,v_proj]")
    }

    @Test func markdownHasOneTableForEachGroup() throws {
        let schema = try SettingsSchema([ToyLoRA.self, ToyCustom.self])
        #expect(
            schema.markdown(headingLevel: 3) == """
                ### LoRA (`lora_config`)

                | option | value | default | meaning |
                |---|---|---|---|
                | `--lora_config.r` | whole number, from 1 to 1024 | `8` | Rank of the added matrices. |
                | `--lora_config.lora_alpha` | number | `32.0` | Scale of the added matrices. |
                | `--lora_config.target_modules` | list of texts, not empty | `[q_proj,v_proj]` | Layers that get an adapter. |
                | `--lora_config.use_rslora` | True or False | `False` | Divide by the root of the rank. |

                ### Your own data (`my_dataset`)

                | option | value | default | meaning |
                |---|---|---|---|
                | `--my_dataset.file` | text | `my.swift` | Source file. |
                | `--my_dataset.train_split` | text | `train` | Split to train on. |
                | `--my_dataset.KEY` | text | | Any other key is passed on as text. |

                """)
        let run = try SettingsSchema([ToyRun.self]).markdown()
        #expect(run.hasPrefix("## Run\n\nWhat a run does.\n"))
        #expect(run.contains("Rows in one micro-batch. Also `--batch_size`. |"))
        #expect(!run.contains("secret"))
    }
}
