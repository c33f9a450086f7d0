import Batching
import Datasets
import Testing

struct SampleTokenizerTests {
    private let x: Int32 = -100

    @Test func separateMasksBOSAndPrompt() throws {
        let sample = try SampleTokenizer(tokenizer: TinyTokenizer())
            .tokenize(.separate(prompt: "ab:", completion: "xy"))
        // The merge ":x" cannot happen, as the two are tokenized apart.
        #expect(sample.inputIDs == [1, 97, 98, 58, 120, 121, 2])
        #expect(sample.labels == [x, x, x, x, 120, 121, 2])
    }

    @Test func separateWithoutBOSPrependsNothing() throws {
        let sample = try SampleTokenizer(tokenizer: TinyTokenizer(hasBOS: false))
            .tokenize(.separate(prompt: "a", completion: ""))
        #expect(sample == TokenizedSample(inputIDs: [97, 2], labels: [x, 2]))
    }

    @Test func joinedUsesDefaultSpecialsAndAppendsEOS() throws {
        let sample = try SampleTokenizer(tokenizer: TinyTokenizer()).tokenize(.joined(prompt: "ab", completion: "cd"))
        #expect(sample == TokenizedSample(inputIDs: [1, 97, 98, 99, 100, 2], labels: [x, x, x, 99, 100, 2]))
    }

    @Test func joinedMasksByTheLengthOfThePromptAlone() throws {
        let tokenizer = SampleTokenizer(tokenizer: TinyTokenizer())
        let sample = try tokenizer.tokenize(.joined(prompt: "a:", completion: "xy"))
        // prompt = [1, 97, 58]; joined = [1, 97, 200, 121]: the merged token falls into the mask, as in llama-recipes.
        #expect(sample == TokenizedSample(inputIDs: [1, 97, 200, 121, 2], labels: [x, x, x, 121, 2]))
        let data = try tokenizer.tokenize(
            SampleList(samples: [.joined(prompt: "a:", completion: "xy"), .joined(prompt: "a:", completion: "y")]))
        #expect(data.statistics.shiftedMasks == 1)
    }

    @Test func missingEOSIsAnError() throws {
        let tokenizer = SampleTokenizer(tokenizer: TinyTokenizer(hasEOS: false))
        for sample in [Sample.separate(prompt: "a", completion: "b"), .joined(prompt: "a", completion: "b")] {
            let error = try #require(throws: BatchingError.self) { try tokenizer.tokenize(sample) }
            #expect(error.problem.contains("no EOS token"))
        }
        #expect(try tokenizer.tokenize(.tokenized(inputIDs: [5], labels: [5])).inputIDs == [5])
    }

    @Test func tokenizedSamplesAreTakenAsTheyAre() throws {
        let tokenizer = SampleTokenizer(tokenizer: TinyTokenizer())
        let sample = try tokenizer.tokenize(.tokenized(inputIDs: [7, 8, 255], labels: [-100, 9, 0]))
        #expect(sample == TokenizedSample(inputIDs: [7, 8, 255], labels: [x, 9, 0]))
    }

    @Test(arguments: [
        ([1, 2], [1], "there are 2 ids and 1 labels"),
        ([1, 256], [1, 2], "the id 256 is outside the vocabulary of 256"),
        ([-1], [1], "the id -1 is outside the vocabulary of 256"),
        ([1, 2], [1, -1], "the label -1 is neither -100 nor in the vocabulary of 256"),
    ])
    func wrongIDsAreErrors(ids: [Int], labels: [Int], problem: String) throws {
        let tokenizer = SampleTokenizer(tokenizer: TinyTokenizer())
        let error = try #require(throws: BatchingError.self) {
            try tokenizer.tokenize(.tokenized(inputIDs: ids, labels: labels))
        }
        #expect(error.problem == problem)
    }

    @Test func padsWithEOSWhereThereIsNoPadToken() {
        #expect(SampleTokenizer(tokenizer: TinyTokenizer()).padTokenID == 2)
        #expect(SampleTokenizer(tokenizer: TinyTokenizer(hasPad: true)).padTokenID == 3)
        #expect(SampleTokenizer(tokenizer: TinyTokenizer(hasEOS: false)).padTokenID == 0)
    }

    @Test(arguments: [1, 2, 7])
    func threadsKeepTheOrder(threads: Int) throws {
        let samples = (0..<1000).map {
            Sample.separate(prompt: "\($0)", completion: String(repeating: "z", count: $0 % 5))
        }
        let tokenizer = SampleTokenizer(tokenizer: TinyTokenizer())
        let data = try tokenizer.tokenize(SampleList(samples: samples, skippedRows: 3), threads: threads)
        #expect((data.count, data.skippedRows, data.padTokenID) == (1000, 3, 2))
        for (index, sample) in samples.enumerated() { #expect(data[index] == (try tokenizer.tokenize(sample))) }
    }

    @Test func theFirstFaultySampleIsReported() throws {
        var samples = Array(repeating: Sample.separate(prompt: "a", completion: "b"), count: 1000)
        for index in [300, 301, 700, 999] { samples[index] = .separate(prompt: "é\(index)", completion: "") }
        let tokenizer = SampleTokenizer(tokenizer: TinyTokenizer())
        let error = try #require(throws: BatchingError.self) { try tokenizer.tokenize(SampleList(samples: samples)) }
        #expect(
            error.description == "list (memory): sample 300 (from 0): cannot be tokenized: no id for 'é'; "
                + "look at the text of this sample")
    }
}
