import ModelFiles

/// Typed access to the members of a JSON object; a member that is null counts as missing.
struct ConfigurationKeys {
    let json: JSONValue
    let origin: String
    /// What precedes the keys in messages: the path of this object in the file.
    var prefix = ""

    subscript(key: String) -> JSONValue? {
        guard let value = json[key], !value.isNull else { return nil }
        return value
    }

    /// The object under `key`, or nil.
    func object(_ key: String) throws -> ConfigurationKeys? {
        guard let value = self[key] else { return nil }
        guard value.objectValue != nil else { throw error(key, "is not an object") }
        return ConfigurationKeys(json: value, origin: origin, prefix: "\(prefix)\(key).")
    }

    func optionalInt(_ key: String) throws -> Int? { try read(key, "an integer") { $0.intValue } }

    func int(_ key: String, default value: Int) throws -> Int { try optionalInt(key) ?? value }

    func int(_ key: String) throws -> Int { try require(key, optionalInt(key)) }

    func optionalDouble(_ key: String) throws -> Double? { try read(key, "a number") { $0.doubleValue } }

    func double(_ key: String, default value: Double) throws -> Double { try optionalDouble(key) ?? value }

    func double(_ key: String) throws -> Double { try require(key, optionalDouble(key)) }

    func optionalString(_ key: String) throws -> String? { try read(key, "a text") { $0.stringValue } }

    func string(_ key: String, default value: String) throws -> String { try optionalString(key) ?? value }

    func bool(_ key: String, default value: Bool) throws -> Bool {
        try read(key, "true or false") { $0.boolValue } ?? value
    }

    /// One integer or a list of them; empty where the key is missing.
    func ints(_ key: String) throws -> [Int] {
        try read(key, "an integer or a list of integers") { value in
            if let one = value.intValue { return [one] }
            guard let values = value.arrayValue?.map(\.intValue) else { return nil }
            let found = values.compactMap { $0 }
            return found.count == values.count ? found : nil
        } ?? []
    }

    func error(
        _ key: String, _ problem: String, cure: String = "take the configuration of the original model"
    ) -> ModelError {
        ModelError(origin: origin, place: prefix + key, problem: problem, cure: cure)
    }

    private func require<Value>(_ key: String, _ value: Value?) throws -> Value {
        guard let value else { throw error(key, "is missing") }
        return value
    }

    private func read<Value>(_ key: String, _ kind: String, _ convert: (JSONValue) -> Value?) throws -> Value? {
        guard let value = self[key] else { return nil }
        guard let converted = convert(value) else { throw error(key, "is not \(kind)") }
        return converted
    }
}
