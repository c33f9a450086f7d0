extension JinjaValue {
    /// Python's `==`.
    func equals(_ other: JinjaValue, _ context: JinjaContext) throws -> Bool {
        switch (self, other) {
        case (.undefined, .undefined), (.none, .none): return true
        case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)):
            return try Self.equal(left.elements, right.elements, context)
        case (.dictionary(let left), .dictionary(let right)):
            guard left.entries.count == right.entries.count else { return false }
            try context.step(left.entries.count + 1)
            for (key, value) in left.entries {
                guard let match = try right.value(of: key), try value.equals(match, context) else { return false }
            }
            return true
        case (.view(let left), .view(let right)):
            return try left.kind == right.kind && Self.equal(left.elements, right.elements, context)
        case (.namespace(let left), .namespace(let right)): return left === right
        case (.iterator(let left), .iterator(let right)): return left === right
        case (.loop(let left), .loop(let right)): return left === right
        case (.function(let left), .function(let right)): return left === right
        default:
            if let left = text, let right = other.text { return PythonText.equal(left, right) }
            if let left = integer, let right = other.integer { return left == right }
            if let left = number, let right = other.number { return left == right }
            return false
        }
    }

    private static func equal(_ left: [JinjaValue], _ right: [JinjaValue], _ context: JinjaContext) throws -> Bool {
        guard left.count == right.count else { return false }
        try context.step(left.count + 1)
        for (left, right) in zip(left, right) where try !left.equals(right, context) { return false }
        return true
    }

    /// Python's `<`.
    /// - Parameter symbol: the operator that the error message names.
    func isLess(than other: JinjaValue, _ context: JinjaContext, symbol: String = "<") throws -> Bool {
        if case .undefined(let message) = self { throw ChatTemplateError.evaluation(message) }
        if case .undefined(let message) = other { throw ChatTemplateError.evaluation(message) }
        if let left = text, let right = other.text { return PythonText.precedes(left, right) }
        if let left = integer, let right = other.integer { return left < right }
        if let left = number, let right = other.number { return left < right }
        switch (self, other) {
        case (.list(let left), .list(let right)), (.tuple(let left), .tuple(let right)):
            try context.step(min(left.elements.count, right.elements.count) + 1)
            for (left, right) in zip(left.elements, right.elements) where try !left.equals(right, context) {
                return try left.isLess(than: right, context, symbol: symbol)
            }
            return left.elements.count < right.elements.count
        default:
            throw ChatTemplateError.evaluation(
                "'\(symbol)' not supported between instances of '\(typeName)' and '\(other.typeName)'")
        }
    }

    /// Python's `value in self`.
    func contains(_ value: JinjaValue, _ context: JinjaContext) throws -> Bool {
        switch self {
        case .string(let text), .markup(let text):
            guard let part = value.text else {
                throw ChatTemplateError.evaluation(
                    "'in <string>' requires string as left operand, not \(value.typeName)")
            }
            return PythonText.contains(text, part)
        case .dictionary(let dictionary): return try dictionary.value(of: value) != nil
        default:
            for element in try elements(context, refusal: "argument of type '\(typeName)' is not iterable")
            where try element.equals(value, context) {
                return true
            }
            return false
        }
    }
}
