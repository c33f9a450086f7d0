extension JinjaValue {
    /// Python's `left symbol right` for `+ - * / // % **`.
    static func apply(
        _ symbol: String, _ left: JinjaValue, _ right: JinjaValue, _ context: JinjaContext
    ) throws -> JinjaValue {
        if let left = left.integer, let right = right.integer { return try PythonNumber.integers(symbol, left, right) }
        if let left = left.number, let right = right.number { return try PythonNumber.doubles(symbol, left, right) }
        if symbol == "%", let format = left.text {
            return .string(try PercentFormat.apply(format, right, context))
        }
        if case .undefined(let message) = left { throw ChatTemplateError.evaluation(message) }
        if case .undefined(let message) = right { throw ChatTemplateError.evaluation(message) }
        switch symbol {
        case "+": return try add(left, right, context)
        case "*":
            if let count = right.integer, let product = try left.repeated(count, context) { return product }
            if let count = left.integer, let product = try right.repeated(count, context) { return product }
            throw unsupported(symbol, left, right)
        default: throw unsupported(symbol, left, right)
        }
    }

    private static func unsupported(_ symbol: String, _ left: JinjaValue, _ right: JinjaValue) -> ChatTemplateError {
        let shown = symbol == "**" ? "** or pow()" : symbol
        return .evaluation("unsupported operand type(s) for \(shown): '\(left.typeName)' and '\(right.typeName)'")
    }

    private static func add(_ left: JinjaValue, _ right: JinjaValue, _ context: JinjaContext) throws -> JinjaValue {
        switch (left, right) {
        case (.string(let left), .string(let right)): return .string(try context.joined(left, right))
        case (.markup(let left), .markup(let right)): return .markup(try context.joined(left, right))
        case (.markup(let left), .string(let right)):
            return .markup(try context.joined(left, PythonText.escapedHTML(right)))
        case (.string(let left), .markup(let right)):
            return .markup(try context.joined(PythonText.escapedHTML(left), right))
        case (.list(let left), .list(let right)):
            try context.charge(elements: left.elements.count + right.elements.count)
            return try .list(of: left.elements + right.elements)
        case (.tuple(let left), .tuple(let right)):
            try context.charge(elements: left.elements.count + right.elements.count)
            return try .tuple(of: left.elements + right.elements)
        case (.string, _), (.markup, _):
            throw ChatTemplateError.evaluation("can only concatenate str (not \"\(right.typeName)\") to str")
        case (.list, _):
            throw ChatTemplateError.evaluation("can only concatenate list (not \"\(right.typeName)\") to list")
        case (.tuple, _):
            throw ChatTemplateError.evaluation("can only concatenate tuple (not \"\(right.typeName)\") to tuple")
        default: throw unsupported("+", left, right)
        }
    }

    /// A string, list or tuple repeated; nil for other kinds.
    private func repeated(_ count: Int, _ context: JinjaContext) throws -> JinjaValue? {
        let count = max(0, count)
        switch self {
        case .string(let text): return .string(try context.repeated(text, count))
        case .markup(let text): return .markup(try context.repeated(text, count))
        case .list(let sequence): return try .list(of: Self.repeated(sequence.elements, count, context))
        case .tuple(let sequence): return try .tuple(of: Self.repeated(sequence.elements, count, context))
        default: return nil
        }
    }

    private static func repeated(
        _ elements: [JinjaValue], _ count: Int, _ context: JinjaContext
    ) throws -> [JinjaValue] {
        guard !elements.isEmpty, count > 0 else { return [] }
        let (total, overflow) = elements.count.multipliedReportingOverflow(by: count)
        try context.charge(elements: overflow ? Int.max : total)
        return Array(repeatElement(elements, count: count).joined())
    }

    /// Python's unary `-` or `+`.
    func signed(negative: Bool) throws -> JinjaValue {
        if let integer {
            if !negative { return .int(integer) }
            return try PythonNumber.integers("-", 0, integer)
        }
        if case .double(let value) = self { return .double(negative ? -value : value) }
        if case .undefined(let message) = self { throw ChatTemplateError.evaluation(message) }
        throw ChatTemplateError.evaluation("bad operand type for unary \(negative ? "-" : "+"): '\(typeName)'")
    }
}
