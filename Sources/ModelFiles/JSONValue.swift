import MappedFiles

/// A value of a JSON document: `config.json`, `adapter_config.json`, a safetensors header.
public enum JSONValue: Sendable, Equatable {
    case null
    case bool(Bool)
    /// A number written without fraction and exponent that fits into 64 bits.
    case int(Int)
    /// Any other number.
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// Reads the JSON document in the file at `path`.
    /// - Throws: `ModelFileError` when the file cannot be read, or with line and column when it is not JSON.
    public init(contentsOf path: String) throws {
        let file = try MappedFile(modelFile: path)
        self = try file.withBytes { try JSONValue(parsing: $0, origin: path) }
    }

    /// Reads a JSON document from UTF-8 bytes; a repeated key keeps its last value, as in Python.
    /// - Parameter origin: what error messages call the source.
    /// - Throws: `ModelFileError` with line and column when the bytes are not JSON.
    public init(parsing bytes: UnsafeRawBufferPointer, origin: String) throws {
        self = try JSONParser.parse(bytes, origin: origin, allowsRepeatedKeys: true)
    }

    /// Reads a JSON document from text.
    /// - Parameter origin: what error messages call the source.
    /// - Throws: `ModelFileError` with line and column when the text is not JSON.
    public init(parsing text: String, origin: String) throws {
        var text = text
        self = try text.withUTF8 { try JSONValue(parsing: UnsafeRawBufferPointer($0), origin: origin) }
    }

    /// The member of an object, or nil where the value is no object or has no such key. Setting turns a value that is
    /// no object into one; setting nil removes the key.
    public subscript(key: String) -> JSONValue? {
        get { objectValue?[key] }
        set {
            var object = objectValue ?? JSONObject()
            object[key] = newValue
            self = .object(object)
        }
    }

    /// The element of an array, or nil where the value is no array or the index lies outside of it.
    public subscript(index: Int) -> JSONValue? {
        guard case .array(let elements) = self, elements.indices.contains(index) else { return nil }
        return elements[index]
    }

    /// Whether this is `null`.
    public var isNull: Bool { self == .null }

    /// The truth value, or nil for another kind.
    public var boolValue: Bool? {
        if case .bool(let value) = self { value } else { nil }
    }

    /// The integer, also one written like `8.0`; nil for another kind.
    public var intValue: Int? {
        switch self {
        case .int(let value): value
        case .double(let value): Int(exactly: value)
        default: nil
        }
    }

    /// The number, or nil for another kind.
    public var doubleValue: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// The text, or nil for another kind.
    public var stringValue: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The elements, or nil for another kind.
    public var arrayValue: [JSONValue]? {
        if case .array(let value) = self { value } else { nil }
    }

    /// The members, or nil for another kind.
    public var objectValue: JSONObject? {
        if case .object(let value) = self { value } else { nil }
    }
}
