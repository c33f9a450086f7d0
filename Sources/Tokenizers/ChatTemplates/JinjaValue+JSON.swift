import ModelFiles

extension JinjaValue {
    /// The value of JSON data. Keys keep the order that `JSONObject` keeps, which `tojson` prints.
    /// - Throws: `ChatTemplateError` when the data are nested too deeply.
    init(_ json: JSONValue) throws { try self.init(json, remainingDepth: ChatTemplateLimits.valueNesting) }

    private init(_ json: JSONValue, remainingDepth: Int) throws {
        guard remainingDepth >= 0 else {
            throw ChatTemplateError(.limit, "values are nested deeper than \(ChatTemplateLimits.valueNesting)")
        }
        switch json {
        case .null: self = .none
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .double(let value): self = .double(value)
        case .string(let value): self = .string(value)
        case .array(let elements):
            self = try .list(of: elements.map { try JinjaValue($0, remainingDepth: remainingDepth - 1) })
        case .object(let object):
            var dictionary = JinjaDictionary()
            for (key, value) in object {
                try dictionary.set(key, JinjaValue(value, remainingDepth: remainingDepth - 1))
            }
            self = .dictionary(dictionary)
        }
    }
}
