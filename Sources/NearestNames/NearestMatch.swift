/// Finds the known name that a mistyped one was meant to be.
///
/// Distance is the optimal string alignment variant of Damerau-Levenshtein: insertions, deletions, substitutions and
/// swaps of neighbours cost 1 each. Case and the difference between `-` and `_` cost nothing.
public enum NearestMatch {
    /// Returns the known name nearest to `word`, or nil where none is near enough to be worth suggesting.
    ///
    /// A third of the letters may be wrong, at most three. Failing that, a name made of the same leading or whole
    /// words is taken (`batch_size` for `batch_size_training`). Equal candidates: the earlier one wins.
    public static func find(_ word: String, in names: some Sequence<String>) -> String? {
        ranked(word, in: names).first
    }

    /// Returns "did you mean 'x'?" where something is near, and all names in any case.
    public static func hint(for word: String, among names: [String], kind: String) -> String {
        let all = "known \(kind): \(names.sorted().joined(separator: ", "))"
        return find(word, in: names).map { "did you mean '\($0)'? \(all)" } ?? all
    }

    /// Returns all known names near enough to `word`, nearest first, at most `limit`.
    public static func ranked(_ word: String, in names: some Sequence<String>, limit: Int = 3) -> [String] {
        let folded = fold(word)
        guard !folded.isEmpty else { return [] }
        let allowed = min(3, max(1, folded.count / 3))
        var scored: [(score: Int, name: String)] = []
        for name in names {
            let candidate = fold(name)
            if let distance = distance(folded, candidate, atMost: allowed),
                distance < max(folded.count, candidate.count)
            {
                scored.append((distance, name))
            } else if sharesWords(folded, candidate) {
                scored.append((allowed + 1 + abs(candidate.count - folded.count), name))
            }
        }
        let order = scored.indices.sorted { (scored[$0].score, $0) < (scored[$1].score, $1) }
        return order.prefix(max(0, limit)).map { scored[$0].name }
    }

    /// Returns the number of single-letter edits between two words, exactly as written.
    public static func distance(_ first: String, _ second: String) -> Int {
        let (a, b) = (Array(first), Array(second))
        return distance(a, b, atMost: max(a.count, b.count)) ?? max(a.count, b.count)
    }

    private static func fold(_ word: String) -> [Character] {
        word.lowercased().map { $0 == "-" ? "_" : $0 }
    }

    /// True where one name is made of whole words of the other; short words match too much by chance.
    private static func sharesWords(_ word: [Character], _ candidate: [Character]) -> Bool {
        let (short, long) = word.count < candidate.count ? (word, candidate) : (candidate, word)
        guard short.count >= 4 else { return false }
        let wrapped = "_\(String(long))_"
        return wrapped.contains("_\(String(short))_") || (word.count < candidate.count && candidate.starts(with: word))
    }

    private static func distance(_ a: [Character], _ b: [Character], atMost limit: Int) -> Int? {
        guard abs(a.count - b.count) <= limit else { return nil }
        guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
        // Three rows are enough: a swap looks back two.
        var beforePrevious = [Int](repeating: 0, count: b.count + 1)
        var previous = Array(0...b.count)
        for i in 1...a.count {
            var row = [i] + [Int](repeating: 0, count: b.count)
            for j in 1...b.count {
                let substitution = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
                row[j] = min(previous[j] + 1, row[j - 1] + 1, substitution)
                if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
                    row[j] = min(row[j], beforePrevious[j - 2] + 1)
                }
            }
            guard let least = row.min(), least <= limit else { return nil }
            (beforePrevious, previous) = (previous, row)
        }
        return previous[b.count] <= limit ? previous[b.count] : nil
    }
}
