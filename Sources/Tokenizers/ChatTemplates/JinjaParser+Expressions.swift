extension JinjaParser {
    /// Reads an expression, or several with commas between them as a tuple.
    /// - Parameter endsAt: a name that ends the list besides the usual ends.
    mutating func parseTuple(
        allowsConditional: Bool = true, endsAt: String? = nil, allowsEmpty: Bool = false
    ) throws -> any JinjaExpression {
        var elements: [any JinjaExpression] = []
        var isTuple = false
        while !isTupleEnd(endsAt) {
            elements.append(try allowsConditional ? parseExpression() : nested { try $0.parseOr() })
            guard skipSymbol(",") else { break }
            isTuple = true
        }
        if !isTuple, let element = elements.first { return element }
        if !isTuple, !allowsEmpty { throw failure("expected an expression, got \(current.described)") }
        return SequenceExpression(elements: elements, isTuple: true)
    }

    private func isTupleEnd(_ name: String?) -> Bool {
        switch current.kind {
        case .outputEnd, .blockEnd, .symbol(")"): true
        case .name(let current): current == name
        default: false
        }
    }

    /// Reads a whole expression, `a if b else c` included.
    mutating func parseExpression() throws -> any JinjaExpression {
        try nested { try $0.continueConditional($0.parseOr()) }
    }

    /// Each `if` wraps the value before it, which counts as nesting.
    private mutating func continueConditional(_ value: any JinjaExpression) throws -> any JinjaExpression {
        guard isName("if") else { return value }
        return try nested { parser in
            parser.advance()
            let condition = try parser.parseOr()
            let negative = parser.skipName("else") ? try parser.parseExpression() : nil
            return try parser.continueConditional(
                ConditionalExpression(condition: condition, positive: value, negative: negative))
        }
    }

    mutating func parseOr() throws -> any JinjaExpression {
        var operands = [try parseAnd()]
        while skipName("or") { operands.append(try parseAnd()) }
        return operands.count == 1 ? operands[0] : LogicExpression(operands: operands, isOr: true)
    }

    private mutating func parseAnd() throws -> any JinjaExpression {
        var operands = [try parseNot()]
        while skipName("and") { operands.append(try parseNot()) }
        return operands.count == 1 ? operands[0] : LogicExpression(operands: operands, isOr: false)
    }

    private mutating func parseNot() throws -> any JinjaExpression {
        guard skipName("not") else { return try parseComparison() }
        return NotExpression(operand: try nested { try $0.parseNot() })
    }

    private mutating func parseComparison() throws -> any JinjaExpression {
        let first = try parseSum()
        var links: [ComparisonExpression.Link] = []
        while true {
            let line = current.line
            let symbol: String
            if case .symbol(let candidate) = current.kind,
                ["==", "!=", "<", "<=", ">", ">="].contains(candidate)
            {
                symbol = candidate
            } else if isName("in") {
                symbol = "in"
            } else if isName("not"), next.kind == .name("in") {
                advance()
                symbol = "not in"
            } else {
                return links.isEmpty ? first : ComparisonExpression(first: first, links: links)
            }
            advance()
            links.append(.init(symbol: symbol, operand: try parseSum(), line: line))
        }
    }

    private mutating func parseSum() throws -> any JinjaExpression {
        try parseChain(["+", "-"]) { try $0.parseConcatenation() }
    }

    private mutating func parseConcatenation() throws -> any JinjaExpression {
        var operands = [try parseProduct()]
        while skipSymbol("~") { operands.append(try parseProduct()) }
        return operands.count == 1 ? operands[0] : ConcatenationExpression(operands: operands)
    }

    private mutating func parseProduct() throws -> any JinjaExpression {
        try parseChain(["*", "/", "//", "%"]) { parser in
            // Jinja raises to powers from left to right, unlike Python.
            try parser.parseChain(["**"]) { try $0.parseUnary(allowsFilters: true) }
        }
    }

    private mutating func parseChain(
        _ symbols: Set<String>, _ parseOperand: (inout JinjaParser) throws -> any JinjaExpression
    ) throws -> any JinjaExpression {
        let first = try parseOperand(&self)
        var links: [ArithmeticExpression.Link] = []
        while case .symbol(let symbol) = current.kind, symbols.contains(symbol) {
            let line = current.line
            advance()
            links.append(.init(symbol: symbol, operand: try parseOperand(&self), line: line))
        }
        return links.isEmpty ? first : ArithmeticExpression(first: first, links: links)
    }

    private mutating func parseUnary(allowsFilters: Bool) throws -> any JinjaExpression {
        let base: any JinjaExpression
        let line = current.line
        if isSymbol("-") || isSymbol("+") {
            let isNegative = isSymbol("-")
            advance()
            let operand = try nested { try $0.parseUnary(allowsFilters: false) }
            base = SignExpression(operand: operand, isNegative: isNegative, line: line)
        } else {
            base = try parsePrimary()
        }
        var links = try parsePostfix()
        if allowsFilters { links += try parseFiltersAndTests() }
        return links.isEmpty ? base : PostfixExpression(base: base, links: links)
    }

    mutating func parsePrimary() throws -> any JinjaExpression {
        let token = current
        switch token.kind {
        case .name(let name):
            advance()
            return parseName(name, token.line)
        case .string(var text):
            advance()
            while case .string(let more) = current.kind {
                text += more
                advance()
            }
            return LiteralExpression(literal: .string(text))
        case .integer(let value):
            advance()
            return LiteralExpression(literal: .int(value))
        case .float(let value):
            advance()
            return LiteralExpression(literal: .double(value))
        case .symbol("("):
            advance()
            let value = try parseTuple(allowsEmpty: true)
            try expect(.symbol(")"))
            return value
        case .symbol("["): return SequenceExpression(elements: try parseList(), isTuple: false)
        case .symbol("{"): return try parseDictionary()
        default: throw failure("expected an expression, got \(token.described)")
        }
    }

    private mutating func parseName(_ name: String, _ line: Int) -> any JinjaExpression {
        switch name {
        case "true", "True": return LiteralExpression(literal: .bool(true))
        case "false", "False": return LiteralExpression(literal: .bool(false))
        case "none", "None": return LiteralExpression(literal: .none)
        default:
            if name == "caller" || name == "kwargs" || name == "varargs" { mention(name) }
            return NameExpression(name: name, line: line)
        }
    }

    private mutating func parseList() throws -> [any JinjaExpression] {
        try expect(.symbol("["))
        var elements: [any JinjaExpression] = []
        while !isSymbol("]") {
            if !elements.isEmpty { try expect(.symbol(",")) }
            if isSymbol("]") { break }
            elements.append(try parseExpression())
        }
        try expect(.symbol("]"))
        return elements
    }

    private mutating func parseDictionary() throws -> any JinjaExpression {
        try expect(.symbol("{"))
        var entries: [(key: any JinjaExpression, value: any JinjaExpression)] = []
        while !isSymbol("}") {
            if !entries.isEmpty { try expect(.symbol(",")) }
            if isSymbol("}") { break }
            let key = try parseExpression()
            try expect(.symbol(":"))
            entries.append((key, try parseExpression()))
        }
        try expect(.symbol("}"))
        return DictionaryExpression(entries: entries)
    }
}
