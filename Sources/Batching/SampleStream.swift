/// All samples of a data set one after the other, in the file's order or another.
struct SampleStream: Sendable {
    private let data: TokenizedDataset
    /// Nil for the file's order.
    private let order: ShuffledOrder?
    /// Where the sample at each place ends; empty for the file's order, in which the data itself tells.
    private let ends: [Int]

    init(data: TokenizedDataset, order: ShuffledOrder?) {
        self.data = data
        self.order = order
        var total = 0
        ends =
            order.map { order in
                (0..<data.count).map { place in
                    total += data.length(of: order[place])
                    return total
                }
            } ?? []
    }

    /// Number of tokens.
    var tokenCount: Int { data.tokenCount }

    /// Calls `body` with the parts of samples, none of them empty, that make up a run of tokens.
    func forEachPart(from start: Int, to end: Int, _ body: (DocumentPart) -> Void) {
        guard start < end else { return }
        var (position, place) = (start, firstPlace(endingAfter: start))
        var sampleStart = place == 0 ? 0 : self.end(at: place - 1)
        while position < end {
            let sampleEnd = self.end(at: place)
            let stop = min(sampleEnd, end)
            if stop > position {
                body(
                    DocumentPart(
                        sample: order?[place] ?? place, start: position - sampleStart, count: stop - position))
                position = stop
            }
            sampleStart = sampleEnd
            place += 1
        }
    }

    private func end(at place: Int) -> Int { order == nil ? data.end(of: place) : ends[place] }

    /// The first place whose sample ends after `position`.
    private func firstPlace(endingAfter position: Int) -> Int {
        var (low, high) = (0, data.count)
        while low < high {
            let middle = (low + high) / 2
            if end(at: middle) > position { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
