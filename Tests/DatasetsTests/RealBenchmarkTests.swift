import Datasets
import Testing

/// SuperGLUE, SST-2, XNLI and IWSLT14 on the real files; the counts are those that come with them.
@Suite(.enabled(if: SharedFixtures.isPresent, Comment(rawValue: SharedFixtures.absence)))
struct RealBenchmarkTests {
    private func folder(_ name: String) -> String { SharedFixtures.path + "/" + name }

    @Test(arguments: [
        ("boolq", 32, 3270), ("cb", 32, 56), ("copa", 32, 100), ("multirc", nil, 4848), ("rte", 32, 277),
        ("wic", 32, 638), ("wsc", 32, 104),
    ])
    func superGLUE(task: String, train: Int?, validation: Int) throws {
        for template in ClassificationTemplate.allCases {
            let options = ["task": task, "template": template.rawValue]
            let held = try makeDataset("super_glue", folder("superglue"), .validation, options)
            #expect(held.count == validation)
            for index in 0..<held.count {
                let (prompt, completion) = try parts(held.sample(at: index))
                let choices = try held.choices(at: index)
                #expect(prompt.hasSuffix("\n") && choices.contains(completion))
                #expect(try held.references(at: index) == [completion])
            }
            let data = try makeDataset("super_glue", folder("superglue"), .train, options)
            if let train { #expect(data.count == train) }
            #expect(try allSamples(data).count == data.count)
        }
    }

    @Test func multiRCKeepsItsGroups() throws {
        let config = DatasetConfig(
            name: "super_glue", dataPath: folder("superglue"), options: ["task": "multirc"])
        let data = try SuperGLUEDataset(config: config, split: .validation)
        let groups = try Set(
            (0..<data.count).map { index in
                let id = try data.identifier(at: index)
                return [id["paragraph"]?.integer ?? -1, id["question"]?.integer ?? -1]
            })
        // The official validation set has 953 questions about 83 passages.
        #expect(groups.count == 953)
        #expect(Set(groups.map { $0[0] }).count == 83)
    }

    @Test func recordHasOneSampleForEachAnswerInTraining() throws {
        let options = ["task": "record"]
        let train = try makeDataset("super_glue", folder("superglue"), .train, options)
        let held = try makeDataset("super_glue", folder("superglue"), .validation, options, test: "train")
        let answers = try (0..<held.count).map { try held.references(at: $0) }
        #expect(held.count == 32)
        #expect(train.count == answers.map(\.count).reduce(0, +))
        #expect(try allSamples(train).map { try parts($0).completion } == answers.flatMap { $0 })
        for index in 0..<held.count {
            #expect(try parts(held.sample(at: index)).prompt.contains("@placeholder"))
            #expect(try !parts(held.sample(at: index)).prompt.contains("@highlight"))
            let choices = try held.choices(at: index)
            #expect(answers[index].contains { choices.contains($0) })
        }
    }

    @Test func mostSpansOfWSCAreInItsTexts() throws {
        let options = ["task": "wsc", "template": "t5"]
        let data = try makeDataset("super_glue", folder("superglue"), .validation, options)
        let marked = try allSamples(data).filter { sample in
            let prompt = try parts(sample).prompt
            return prompt.contains("* ") && prompt.contains("# ")
        }
        #expect(marked.count == 104)
    }

    @Test func everyTrueRowOfWSCTellsItsNoun() throws {
        let options = ["task": "wsc", "template": "t5_noun"]
        let train = try makeDataset("super_glue", folder("superglue"), .train, options)
        #expect(train.count + train.skippedRows == 32 && train.count > 0)
        let held = try makeDataset("super_glue", folder("superglue"), .validation, options)
        #expect(held.count == 104)
        for data in [train, held] {
            for sample in try allSamples(data) {
                let (prompt, noun) = try parts(sample)
                #expect(prompt.split(separator: "*").count == 3 && !noun.isEmpty)
            }
        }
    }

    @Test func sst2() throws {
        let clairett = folder("sst2/clairett")
        #expect(try makeDataset("sst_2", clairett, .train).count == 6920)
        #expect(try makeDataset("sst_2", clairett, .validation).count == 872)
        let test = try makeDataset("sst_2", clairett, .test)
        #expect(try allSamples(test).count == 1821)
        let glue = try makeDataset("sst_2", folder("sst2/glue_alps"), .validation)
        #expect(glue.count == 6735)
        #expect(
            try glue.sample(at: 0)
                == .separate(
                    prompt: "Review:\nthe expressive power of the camera\n"
                        + "Is this movie review sentence negative or positive?\n", completion: "positive"))
        #expect(try allSamples(makeDataset("sst_2", folder("sst2/glue_alps"), .test)).count == 872)
    }

    @Test(arguments: ["de", "en", "zh"]) func xnli(language: String) throws {
        let data = try makeDataset("xnli", folder("xnli/xtreme_format"), .validation, ["lang": language])
        let completions = try allSamples(data).map { try parts($0).completion }
        #expect(completions.count == 2490)
        // The official sets are balanced.
        #expect(
            Dictionary(grouping: completions) { $0 }.mapValues(\.count) == [
                "yes": 830, "it is not possible to tell": 830, "no": 830,
            ])
        let test = try makeDataset("xnli", folder("xnli/xtreme_format"), .test, ["lang": language])
        #expect(test.count == 5010)
        #expect(try datasetError { try test.sample(at: 0) }.problem.hasPrefix("the row has no label"))
    }

    @Test func twoLayoutsOfXNLIGiveTheSameSamples() throws {
        let first = try makeDataset("xnli", folder("xnli/xtreme_format"), .validation, ["lang": "zh"])
        let second = try makeDataset("xnli", folder("xnli/ernie_zh"), .validation, ["lang": "zh"])
        let (one, other) = (try allSamples(first), try allSamples(second))
        #expect(one == other)
        #expect(try allSamples(makeDataset("xnli", folder("xnli/ernie_zh"), .test, ["lang": "zh"])).count == 5010)
    }

    @Test func iwslt14() throws {
        let path = folder("iwslt14/tok_nobpe")
        let data = try makeDataset("iwslt_14", path, .validation)
        #expect((data.count, data.skippedRows) == (7283, 0))
        let first = try parts(data.sample(at: 0))
        #expect(
            first.prompt == "Translate this from English to German:\nit &apos;s that pyramid .\n---\nGerman:\n")
        #expect(first.completion == "es ist diese pyramide .")
        let back = try makeDataset("iwslt_14", path, .test, ["src_lang": "de", "tgt_lang": "en"])
        #expect(back.count == 6750)
        #expect(try parts(back.sample(at: 0)).completion.hasPrefix("you know , one of the intense pleasures"))
        let error = try datasetError { try makeDataset("iwslt_14", path, .train) }
        #expect(error.problem.contains("tried train.en"))
    }
}
