/// Finds the name a user probably meant.
enum NearestName {
    /// The candidate with the smallest edit distance to `name`, or nil if none is near.
    static func nearest(to name: String, among candidates: [String]) -> String? {
        let wanted = Array(name.lowercased())
        let ranked = candidates.map { (name: $0, distance: distance(wanted, Array($0.lowercased()))) }
        guard let best = ranked.min(by: { ($0.distance, $0.name) < ($1.distance, $1.name) }) else { return nil }
        return best.distance <= max(2, wanted.count / 2) ? best.name : nil
    }

    /// "did you mean 'x'? …" where something is near, and all names in any case.
    static func hint(for name: String, among candidates: [String], kind: String) -> String {
        let all = "known \(kind): \(candidates.sorted().joined(separator: ", "))"
        guard let nearest = nearest(to: name, among: candidates) else { return all }
        return "did you mean '\(nearest)'? \(all)"
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
