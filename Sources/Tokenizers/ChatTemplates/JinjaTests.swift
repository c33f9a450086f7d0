/// Jinja's tests: what may stand behind `is`.
enum JinjaTests {
    typealias Test = @Sendable (JinjaValue, [JinjaValue], JinjaContext) throws -> Bool

    /// - Throws: `ChatTemplateError` for an unknown test, wrong arguments, or a test that fails.
    static func holds(
        _ name: String, for value: JinjaValue, _ arguments: CallArguments, _ context: JinjaContext
    ) throws -> Bool {
        if let (count, test) = table[name] {
            return try test(value, arguments.only(count...count, of: name), context)
        }
        guard let symbol = comparisons[name] else {
            throw ChatTemplateError.evaluation("No test named '\(name)'.")
        }
        let operand = try arguments.only(1...1, of: name)[0]
        return try ComparisonExpression.holds(symbol, value, operand, context)
    }

    private static let comparisons: [String: String] = [
        "eq": "==", "equalto": "==", "==": "==", "ne": "!=", "!=": "!=", "gt": ">", "greaterthan": ">", ">": ">",
        "ge": ">=", ">=": ">=", "lt": "<", "lessthan": "<", "<": "<", "le": "<=", "<=": "<=", "in": "in",
    ]

    private static let table: [String: (Int, Test)] = [
        "defined": (0, { value, _, _ in !value.isUndefined }),
        "undefined": (0, { value, _, _ in value.isUndefined }),
        "none": (0, { value, _, _ in value.isNone }),
        "boolean": (0, { value, _, _ in if case .bool = value { true } else { false } }),
        "true": (0, { value, _, _ in if case .bool(true) = value { true } else { false } }),
        "false": (0, { value, _, _ in if case .bool(false) = value { true } else { false } }),
        "integer": (0, { value, _, _ in if case .int = value { true } else { false } }),
        "float": (0, { value, _, _ in if case .double = value { true } else { false } }),
        "number": (0, { value, _, _ in value.number != nil }),
        "string": (0, { value, _, _ in value.text != nil }),
        "mapping": (0, { value, _, _ in if case .dictionary = value { true } else { false } }),
        "sequence": (0, { value, _, _ in isSequence(value) }),
        "iterable": (0, { value, _, _ in isIterable(value) }),
        "callable": (0, { value, _, _ in isCallable(value) }),
        "escaped": (0, { value, _, _ in if case .markup = value { true } else { false } }),
        "odd": (0, { value, _, context in try remainder(value, .int(2), context) == 1 }),
        "even": (0, { value, _, context in try remainder(value, .int(2), context) == 0 }),
        "divisibleby": (1, { value, given, context in try remainder(value, given[0], context) == 0 }),
        "lower": (0, { value, _, context in PythonText.hasOnlyCase(try value.string(context), upper: false) }),
        "upper": (0, { value, _, context in PythonText.hasOnlyCase(try value.string(context), upper: true) }),
        "sameas": (1, { value, given, context in try isSame(value, given[0], context) }),
        "filter": (0, { value, _, _ in value.text.map { JinjaFilters.table[$0] != nil } ?? false }),
        "test": (0, { value, _, _ in value.text.map { table[$0] != nil || comparisons[$0] != nil } ?? false }),
    ]

    /// What has a length and can be subscripted; for Jinja this includes dictionaries and undefined values.
    private static func isSequence(_ value: JinjaValue) -> Bool {
        switch value {
        case .string, .markup, .list, .tuple, .dictionary, .undefined: true
        case .view(let view): view.kind == .range
        default: false
        }
    }

    /// Undefined values can be called, if only to raise.
    private static func isCallable(_ value: JinjaValue) -> Bool {
        switch value {
        case .function, .undefined: true
        default: false
        }
    }

    private static func isIterable(_ value: JinjaValue) -> Bool {
        switch value {
        case .none, .bool, .int, .double, .function, .namespace: false
        default: true
        }
    }

    private static func remainder(
        _ value: JinjaValue, _ divisor: JinjaValue, _ context: JinjaContext
    ) throws -> Double? {
        try JinjaValue.apply("%", value, divisor, context).number
    }

    /// Python's `is`, as far as values here have an identity: same kind and equal.
    private static func isSame(_ left: JinjaValue, _ right: JinjaValue, _ context: JinjaContext) throws -> Bool {
        try left.typeName == right.typeName && left.equals(right, context)
    }
}
