/// `a and b and c`, or the same with `or`: the first value that decides.
struct LogicExpression: JinjaExpression {
    let operands: [any JinjaExpression]
    let isOr: Bool

    func evaluate(_ context: JinjaContext) throws -> JinjaValue {
        var value = JinjaValue.none
        for operand in operands {
            value = try operand.evaluate(context)
            if value.isTrue == isOr { break }
        }
        return value
    }
}

/// `not a`.
struct NotExpression: JinjaExpression {
    let operand: any JinjaExpression

    func evaluate(_ context: JinjaContext) throws -> JinjaValue { .bool(try !operand.evaluate(context).isTrue) }
}

/// `a < b <= c`: each pair is compared, up to the first that does not hold.
struct ComparisonExpression: JinjaExpression {
    struct Link: Sendable {
        let symbol: String
        let operand: any JinjaExpression
        let line: Int
    }

    let first: any JinjaExpression
    let links: [Link]

    func evaluate(_ context: JinjaContext) throws -> JinjaValue {
        var left = try first.evaluate(context)
        for link in links {
            let right = try link.operand.evaluate(context)
            context.line = link.line
            if try !Self.holds(link.symbol, left, right, context) { return .bool(false) }
            left = right
        }
        return .bool(true)
    }

    static func holds(
        _ symbol: String, _ left: JinjaValue, _ right: JinjaValue, _ context: JinjaContext
    ) throws -> Bool {
        switch symbol {
        case "==": try left.equals(right, context)
        case "!=": try !left.equals(right, context)
        case "<": try left.isLess(than: right, context)
        case ">": try right.isLess(than: left, context, symbol: symbol)
        // Not the negation of `>`: nothing compares with NaN.
        case "<=": try left.isLess(than: right, context, symbol: symbol) || left.equals(right, context)
        case ">=": try right.isLess(than: left, context, symbol: symbol) || left.equals(right, context)
        case "in": try right.contains(left, context)
        default: try !right.contains(left, context)
        }
    }
}

/// A chain of operators of one rank, from left to right: `a + b - c`, `a * b // c`, `a ** b`.
struct ArithmeticExpression: JinjaExpression {
    struct Link: Sendable {
        let symbol: String
        let operand: any JinjaExpression
        let line: Int
    }

    let first: any JinjaExpression
    let links: [Link]

    func evaluate(_ context: JinjaContext) throws -> JinjaValue {
        var value = try first.evaluate(context)
        for link in links {
            let operand = try link.operand.evaluate(context)
            context.line = link.line
            value = try JinjaValue.apply(link.symbol, value, operand, context)
        }
        return value
    }
}

/// `a ~ b`: the texts of both.
struct ConcatenationExpression: JinjaExpression {
    let operands: [any JinjaExpression]

    func evaluate(_ context: JinjaContext) throws -> JinjaValue {
        var text = ""
        for operand in operands {
            let part = try operand.evaluate(context).string(context)
            try context.charge(bytes: part.utf8.count)
            text += part
        }
        return .string(text)
    }
}

/// `-a` or `+a`.
struct SignExpression: JinjaExpression {
    let operand: any JinjaExpression
    let isNegative: Bool
    let line: Int

    func evaluate(_ context: JinjaContext) throws -> JinjaValue {
        let value = try operand.evaluate(context)
        context.line = line
        return try value.signed(negative: isNegative)
    }
}
