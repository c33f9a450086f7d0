import Batching
import Datasets
import Testing

struct SplitReportTests {
    private let x: Int32 = -100

    private func report(
        _ samples: [(ids: [Int32], labels: [Int32])], _ strategy: (any BatchingStrategy)? = nil
    ) throws -> SplitReport {
        let data = try TokenizedDataset(samples: samples)
        let loader = try strategy.map { try BatchLoader(data: data, strategy: $0, shuffle: false) }
        return SplitReport(DataCheck(data, tokenizer: TinyTokenizer()), data: data, loader: loader)
    }

    @Test func goodDataSaysNothing() throws {
        // Padding with the end token, as where there is no other, is no fault.
        let report = try report(
            [([1, 65, 2], [x, 65, 2]), ([1, 66, 67, 2], [x, 66, 67, 2])],
            PaddingStrategy(contextLength: 9, batchSize: 2))
        #expect(report.warnings(isTrained: true).isEmpty && report.warnings(isTrained: false).isEmpty)
        #expect(report.fault == nil)
    }

    @Test func everyWarningTellsPlaceShareAndCure() throws {
        let report = try report([
            ([1, 65, 2], [x, 65, 2]), ([1, 65, 2], [x, 65, 2]), ([1, 65], [x, 65]), ([1, 2], [x, 2]),
            ([1, 1, 2], [x, x, x]), ([], []),
        ])
        #expect(
            report.warnings(isTrained: true) == [
                "tiny (memory): 1 of 6 samples (5, from 0) hold no token; leave them out",
                "tiny (memory): 1 of 6 samples (4, from 0) train nothing, as all their labels are masked; leave them "
                    + "out, or mend the mask",
                "tiny (memory): 1 of 6 samples (3, from 0) train nothing but the stop token, as their answers are empty; "
                    + "leave them out, or fill them in",
                "tiny (memory): 1 of 6 samples (2, from 0) train no stop token, so that the model learns to go on there; "
                    + "end each answer in a stop token with a label",
                "tiny (memory): 1 of 6 samples (4, from 0) begin with two BOS tokens, of which the text holds one and "
                    + "the tokenizer adds one; take one of them away",
                "tiny (memory): 1 of 6 samples are exact copies of earlier ones (the first: 1 of 0, from 0); remove "
                    + "them, unless they are to weigh more",
            ])
        let many = try self.report(Array(repeating: ([1, 1, 66, 2], [x, x, 66, 2]), count: 9))
        #expect(many.warnings(isTrained: true)[0].contains("9 of 9 samples (the first: 0, 1, 2, from 0) begin with"))
    }

    @Test func masksShiftedByAMergeAreTold() throws {
        let list = SampleList(samples: [
            .joined(prompt: "a:", completion: "xy"), .joined(prompt: "a:", completion: "y"),
        ])
        let data = try SampleTokenizer(tokenizer: TinyTokenizer()).tokenize(list)
        let report = SplitReport(DataCheck(data, tokenizer: TinyTokenizer()), data: data)
        #expect(report.counts.shiftedMasks.count == 1)
        #expect(report.warnings(isTrained: true)[0].hasPrefix("list (memory): 1 of 2 samples have a mask that is off"))
    }

    @Test func truncationIsToldWhenItIsUnusual() throws {
        let long: (ids: [Int32], labels: [Int32]) = ([1, 2, 65, 66], [x, 2, 65, 66])
        func warnings(_ whole: Int) throws -> [String] {
            let short = (0..<whole).map { (ids: [1, Int32($0 + 10), 2], labels: [x, Int32($0 + 10), 2]) }
            return try report(short + [long], PaddingStrategy(contextLength: 3, batchSize: 4)).warnings(isTrained: true)
        }
        #expect(
            try warnings(18) == [
                "tiny (memory): 1 of 19 samples are cut at context_length, and 1 tokens at their ends are lost; raise "
                    + "--context_length, or use --batching_strategy packing"
            ])
        #expect(try warnings(19).isEmpty)
    }

    @Test func aStopTokenThatIsCutOffEverywhereForbidsTraining() throws {
        let sample: (ids: [Int32], labels: [Int32]) = ([1, 65, 66, 2], [x, 65, 66, 2])
        #expect(try report([sample], PaddingStrategy(contextLength: 4, batchSize: 1)).fault == nil)
        let fault = try report([sample, sample], PaddingStrategy(contextLength: 3, batchSize: 1)).fault
        #expect(
            fault?.description == "tiny (memory): the stop token is never trained: it is cut off or dropped from all 2 "
                + "samples; raise --context_length, or use --batching_strategy packing and --drop_last False")
        #expect(try report([sample], PackingStrategy(contextLength: 3, batchSize: 1)).fault != nil)
        #expect(try report([sample], PackingStrategy(contextLength: 2, batchSize: 1)).fault == nil)
    }

    @Test func heldOutDataMayLackStopTokens() throws {
        let report = try report([([1, 65], [x, 65])])
        #expect(report.fault != nil)
        #expect(report.warnings(isTrained: true).isEmpty)
        #expect(report.warnings(isTrained: false)[0].contains("the stop token is never trained"))
    }

    @Test func aTokenizerWithoutStopTokensIsTold() throws {
        var tokenizer = TinyTokenizer()
        tokenizer.hasEOS = false
        let data = try TokenizedDataset(samples: [([1, 65], [x, 65])])
        let report = SplitReport(DataCheck(data, tokenizer: tokenizer), data: data)
        #expect(report.fault == nil)
        #expect(report.warnings(isTrained: true)[0].contains("the tokenizer names no stop token"))
    }

    @Test func validationSamplesThatAreTrainedOnAreTold() throws {
        let train = try TokenizedDataset(samples: [([1, 65, 2], [x, 65, 2]), ([1, 66, 2], [x, 66, 2])])
        let held = try TokenizedDataset(samples: [([1, 67, 2], [x, 67, 2]), ([1, 66, 2], [x, 66, 2])])
        let checks = (DataCheck(train, tokenizer: TinyTokenizer()), DataCheck(held, tokenizer: TinyTokenizer()))
        let report = DataReport(
            training: SplitReport(checks.0, data: train), validation: SplitReport(checks.1, data: held),
            trainedValidation: checks.1.copies(of: checks.0), previews: [])
        #expect(
            report.warnings == [
                "tiny (memory): 1 of 2 validation samples are trained on as well (the first: 1 is training sample 1, "
                    + "from 0), so the validation loss comes out too low; remove them from one of the two"
            ])
    }
}
