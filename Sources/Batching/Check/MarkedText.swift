public import Tokenizers

/// Tokens as text, in runs that are trained or not.
public struct MarkedText: Sendable, Equatable {
    /// Neighbouring tokens of which all or none are trained.
    public struct Run: Sendable, Equatable {
        public let text: String
        public let isTrained: Bool
    }

    public private(set) var runs: [Run]

    /// Decodes each run as a whole, so that characters made of several tokens stay whole.
    ///
    /// - Parameter labels: one per id, -100 where it is not trained.
    public init(
        inputIDs: some RandomAccessCollection<Int32>, labels: some RandomAccessCollection<Int32>,
        tokenizer: any Tokenizer
    ) {
        var runs: [Run] = []
        var ids: [Int] = []
        var isTrained = false
        func finish() {
            guard !ids.isEmpty else { return }
            runs.append(Run(text: tokenizer.decode(ids, skipSpecialTokens: false), isTrained: isTrained))
            ids = []
        }
        for (id, label) in zip(inputIDs, labels) {
            if (label != TokenizedSample.ignoredLabel) != isTrained {
                finish()
                isTrained.toggle()
            }
            ids.append(Int(id))
        }
        finish()
        self.runs = runs
    }

    /// The same with the middle of each run left out that has more than `limit` characters.
    public func shortened(to limit: Int) -> MarkedText {
        var copy = self
        copy.runs = runs.map { run in
            let left = run.text.count - limit
            guard left > 0 else { return run }
            let (head, tail) = (run.text.prefix(limit / 2), run.text.suffix(limit - limit / 2))
            return Run(text: "\(head) [… \(left) characters …] \(tail)", isTrained: run.isTrained)
        }
        return copy
    }

    /// One text, its trained runs in green where `usesColour`, else between ⟦ and ⟧.
    public func text(usesColour: Bool) -> String {
        let (open, close) = Self.marks(usesColour: usesColour)
        return runs.map { $0.isTrained ? open + $0.text + close : $0.text }.joined()
    }

    /// What `text(usesColour:)` marks, in words.
    public static func legend(usesColour: Bool) -> String {
        let (open, close) = marks(usesColour: usesColour)
        return "trained tokens are \(usesColour ? "\(open)green\(close)" : "between \(open) and \(close)")"
    }

    private static func marks(usesColour: Bool) -> (open: String, close: String) {
        usesColour ? ("\u{1B}[32m", "\u{1B}[0m") : ("⟦", "⟧")
    }
}
