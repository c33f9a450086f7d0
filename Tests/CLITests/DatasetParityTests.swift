import ModelFiles
import TestFolders
import Testing
import TestingSupport

/// Ids and labels of `inspect` against those of llama-cookbook's own functions on the same files with the same tokenizer.
@Suite("data sets as llama-cookbook makes them", .enabled(if: Reference.isInstalled, "\(Reference.reason)"))
struct DatasetParityTests {
    typealias Kind = CookbookAnswers.Kind
    typealias Request = CookbookAnswers.Request

    private static let packedLengths = [16, 64, 301]
    private static let batchSizes = [1, 4]

    /// The rows made for these tests, in every form; one run of Python for all tests.
    private static let own = Result {
        try CookbookAnswers { scratch in
            try ToyData.allCases.flatMap { data in
                let file = try OddRows.write(data, to: scratch)
                return Kind.installed.flatMap { kind in
                    let plain = Request(data: data, file: file, kind: kind)
                    return [plain] + packedLengths.map { with(plain, \.packing, $0) }
                        + batchSizes.map { with(plain, \.padding, $0) }
                        + (data == .alpaca ? [with(plain, \.split, "validation")] : [])
                }
            }
        }
    }

    private static func with<Value>(
        _ request: Request, _ key: WritableKeyPath<Request, Value>, _ value: Value
    ) -> Request {
        var request = request
        request[keyPath: key] = value
        return request
    }

    private func inspect(_ request: Request, _ answers: CookbookAnswers, _ options: String...) throws -> [JSONValue] {
        let name = request.data.rawValue
        let answer = try Program.run(
            [
                "inspect", "--tokenizer_name", answers.tokenizer(request.kind), "--json", "--check_data", "False",
                "--dataset", name, "--\(name).\(request.data == .alpaca ? "data_path" : "train_split")", request.file,
                "--split", request.split,
            ] + options)
        try #require(answer.exitCode == 0, "\(answer)")
        return try answer.json()
    }

    private func expectEqual(_ ours: [JSONValue], _ theirs: [JSONValue]) {
        #expect(!theirs.isEmpty && ours.count == theirs.count)
        for (index, (our, their)) in zip(ours, theirs).enumerated() {
            for key in ["input_ids", "labels"] where our.ids(key) == nil || our.ids(key) != their.ids(key) {
                Issue.record("\(key) of row \(index): \(our.ids(key) ?? []) and \(their.ids(key) ?? [])")
                return
            }
        }
    }

    /// The plain request for the rows made here.
    private func plainRequest(_ data: ToyData, _ kind: Kind) -> Request? {
        (try? Self.own.get().requests)?.first { $0.data == data && $0.kind == kind }
    }

    @Test("samples, one by one", arguments: ToyData.allCases, Kind.installed)
    func samples(data: ToyData, kind: Kind) throws {
        let answers = try Self.own.get()
        let plain = try #require(plainRequest(data, kind))
        let ours = try inspect(plain, answers, "--batching_strategy", "none")
        expectEqual(ours, answers(plain))
        let held = OddRows.pairs.count / 20
        #expect(ours.count == OddRows.pairs.count - (data == .alpaca ? held : 0))
        guard data == .alpaca else { return }
        let validation = Self.with(plain, \.split, "validation")
        expectEqual(try inspect(validation, answers, "--batching_strategy", "none"), answers(validation))
        #expect(answers(validation).count == held)
    }

    @Test(
        "packed chunks, with the original's attention, order and losses at the end", arguments: ToyData.allCases,
        Kind.installed)
    func packing(data: ToyData, kind: Kind) throws {
        let answers = try Self.own.get()
        for length in Self.packedLengths {
            let request = Self.with(try #require(plainRequest(data, kind)), \.packing, length)
            let ours = try inspect(
                request, answers, "--batching_strategy", "packing", "--context_length", "\(length)",
                "--cross_document_attention", "True", "--shuffle", "False", "--drop_last", "True")
            // The original also loses a last chunk that is full (docs/differences-from-llama-recipes.md).
            #expect((0...1).contains(ours.count - answers(request).count))
            expectEqual(Array(ours.prefix(answers(request).count)), answers(request))
            #expect(ours.allSatisfy { $0.ids("position_ids") == Array(0..<length) })
        }
    }

    @Test(
        "padded batches by length; the original draws another order of batches", arguments: ToyData.allCases,
        Kind.installed)
    func padding(data: ToyData, kind: Kind) throws {
        let answers = try Self.own.get()
        for size in Self.batchSizes {
            let request = Self.with(try #require(plainRequest(data, kind)), \.padding, size)
            let rows = try inspect(
                request, answers, "--batching_strategy", "padding", "--batch_size_training", "\(size)",
                "--drop_last", "True", "--shuffle", "True")
            try #require(rows.count == answers(request).count)
            func batches(_ rows: [JSONValue]) -> [JSONValue] {
                stride(from: 0, to: rows.count, by: size).map { Array(rows[$0..<$0 + size]) }.sorted {
                    let (one, other) = ($0[0].ids("input_ids") ?? [], $1[0].ids("input_ids") ?? [])
                    return (one.count, "\(one)") < (other.count, "\(other)")
                }.flatMap { $0 }
            }
            let (ours, theirs) = (batches(rows), batches(answers(request)))
            expectEqual(ours, theirs)
            for (our, their) in zip(ours, theirs) {
                let mask = try #require(their.ids("attention_mask"))
                #expect(our.ids("document_lengths") == [mask.count { $0 == 1 }])
            }
        }
    }

    private static let fixtures = PackageRoot.file("../shared/fixtures")
    private static let files: [(data: ToyData, name: String)] = [
        (.samsum, "samsum/samsum-validation.csv"), (.samsum, "samsum/samsum-test.csv"),
        (.grammar, "grammar/grammar_validation.csv"), (.grammar, "grammar/jtrain_from_jfleg_dev.csv"),
        (.alpaca, "alpaca/alpaca_en_demo.json"), (.alpaca, "alpaca/alpaca_zh_demo.json"),
        (.alpaca, "alpaca/litgpt_alpaca_fixture.json"), (.alpaca, "alpaca/torchtune_alpaca_tiny.json"),
    ]

    @Test(
        "real data, sample by sample",
        .enabled(if: PackageRoot.has("../shared/fixtures"), "the optional folder ../shared/fixtures is absent"),
        .enabled(if: RealModel.isInstalled, "needs SmolLM2-135M-Instruct in .deps/models: run scripts/bootstrap"))
    func real() throws {
        let answers = try CookbookAnswers { _ in
            Self.files.flatMap { data, name in
                (data == .alpaca ? ["train", "validation"] : ["train"]).map {
                    Request(data: data, file: "\(Self.fixtures)/\(name)", kind: .real, split: $0)
                }
            }
        }
        #expect(answers.requests.count == 12)
        for request in answers.requests {
            expectEqual(try inspect(request, answers, "--batching_strategy", "none"), answers(request))
        }
    }
}
