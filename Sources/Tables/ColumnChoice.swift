/// Finds wanted columns among those of a file.
enum ColumnChoice {
    /// The error for a column that a file does not have.
    static func missing(_ name: String, in file: String, present: [String]) -> TableError {
        let listed = present.isEmpty ? "it has none" : "it has \(present.map { "'\($0)'" }.joined(separator: ", "))"
        let nearest = nearest(to: name, among: present).map { "did you mean '\($0)'? " } ?? ""
        return TableError(file: file, problem: "there is no column '\(name)'", cure: "\(nearest)\(listed)")
    }

    /// The name with the smallest edit distance, or nil if none is near.
    private static func nearest(to name: String, among names: [String]) -> String? {
        let wanted = Array(name.lowercased())
        let ranked = names.map { (name: $0, distance: distance(wanted, Array($0.lowercased()))) }
        guard let best = ranked.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else { return nil }
        return best.distance <= max(1, wanted.count / 2) ? best.name : nil
    }

    /// Levenshtein's distance, one row of the table at a time.
    private static func distance(_ a: [Character], _ b: [Character]) -> Int {
        var row = Array(0...b.count)
        for (i, x) in a.enumerated() {
            var diagonal = row[0]
            row[0] = i + 1
            for (j, y) in b.enumerated() {
                let replaced = diagonal + (x == y ? 0 : 1)
                diagonal = row[j + 1]
                row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
            }
        }
        return row[b.count]
    }
}
