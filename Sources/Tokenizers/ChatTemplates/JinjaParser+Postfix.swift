extension JinjaParser {
    /// Reads `.name`, `[key]` and `(arguments)` as long as they follow.
    mutating func parsePostfix() throws -> [PostfixExpression.Link] {
        var links: [PostfixExpression.Link] = []
        while true {
            let line = current.line
            if skipSymbol(".") {
                links.append(.init(step: try parseMember(), line: line))
            } else if skipSymbol("[") {
                links.append(.init(step: try parseSubscript(), line: line))
            } else if isSymbol("(") {
                links.append(.init(step: .call(try parseArguments()), line: line))
            } else {
                return links
            }
        }
    }

    private mutating func parseMember() throws -> PostfixExpression.Step {
        if case .integer(let index) = current.kind {
            advance()
            return .item(LiteralExpression(literal: .int(index)))
        }
        return .member(try expectName())
    }

    private mutating func parseSubscript() throws -> PostfixExpression.Step {
        var steps: [PostfixExpression.Step] = []
        while !isSymbol("]") {
            if !steps.isEmpty { try expect(.symbol(",")) }
            steps.append(try parseSubscripted())
        }
        try expect(.symbol("]"))
        if steps.count == 1 { return steps[0] }
        let keys = try steps.map { step -> any JinjaExpression in
            guard case .item(let key) = step else { throw failure("slices cannot stand in a tuple of keys") }
            return key
        }
        return .item(SequenceExpression(elements: keys, isTuple: true))
    }

    private mutating func parseSubscripted() throws -> PostfixExpression.Step {
        let start = isSymbol(":") ? nil : try parseExpression()
        guard skipSymbol(":") else {
            guard let start else { throw failure("expected a key, got \(current.described)") }
            return .item(start)
        }
        func isEnd(_ parser: JinjaParser) -> Bool { parser.isSymbol("]") || parser.isSymbol(",") }
        let stop = isSymbol(":") || isEnd(self) ? nil : try parseExpression()
        var step: (any JinjaExpression)?
        if skipSymbol(":"), !isEnd(self) { step = try parseExpression() }
        return .slice(start: start, stop: stop, step: step)
    }

    mutating func parseArguments() throws -> CallSyntax {
        let line = current.line
        var call = CallSyntax()
        var isFirst = true
        func ensure(_ isValid: Bool) throws {
            if !isValid { throw ChatTemplateError(.syntax, "the order of arguments is invalid", line: line) }
        }
        try expect(.symbol("("))
        while !isSymbol(")") {
            if !isFirst {
                try expect(.symbol(","))
                if isSymbol(")") { break }
            }
            isFirst = false
            if skipSymbol("*") {
                try ensure(call.unpacked == nil && call.unpackedKeywords == nil)
                call.unpacked = try parseExpression()
            } else if skipSymbol("**") {
                try ensure(call.unpackedKeywords == nil)
                call.unpackedKeywords = try parseExpression()
            } else if case .name(let name) = current.kind, next.kind == .symbol("=") {
                try ensure(call.unpackedKeywords == nil)
                advance()
                advance()
                call.keywords.append((name, try parseExpression()))
            } else {
                try ensure(call.unpacked == nil && call.unpackedKeywords == nil && call.keywords.isEmpty)
                call.positional.append(try parseExpression())
            }
        }
        try expect(.symbol(")"))
        return call
    }

    // MARK: - Filters and tests

    /// Reads `| filter`, `is test` and calls of what they give, as long as they follow.
    mutating func parseFiltersAndTests() throws -> [PostfixExpression.Link] {
        var links: [PostfixExpression.Link] = []
        while true {
            let line = current.line
            if isSymbol("|") {
                links += try parseFilters(startsInline: false)
            } else if skipName("is") {
                links.append(.init(step: try parseTest(), line: line))
            } else if isSymbol("(") {
                links.append(.init(step: .call(try parseArguments()), line: line))
            } else {
                return links
            }
        }
    }

    /// Reads `| filter | filter(…)`.
    /// - Parameter startsInline: whether the first stands without its `|`, as in a filter block.
    mutating func parseFilters(startsInline: Bool) throws -> [PostfixExpression.Link] {
        var links: [PostfixExpression.Link] = []
        var startsInline = startsInline
        while startsInline || skipSymbol("|") {
            startsInline = false
            let line = current.line
            let name = try parseDottedName()
            let arguments = isSymbol("(") ? try parseArguments() : CallSyntax()
            links.append(.init(step: .filter(name, arguments), line: line))
        }
        return links
    }

    private mutating func parseDottedName() throws -> String {
        var name = try expectName()
        while skipSymbol(".") { name += "." + (try expectName()) }
        return name
    }

    private mutating func parseTest() throws -> PostfixExpression.Step {
        let isNegated = skipName("not")
        let name = try parseDottedName()
        if isSymbol("(") { return .test(name, try parseArguments(), isNegated: isNegated) }
        var call = CallSyntax()
        if startsTestArgument {
            if isName("is") { throw failure("tests cannot be chained with 'is'") }
            let base = try nested { try $0.parsePrimary() }
            let links = try parsePostfix()
            call.positional = [links.isEmpty ? base : PostfixExpression(base: base, links: links)]
        }
        return .test(name, call, isNegated: isNegated)
    }

    private var startsTestArgument: Bool {
        switch current.kind {
        case .name(let name): !["else", "or", "and"].contains(name)
        case .string, .integer, .float, .symbol("["), .symbol("{"): true
        default: false
        }
    }
}
