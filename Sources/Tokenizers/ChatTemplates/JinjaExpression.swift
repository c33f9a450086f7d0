/// A part of a template that has a value.
///
/// Chains (`a + b - c`, `x.y[z] | f`) are single nodes that loop over their links: only real nesting makes the
/// evaluator recurse, and the parser bounds that.
protocol JinjaExpression: Sendable {
    func evaluate(_ context: JinjaContext) throws -> JinjaValue
}

struct LiteralExpression: JinjaExpression {
    enum Literal: Sendable {
        case none
        case bool(Bool)
        case int(Int)
        case double(Double)
        case string(String)
    }

    let literal: Literal

    func evaluate(_ context: JinjaContext) throws -> JinjaValue {
        switch literal {
        case .none: .none
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .double(let value): .double(value)
        case .string(let value): .string(value)
        }
    }
}

struct NameExpression: JinjaExpression {
    let name: String
    let line: Int

    func evaluate(_ context: JinjaContext) throws -> JinjaValue {
        context.line = line
        return context.scope.lookUp(name) ?? JinjaGlobals.table[name]?(context) ?? .undefined("'\(name)' is undefined")
    }
}

/// `[a, b]` or `(a, b)`.
struct SequenceExpression: JinjaExpression {
    let elements: [any JinjaExpression]
    let isTuple: Bool

    func evaluate(_ context: JinjaContext) throws -> JinjaValue {
        try context.charge(elements: elements.count)
        var values: [JinjaValue] = []
        for element in elements { values.append(try element.evaluate(context)) }
        return isTuple ? try .tuple(of: values) : try .list(of: values)
    }
}

struct DictionaryExpression: JinjaExpression {
    let entries: [(key: any JinjaExpression, value: any JinjaExpression)]

    func evaluate(_ context: JinjaContext) throws -> JinjaValue {
        try context.charge(elements: 2 * entries.count)
        var dictionary = JinjaDictionary()
        for (key, value) in entries { try dictionary.set(key.evaluate(context), value.evaluate(context)) }
        return .dictionary(dictionary)
    }
}

/// `a if condition else b`.
struct ConditionalExpression: JinjaExpression {
    let condition: any JinjaExpression
    let positive: any JinjaExpression
    let negative: (any JinjaExpression)?

    func evaluate(_ context: JinjaContext) throws -> JinjaValue {
        if try condition.evaluate(context).isTrue { return try positive.evaluate(context) }
        if let negative { return try negative.evaluate(context) }
        return .undefined("the inline if-expression evaluated to false and no else section was defined.")
    }
}
