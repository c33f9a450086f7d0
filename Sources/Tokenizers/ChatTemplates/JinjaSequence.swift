/// The elements of a list or tuple; templates cannot change them.
struct JinjaSequence {
    let elements: [JinjaValue]
    let depth: Int

    /// - Throws: `ChatTemplateError` when the elements are nested too deeply.
    init(_ elements: [JinjaValue]) throws {
        self.elements = elements
        depth = try Self.depth(around: elements.lazy.map(\.depth))
    }

    /// The depth of a container around values of the given depths.
    static func depth(around depths: some Sequence<Int>) throws -> Int {
        let depth = (depths.max() ?? 0) + 1
        guard depth <= ChatTemplateLimits.valueNesting else {
            throw ChatTemplateError(.limit, "values are nested deeper than \(ChatTemplateLimits.valueNesting)")
        }
        return depth
    }
}

/// What `map`, `select` and their like return: good for one pass.
final class JinjaIterator {
    private var elements: [JinjaValue]
    let depth: Int

    init(_ sequence: JinjaSequence) {
        elements = sequence.elements
        depth = sequence.depth
    }

    /// All that is left; nothing is left afterwards.
    func takeAll() -> [JinjaValue] {
        defer { elements = [] }
        return elements
    }

    /// The next element, or nil at the end.
    func takeFirst() -> JinjaValue? { elements.isEmpty ? nil : elements.removeFirst() }
}

/// A range, or a look into a dictionary.
final class JinjaView {
    enum Kind: String {
        case range
        case keys = "dict_keys"
        case values = "dict_values"
        case items = "dict_items"
    }

    let kind: Kind
    let elements: [JinjaValue]
    let depth: Int
    /// How a range prints.
    let label: String

    init(_ kind: Kind, _ sequence: JinjaSequence, label: String = "") {
        self.kind = kind
        self.label = label
        elements = sequence.elements
        depth = sequence.depth
    }
}

/// The one value that templates can change: `namespace()`.
final class JinjaNamespace {
    var members = JinjaDictionary()
}
