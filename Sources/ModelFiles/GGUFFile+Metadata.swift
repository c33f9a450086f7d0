extension GGUFFile {
    /// The model family, such as `llama` (`general.architecture`).
    /// - Throws: `ModelFileError` when the file does not say.
    public var architecture: String { get throws { try string("general.architecture") } }

    /// Whether the metadata holds `key`.
    public func has(_ key: String) -> Bool { metadata[key] != nil }

    /// The text of `key`.
    /// - Throws: `ModelFileError` when the key is missing or holds another kind.
    public func string(_ key: String) throws -> String {
        try read(key, as: "text") { if case .string(let value) = $0 { value } else { nil } }
    }

    /// The integer of `key`.
    /// - Throws: `ModelFileError` when the key is missing or holds another kind.
    public func int(_ key: String) throws -> Int {
        try read(key, as: "an integer") { if case .integer(let value) = $0 { value } else { nil } }
    }

    /// The truth value of `key`.
    /// - Throws: `ModelFileError` when the key is missing or holds another kind.
    public func bool(_ key: String) throws -> Bool {
        try read(key, as: "a truth value") { if case .bool(let value) = $0 { value } else { nil } }
    }

    /// The number of `key`, floating-point or integer.
    /// - Throws: `ModelFileError` when the key is missing or holds another kind.
    public func double(_ key: String) throws -> Double {
        try read(key, as: "a number") {
            switch $0 {
            case .double(let value): value
            case .integer(let value): Double(value)
            default: nil
            }
        }
    }

    /// The texts of `key`.
    /// - Throws: `ModelFileError` when the key is missing or holds another kind.
    public func strings(_ key: String) throws -> [String] {
        try read(key, as: "an array of texts") { if case .strings(let values) = $0 { values } else { nil } }
    }

    /// The floating-point numbers of `key`.
    /// - Throws: `ModelFileError` when the key is missing or holds another kind.
    public func floats(_ key: String) throws -> [Float] {
        try read(key, as: "an array of floating-point numbers") {
            switch $0 {
            case .floats(let values): values
            case .doubles(let values): values.map(Float.init)
            default: nil
            }
        }
    }

    /// The integers of `key`.
    /// - Throws: `ModelFileError` when the key is missing or holds another kind.
    public func ints(_ key: String) throws -> [Int] {
        try read(key, as: "an array of integers") { if case .integers(let values) = $0 { values } else { nil } }
    }

    private func read<Value>(_ key: String, as kind: String, _ convert: (GGUFValue) -> Value?) throws -> Value {
        guard let stored = metadata[key] else {
            throw ModelFileError(
                path: path, place: "metadata '\(key)'", problem: "is missing, but \(kind) is needed",
                cure: "convert the model again with a current converter")
        }
        guard let value = convert(stored) else {
            throw ModelFileError(
                path: path, place: "metadata '\(key)'", problem: "holds \(stored.kind), but \(kind) is needed",
                cure: "convert the model again with a current converter")
        }
        return value
    }
}
