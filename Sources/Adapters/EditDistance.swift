/// How many letters must be changed, added or removed to turn one name into another (Levenshtein).
enum EditDistance {
    static func between(_ a: String, _ b: String) -> Int {
        let columns = Array(b.lowercased())
        var previous = Array(0...columns.count)
        for (row, letter) in a.lowercased().enumerated() {
            var current = [row + 1]
            for (column, other) in columns.enumerated() {
                let substitution = previous[column] + (letter == other ? 0 : 1)
                current.append(min(substitution, previous[column + 1] + 1, current[column] + 1))
            }
            previous = current
        }
        return previous[columns.count]
    }
}
