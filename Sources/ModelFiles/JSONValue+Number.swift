extension JSONValue {
    /// A number, or null where there is none that JSON can write: nil, infinite, not a number.
    public static func number(_ value: Double?) -> JSONValue {
        guard let value, value.isFinite else { return .null }
        return .double(value)
    }
}
