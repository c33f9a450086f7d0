import NearestNames

/// Finds wanted columns among those of a file.
enum ColumnChoice {
    /// The error for a column that a file does not have.
    static func missing(_ name: String, in file: String, present: [String]) -> TableError {
        let listed = present.isEmpty ? "it has none" : "it has \(present.map { "'\($0)'" }.joined(separator: ", "))"
        let nearest = NearestMatch.find(name, in: present).map { "did you mean '\($0)'? " } ?? ""
        return TableError(file: file, problem: "there is no column '\(name)'", cure: "\(nearest)\(listed)")
    }
}
