/// The members of a JSON object, in the order of the document.
///
/// Keys are told apart byte by byte. A Swift `Dictionary` would not do: it takes canonically equivalent strings for
/// equal, and vocabularies hold such pairs as different tokens.
public struct JSONObject: Sendable, Equatable, RandomAccessCollection, ExpressibleByDictionaryLiteral {
    /// The keys, in the order of the document.
    public private(set) var keys: [String] = []
    /// The values, in the order of `keys`.
    public private(set) var values: [JSONValue] = []
    // Small objects are searched from front to back, which is faster and takes no room.
    private var positions: [ExactKey: Int] = [:]
    private static let largestSearched = 8

    /// An object without members.
    public init() {}

    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        for (key, value) in elements { self[key] = value }
    }

    public var startIndex: Int { 0 }
    public var endIndex: Int { keys.count }
    public subscript(position: Int) -> (key: String, value: JSONValue) { (keys[position], values[position]) }

    /// The value of `key`, or nil. Setting keeps the key's place or appends it; setting nil removes it.
    public subscript(key: String) -> JSONValue? {
        get { position(of: key).map { values[$0] } }
        set {
            if let newValue {
                set(key, newValue)
            } else if let position = position(of: key) {
                keys.remove(at: position)
                values.remove(at: position)
                indexKeys()
            }
        }
    }

    /// Sets a value and tells whether the key was there before.
    @discardableResult
    mutating func set(_ key: String, _ value: JSONValue) -> Bool {
        if let position = position(of: key) {
            values[position] = value
            return true
        }
        keys.append(key)
        values.append(value)
        if keys.count == Self.largestSearched + 1 {
            indexKeys()
        } else if keys.count > Self.largestSearched {
            positions[ExactKey(text: key)] = keys.count - 1
        }
        return false
    }

    /// Equal when both hold the same keys with the same values, in whatever order.
    public static func == (left: JSONObject, right: JSONObject) -> Bool {
        left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
    }

    private func position(of key: String) -> Int? {
        let sought = ExactKey(text: key)
        if keys.count > Self.largestSearched { return positions[sought] }
        return keys.firstIndex { ExactKey(text: $0) == sought }
    }

    private mutating func indexKeys() {
        positions.removeAll(keepingCapacity: true)
        guard keys.count > Self.largestSearched else { return }
        for (position, key) in keys.enumerated() { positions[ExactKey(text: key)] = position }
    }
}

/// A key that equals another only when all UTF-8 bytes do.
private struct ExactKey: Hashable {
    let text: String

    static func == (left: ExactKey, right: ExactKey) -> Bool { left.text.utf8.elementsEqual(right.text.utf8) }

    func hash(into hasher: inout Hasher) {
        let hashed: Void? = text.utf8.withContiguousStorageIfAvailable {
            hasher.combine(bytes: UnsafeRawBufferPointer($0))
        }
        if hashed == nil {
            Array(text.utf8).withUnsafeBytes { hasher.combine(bytes: $0) }
        }
    }
}
