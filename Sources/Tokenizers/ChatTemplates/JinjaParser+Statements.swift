extension JinjaParser {
    private static let unsupportedTags: Set<String> = [
        "extends", "block", "include", "import", "from", "autoescape", "do", "trans", "debug",
    ]

    /// Reads one tag, from its name up to where its last `%}` must follow.
    mutating func parseStatement() throws -> any JinjaStatement {
        let line = current.line
        let name = try expectName()
        switch name {
        case "if": return try parseIf()
        case "for": return try parseFor(line)
        case "set": return try parseSet()
        case "macro":
            let macro = try expectName()
            return MacroStatement(macro: try parseMacro(macro, "endmacro") { try $0.parseSignature() })
        case "call": return try parseCallBlock(line)
        case "filter":
            let filters = try parseFilters(startsInline: true)
            return FilterBlockStatement(filters: filters, body: try parseBlock("endfilter"))
        case "with": return try parseWith()
        case "generation":
            return GenerationStatement(body: try withLoop(false) { try $0.parseBlock("endgeneration") }, line: line)
        case "break", "continue":
            guard isInLoop else { throw failure("'\(name)' stands outside of a loop", line: line) }
            return LoopControlStatement(flow: name == "break" ? .breakLoop : .continueLoop)
        default:
            let reason = Self.unsupportedTags.contains(name) ? "is not supported in chat templates" : "is unknown here"
            throw failure("the tag '\(name)' \(reason)", line: line)
        }
    }

    private mutating func parseIf() throws -> any JinjaStatement {
        var branches: [(condition: any JinjaExpression, body: JinjaBody)] = []
        while true {
            let condition = try parseTuple(allowsConditional: false)
            _ = skipSymbol(":")
            try expect(.blockEnd)
            branches.append((condition, try parseBody(until: ["elif", "else", "endif"])))
            if skipName("elif") { continue }
            if skipName("else") { return IfStatement(branches: branches, otherwise: try parseBlock("endif")) }
            advance()
            return IfStatement(branches: branches, otherwise: nil)
        }
    }

    private mutating func parseFor(_ line: Int) throws -> any JinjaStatement {
        let target = try parseTarget(allowsMembers: false)
        guard skipName("in") else { throw failure("expected 'in', got \(current.described)") }
        let iterable = try parseTuple(allowsConditional: false, endsAt: "recursive")
        let filter = skipName("if") ? try parseExpression() : nil
        if isName("recursive") { throw failure("recursive loops are not supported in chat templates") }
        _ = skipSymbol(":")
        try expect(.blockEnd)
        let body = try withLoop(true) { try $0.parseBody(until: ["endfor", "else"]) }
        let hasElse = isName("else")
        advance()
        let otherwise = hasElse ? try parseBlock("endfor") : nil
        return ForStatement(
            target: target, iterable: iterable, filter: filter, body: body, otherwise: otherwise, line: line)
    }

    private mutating func parseSet() throws -> any JinjaStatement {
        let target = try parseTarget(allowsMembers: true)
        if skipSymbol("=") { return SetStatement(target: target, value: try parseTuple()) }
        let filters = try parseFilters(startsInline: false)
        return SetBlockStatement(target: target, filters: filters, body: try parseBlock("endset"))
    }

    private mutating func parseWith() throws -> any JinjaStatement {
        var assignments: [(target: JinjaTarget, value: any JinjaExpression)] = []
        while current.kind != .blockEnd {
            if !assignments.isEmpty { try expect(.symbol(",")) }
            // A comma here parts assignments, so a target without brackets is one name.
            let target = try parseSingleTarget(allowsMembers: false)
            try expect(.symbol("="))
            assignments.append((target, try parseExpression()))
        }
        return WithStatement(assignments: assignments, body: try parseBlock("endwith"))
    }

    private mutating func parseCallBlock(_ line: Int) throws -> any JinjaStatement {
        var callee: (any JinjaExpression)?
        var arguments = CallSyntax()
        let block = try parseMacro("caller", "endcall") { parser in
            let parameters = parser.isSymbol("(") ? try parser.parseSignature() : []
            guard let postfix = try parser.parseExpression() as? PostfixExpression,
                case .call(let syntax)? = postfix.links.last?.step
            else { throw parser.failure("expected a call", line: line) }
            callee = PostfixExpression(base: postfix.base, links: postfix.links.dropLast())
            arguments = syntax
            return parameters
        }
        guard let callee else { throw failure("expected a call", line: line) }
        return CallBlockStatement(callee: callee, arguments: arguments, block: block, line: line)
    }

    mutating func parseSignature() throws -> [(name: String, fallback: (any JinjaExpression)?)] {
        var parameters: [(name: String, fallback: (any JinjaExpression)?)] = []
        try expect(.symbol("("))
        while !isSymbol(")") {
            if !parameters.isEmpty { try expect(.symbol(",")) }
            let name = try expectName()
            if skipSymbol("=") {
                parameters.append((name, try parseExpression()))
            } else if let last = parameters.last, last.fallback != nil {
                throw failure("a parameter without a default follows one with a default")
            } else {
                parameters.append((name, nil))
            }
        }
        try expect(.symbol(")"))
        return parameters
    }

    // MARK: - Targets

    /// Reads `a`, `a, b`, `(a, b)` or, where allowed, `namespace.attribute`.
    private mutating func parseTarget(allowsMembers: Bool) throws -> JinjaTarget {
        let line = current.line
        var targets = [try parseSingleTarget(allowsMembers: allowsMembers)]
        guard isSymbol(",") else { return targets[0] }
        while skipSymbol(",") {
            if isName("in") || isSymbol("=") || current.kind == .blockEnd || isSymbol(")") { break }
            targets.append(try parseSingleTarget(allowsMembers: allowsMembers))
        }
        return .tuple(targets, line: line)
    }

    private mutating func parseSingleTarget(allowsMembers: Bool) throws -> JinjaTarget {
        let line = current.line
        if skipSymbol("(") {
            let target = try nested { try $0.parseTarget(allowsMembers: allowsMembers) }
            try expect(.symbol(")"))
            return target
        }
        let name = try expectName()
        guard !["true", "false", "none", "True", "False", "None"].contains(name) else {
            throw failure("cannot assign to '\(name)'", line: line)
        }
        guard allowsMembers, skipSymbol(".") else { return .name(name) }
        return .member(namespace: name, attribute: try expectName(), line: line)
    }
}
