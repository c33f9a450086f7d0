import Batching
import Testing

struct MarkedTextTests {
    private let text = MarkedText(
        inputIDs: [1, 97, 98, 99, 2, 100], labels: [-100, -100, 98, 99, 2, -100], tokenizer: TinyTokenizer())

    @Test func trainedRunsStandBetweenMarks() {
        #expect(text.runs.map(\.isTrained) == [false, true, false])
        #expect(text.text(usesColour: false) == "<s>a⟦bc</s>⟧d")
        #expect(text.text(usesColour: true) == "<s>a\u{1B}[32mbc</s>\u{1B}[0md")
        #expect(MarkedText(inputIDs: [97], labels: [97], tokenizer: TinyTokenizer()).text(usesColour: false) == "⟦a⟧")
        #expect(MarkedText(inputIDs: [], labels: [], tokenizer: TinyTokenizer()).text(usesColour: false).isEmpty)
    }

    @Test func longRunsLoseTheirMiddle() {
        let ids = Array(repeating: Int32(97), count: 20) + [2]
        let long = MarkedText(
            inputIDs: ids, labels: ids.map { $0 == 2 ? 2 : -100 }, tokenizer: TinyTokenizer())
        #expect(long.shortened(to: 5).text(usesColour: false) == "aa [… 15 characters …] aaa⟦</s>⟧")
        #expect(long.shortened(to: 20) == long)
    }
}
