import NearestNames
import Testing

@Suite struct NearestMatchTests {
    @Test(arguments: [
        ("", "", 0), ("a", "", 1), ("", "abc", 3), ("lr", "lr", 0), ("rl", "lr", 1), ("kitten", "sitting", 3),
        ("quantizaton", "quantization", 1), ("abcd", "acbd", 1), ("ab", "ba", 1), ("ca", "abc", 3),
    ])
    func distanceCountsEditsAndSwaps(first: String, second: String, expected: Int) {
        #expect(NearestMatch.distance(first, second) == expected)
        #expect(NearestMatch.distance(second, first) == expected)
    }

    private let names = ["lr", "num_epochs", "quantization", "batch_size_training", "target_modules", "use_fp16"]

    @Test(arguments: [
        ("quantizaton", "quantization"), ("num_epcohs", "num_epochs"), ("NUM-EPOCHS", "num_epochs"),
        ("batch_size", "batch_size_training"), ("modules", "target_modules"), ("user_fp16", "use_fp16"), ("lrr", "lr"),
    ])
    func findsWhatWasMeant(word: String, expected: String) {
        #expect(NearestMatch.find(word, in: names) == expected)
    }

    @Test(arguments: ["", "x", "zzzzzz", "weight_decay", "completely_different", "_"])
    func suggestsNothingFarFetched(word: String) {
        #expect(NearestMatch.find(word, in: names) == nil)
    }

    @Test func nearestComesFirstAndTiesKeepTheirOrder() {
        #expect(
            NearestMatch.ranked("train", in: ["brains", "trains", "train_x", "drain", "train"]) == [
                "train", "trains", "drain",
            ])
        #expect(NearestMatch.ranked("lora", in: ["lorb", "lorc"], limit: 5) == ["lorb", "lorc"])
        #expect(NearestMatch.ranked("lora", in: ["lorb", "lorc"], limit: 0).isEmpty)
    }
}
