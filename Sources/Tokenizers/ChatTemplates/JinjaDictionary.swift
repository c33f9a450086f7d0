/// A Python dictionary: keys in the order of insertion.
struct JinjaDictionary {
    private(set) var entries: [(key: JinjaValue, value: JinjaValue)] = []
    private var positions: [JinjaKey: Int] = [:]
    private(set) var depth = 1

    init() {}

    /// The value of a key, or nil.
    /// - Throws: `ChatTemplateError` for a key that Python cannot hash.
    func value(of key: JinjaValue) throws -> JinjaValue? { positions[try JinjaKey(key)].map { entries[$0].value } }

    func value(of key: String) -> JinjaValue? { positions[.text(ExactText(key))].map { entries[$0].value } }

    /// Sets a value; a key that is already there keeps its place.
    mutating func set(_ key: JinjaValue, _ value: JinjaValue) throws { try set(JinjaKey(key), key, value) }

    mutating func set(_ key: String, _ value: JinjaValue) throws {
        try set(.text(ExactText(key)), .string(key), value)
    }

    private mutating func set(_ hashed: JinjaKey, _ key: JinjaValue, _ value: JinjaValue) throws {
        depth = max(depth, try JinjaSequence.depth(around: [key.depth, value.depth]))
        if let position = positions[hashed] {
            entries[position].value = value
        } else {
            positions[hashed] = entries.count
            entries.append((key, value))
        }
    }

    /// Keys and values as tuples.
    func items() throws -> [JinjaValue] { try entries.map { try .tuple(of: [$0.key, $0.value]) } }
}

/// Text that equals other text only when all its bytes do.
struct ExactText: Hashable {
    let text: String

    init(_ text: String) { self.text = text }

    static func == (left: ExactText, right: ExactText) -> Bool { PythonText.equal(left.text, right.text) }

    func hash(into hasher: inout Hasher) {
        for byte in text.utf8 { hasher.combine(byte) }
    }
}

/// What Python hashes and compares of a dictionary's key: `1`, `1.0` and `True` are the same key.
indirect enum JinjaKey: Hashable {
    case none
    case integer(Int)
    case double(Double)
    case text(ExactText)
    case tuple([JinjaKey])
    case undefined
    case object(ObjectIdentifier)

    /// - Throws: `ChatTemplateError` for a value that Python cannot hash.
    init(_ value: JinjaValue) throws {
        switch value {
        case .undefined: self = .undefined
        case .none: self = .none
        case .bool(let value): self = .integer(value ? 1 : 0)
        case .int(let value): self = .integer(value)
        case .double(let value): self = Int(exactly: value).map(JinjaKey.integer) ?? .double(value)
        case .string(let text), .markup(let text): self = .text(ExactText(text))
        case .tuple(let sequence):
            // Shared parts could make the walk exponential.
            guard sequence.depth <= 8 else { throw ChatTemplateError(.limit, "a tuple is nested too deeply for a key") }
            self = .tuple(try sequence.elements.map(JinjaKey.init))
        case .iterator(let object): self = .object(ObjectIdentifier(object))
        case .namespace(let object): self = .object(ObjectIdentifier(object))
        case .loop(let object): self = .object(ObjectIdentifier(object))
        case .function(let object): self = .object(ObjectIdentifier(object))
        case .view(let object) where object.kind == .range: self = .object(ObjectIdentifier(object))
        case .list, .dictionary, .view:
            throw ChatTemplateError.evaluation("unhashable type: '\(value.typeName)'")
        }
    }
}
