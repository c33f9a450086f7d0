/// The steps that cut text into words, each working on the pieces of the one before.
struct PreTokenizer: Sendable, Equatable {
    /// One step.
    enum Step: Sendable, Equatable {
        /// Cuts by a published pattern.
        case pattern(SplitPattern)
        /// Cuts numbers out, digit by digit or as runs.
        case digits(individually: Bool)
        /// Gives each piece a space in front where it has none.
        case prefixSpace
    }

    var steps: [Step]

    /// Calls `body` for each word of well-formed UTF-8, from left to right.
    func forEachWord(
        in text: UnsafeBufferPointer<UInt8>, _ pieces: inout WordPieces,
        _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        guard !text.isEmpty else { return }
        pieces.ends.removeAll(keepingCapacity: true)
        pieces.ends.append(text.count)
        forEachWord(in: text, steps[...], &pieces, body)
    }

    private func forEachWord(
        in text: UnsafeBufferPointer<UInt8>, _ steps: ArraySlice<Step>, _ pieces: inout WordPieces,
        _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) {
        guard let step = steps.first else {
            var start = 0
            for end in pieces.ends {
                body(UnsafeBufferPointer(rebasing: text[start..<end]))
                start = end
            }
            return
        }
        if step == .prefixSpace {
            let spaced = pieces.prefixingSpaces(text)
            spaced.withUnsafeBufferPointer { forEachWord(in: $0, steps.dropFirst(), &pieces, body) }
            return
        }
        ClassifiedText.with(text) { text in
            swap(&pieces.ends, &pieces.previousEnds)
            pieces.ends.removeAll(keepingCapacity: true)
            var start = 0
            for end in pieces.previousEnds {
                switch step {
                case .pattern(let pattern): pattern.split(text, start..<end, into: &pieces.ends)
                case .digits(let individually):
                    DigitScanner(text: text, end: end, individually: individually)
                        .split(from: start, into: &pieces.ends)
                case .prefixSpace: break
                }
                start = end
            }
        }
        forEachWord(in: text, steps.dropFirst(), &pieces, body)
    }
}
