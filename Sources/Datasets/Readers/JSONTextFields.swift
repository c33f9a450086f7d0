/// Fields of JSON rows that must hold text; rows are held against them one by one.
struct JSONTextFields {
    private let required: [String]
    private let optional: [String]
    private var found: [String: JSONScanner.Kind] = [:]

    init(required: [String] = [], optional: [String] = []) {
        self.required = required
        self.optional = optional
    }

    /// All of them, the required ones first.
    var names: [String] { required + optional }

    /// Forgets what the row before held.
    mutating func beginRow() { found.removeAll(keepingCapacity: true) }

    /// Takes note of a field of the row; of equal names the last one counts.
    mutating func note(_ name: String, _ kind: JSONScanner.Kind) { found[name] = kind }

    /// What is wrong with the row, and the cure; nil when nothing is.
    func fault() -> (problem: String, cure: String)? {
        let cure = "each row needs \(required.map { "'\($0)'" }.joined(separator: " and ")) as text"
        for name in required {
            guard let kind = found[name] else { return ("the field '\(name)' is missing", cure) }
            guard kind == .text else { return ("the field '\(name)' is \(kind.rawValue), not text", cure) }
        }
        for name in optional {
            guard let kind = found[name], kind != .text, kind != .null else { continue }
            return ("the field '\(name)' is \(kind.rawValue), not text", cure)
        }
        return nil
    }
}
