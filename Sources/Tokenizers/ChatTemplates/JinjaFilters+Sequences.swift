extension JinjaFilters {
    static let sequenceFilters: [String: Filter] = [
        "length": counted,
        "count": counted,
        "list": { value, arguments, context in
            _ = try arguments.bound(to: [], of: "list")
            let elements = try value.elements(context)
            try context.charge(elements: elements.count)
            return try .list(of: elements)
        },
        "items": { value, arguments, context in
            _ = try arguments.bound(to: [], of: "items")
            if value.isUndefined { return try .iterator(over: []) }
            guard case .dictionary(let dictionary) = value else {
                throw ChatTemplateError.evaluation("Can only get item pairs from a mapping.")
            }
            return try .iterator(over: dictionary.items())
        },
        "join": { value, arguments, context in
            let bound = try arguments.bound(to: ["d", "attribute"], of: "join")
            let separator = try bound["d"]?.string(context) ?? ""
            let attribute = AttributePath(bound["attribute"])
            var text = ""
            for (index, element) in try value.elements(context).enumerated() {
                let part = try attribute.value(in: element, context).string(context)
                try context.charge(bytes: separator.utf8.count + part.utf8.count)
                text += index > 0 ? separator + part : part
            }
            return .string(text)
        },
        "first": { value, arguments, context in
            _ = try arguments.bound(to: [], of: "first")
            if case .iterator(let iterator) = value, let first = iterator.takeFirst() { return first }
            return try value.elements(context).first ?? .undefined("No first item, sequence was empty.")
        },
        "last": { value, arguments, context in
            _ = try arguments.bound(to: [], of: "last")
            // Python's reversed() refuses what has no order from behind.
            if case .iterator = value {
                throw ChatTemplateError.evaluation("'generator' object is not reversible")
            }
            return try value.elements(context).last ?? .undefined("No last item, sequence was empty.")
        },
        "reverse": { value, arguments, context in
            _ = try arguments.bound(to: [], of: "reverse")
            if let text = value.text { return .string(PythonText.reversed(text)) }
            let elements = try value.elements(context, refusal: "argument must be iterable")
            try context.charge(elements: elements.count)
            if case .iterator = value { return try .list(of: elements.reversed()) }
            return try .iterator(over: elements.reversed())
        },
        "batch": { value, arguments, context in
            let bound = try arguments.bound(to: ["linecount", "fill_with"], of: "batch", required: 1)
            let size = try bound["linecount"]?.requireInteger("linecount") ?? 1
            guard size > 0 else { throw ChatTemplateError.evaluation("batch needs a line count above 0") }
            let elements = try value.elements(context)
            var batches: [JinjaValue] = []
            for start in stride(from: 0, to: elements.count, by: min(size, max(1, elements.count))) {
                var batch = Array(elements[start..<min(elements.count - start, size) + start])
                if let fill = bound["fill_with"], !fill.isNone, batch.count < size {
                    try context.charge(elements: size - batch.count)
                    batch += Array(repeating: fill, count: size - batch.count)
                }
                batches.append(try .list(of: batch))
            }
            return try .iterator(over: batches)
        },
        "slice": { value, arguments, context in
            let bound = try arguments.bound(to: ["slices", "fill_with"], of: "slice", required: 1)
            let count = try bound["slices"]?.requireInteger("slices") ?? 1
            guard count > 0 else { throw ChatTemplateError.evaluation("slice needs a number of slices above 0") }
            let elements = try value.elements(context)
            try context.charge(elements: count)
            let (size, larger) = elements.count.quotientAndRemainder(dividingBy: count)
            var slices: [JinjaValue] = []
            var start = 0
            for index in 0..<count {
                let end = start + size + (index < larger ? 1 : 0)
                var slice = Array(elements[start..<end])
                if let fill = bound["fill_with"], !fill.isNone, index >= larger { slice.append(fill) }
                slices.append(try .list(of: slice))
                start = end
            }
            return try .iterator(over: slices)
        },
    ]

    private static let counted: Filter = { value, arguments, _ in
        _ = try arguments.bound(to: [], of: "length")
        return .int(try value.count())
    }
}

/// An attribute as `map(attribute='a.b.0')` and its like name it.
struct AttributePath {
    private let keys: [JinjaValue]

    /// - Parameter attribute: text with dots, or an index; nil or none for the element itself.
    init(_ attribute: JinjaValue?) {
        guard let attribute, !attribute.isNone else {
            keys = []
            return
        }
        guard let text = attribute.text else {
            keys = [attribute]
            return
        }
        keys = PythonText.split(text, by: ".", limit: -1).map { part in
            let isIndex = !part.isEmpty && part.unicodeScalars.allSatisfy { ("0"..."9").contains($0) }
            return (isIndex ? Int(part) : nil).map(JinjaValue.int) ?? .string(part)
        }
    }

    /// The attribute of an element.
    /// - Parameter fallback: what stands for a part that is missing.
    func value(
        in element: JinjaValue, _ context: JinjaContext, fallback: JinjaValue? = nil
    ) throws -> JinjaValue {
        var value = element
        for key in keys {
            value = try value.item(key, context)
            if value.isUndefined, let fallback { value = fallback }
        }
        return value
    }
}
