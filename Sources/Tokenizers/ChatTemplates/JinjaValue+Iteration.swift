extension JinjaValue {
    /// The elements that a Python `for` would see.
    /// - Parameter refusal: the message for a value that has none; nil for Python's usual one.
    /// - Throws: `ChatTemplateError` for a value that cannot be iterated over.
    func elements(_ context: JinjaContext, refusal: String? = nil) throws -> [JinjaValue] {
        let result: [JinjaValue]
        switch self {
        case .undefined: result = []
        case .string(let text), .markup(let text):
            result = text.unicodeScalars.map { .string(String(Character($0))) }
        case .list(let sequence), .tuple(let sequence): result = sequence.elements
        case .dictionary(let dictionary): result = dictionary.entries.map(\.key)
        case .view(let view): result = view.elements
        case .iterator(let iterator): result = iterator.takeAll()
        case .loop(let loop): result = try loop.remainingPairs(context)
        default: throw ChatTemplateError.evaluation(refusal ?? "'\(typeName)' object is not iterable")
        }
        try context.step(result.count)
        return result
    }

    /// Python's `len()`.
    func count() throws -> Int {
        switch self {
        case .undefined: 0
        case .string(let text), .markup(let text): text.unicodeScalars.count
        case .list(let sequence), .tuple(let sequence): sequence.elements.count
        case .dictionary(let dictionary): dictionary.entries.count
        case .view(let view): view.elements.count
        default: throw ChatTemplateError.evaluation("object of type '\(typeName)' has no len()")
        }
    }
}
