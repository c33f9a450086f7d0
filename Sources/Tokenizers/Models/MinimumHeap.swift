/// A binary heap that gives its smallest number first.
struct MinimumHeap {
    private var items: [UInt64] = []

    /// Adds a number.
    mutating func push(_ item: UInt64) {
        items.append(item)
        var index = items.count - 1
        while index > 0, items[(index - 1) / 2] > item {
            items[index] = items[(index - 1) / 2]
            index = (index - 1) / 2
        }
        items[index] = item
    }

    /// Removes and returns the smallest number.
    mutating func pop() -> UInt64? {
        guard let smallest = items.first, let item = items.popLast() else { return nil }
        guard !items.isEmpty else { return smallest }
        var index = 0
        while true {
            var child = 2 * index + 1
            guard child < items.count else { break }
            if child + 1 < items.count, items[child + 1] < items[child] { child += 1 }
            guard items[child] < item else { break }
            items[index] = items[child]
            index = child
        }
        items[index] = item
        return smallest
    }
}
