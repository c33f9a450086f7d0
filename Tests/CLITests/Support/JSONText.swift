import ModelFiles

/// JSON text for input files.
enum JSONText {
    /// An object of texts.
    static func object(_ members: [String: String]) throws -> String {
        var object = JSONObject()
        for (key, value) in members.sorted(by: { $0.key < $1.key }) { object[key] = .string(value) }
        return try JSONValue.object(object).text()
    }
}
