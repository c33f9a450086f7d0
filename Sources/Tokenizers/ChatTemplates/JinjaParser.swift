/// Turns tokens into statements, by Jinja's grammar.
struct JinjaParser {
    private(set) var tokens: [JinjaToken]
    var position = 0
    private var nesting = 0
    private var deepest = 0
    private var loopDepth = 0
    // For each macro being read, which of the special names it mentions.
    private var mentions: [Set<String>] = []

    /// - Throws: `ChatTemplateError` of kind syntax.
    static func parse(_ source: String) throws -> JinjaBody {
        var parser = JinjaParser(tokens: try JinjaLexer.tokens(of: source))
        return try parser.parseBody(until: [])
    }

    private init(tokens: [JinjaToken]) { self.tokens = tokens }

    // MARK: - Tokens

    var current: JinjaToken { tokens[position] }
    var next: JinjaToken { tokens[min(position + 1, tokens.count - 1)] }

    mutating func advance() { if position + 1 < tokens.count { position += 1 } }

    func isSymbol(_ symbol: String) -> Bool { current.kind == .symbol(symbol) }
    func isName(_ name: String) -> Bool { current.kind == .name(name) }

    mutating func skip(_ kind: JinjaToken.Kind) -> Bool {
        guard current.kind == kind else { return false }
        advance()
        return true
    }

    mutating func skipSymbol(_ symbol: String) -> Bool { skip(.symbol(symbol)) }
    mutating func skipName(_ name: String) -> Bool { skip(.name(name)) }

    mutating func expect(_ kind: JinjaToken.Kind) throws {
        guard skip(kind) else {
            let expected = JinjaToken(kind: kind, line: 0).described
            throw failure("expected \(expected), got \(current.described)")
        }
    }

    mutating func expectName() throws -> String {
        guard case .name(let name) = current.kind else { throw failure("expected a name, got \(current.described)") }
        advance()
        return name
    }

    func failure(_ problem: String, line: Int? = nil) -> ChatTemplateError {
        ChatTemplateError(.syntax, problem, line: line ?? current.line)
    }

    /// Runs `body` one level deeper.
    mutating func nested<Result>(_ body: (inout JinjaParser) throws -> Result) throws -> Result {
        nesting += 1
        deepest = max(deepest, nesting)
        defer { nesting -= 1 }
        guard nesting <= ChatTemplateLimits.sourceNesting else {
            throw ChatTemplateError(
                .limit, "the template nests deeper than \(ChatTemplateLimits.sourceNesting)", line: current.line)
        }
        return try body(&self)
    }

    mutating func mention(_ name: String) {
        for index in mentions.indices { mentions[index].insert(name) }
    }

    // MARK: - Bodies

    /// Reads up to a tag named in `ends`, whose name is then the current token.
    mutating func parseBody(until ends: Set<String>) throws -> JinjaBody {
        try nested { parser in
            var statements: [any JinjaStatement] = []
            while let statement = try parser.parseNext(until: ends) { statements.append(statement) }
            return JinjaBody(statements: statements)
        }
    }

    /// A block's body after the tag that opens it, with the closing tag's name taken off.
    mutating func parseBlock(_ end: String) throws -> JinjaBody {
        _ = skipSymbol(":")
        try expect(.blockEnd)
        let body = try parseBody(until: [end])
        advance()
        return body
    }

    private mutating func parseNext(until ends: Set<String>) throws -> (any JinjaStatement)? {
        let token = current
        switch token.kind {
        case .data(let text):
            advance()
            return TextStatement(text: text)
        case .outputBegin:
            advance()
            let value = try parseTuple()
            try expect(.outputEnd)
            return OutputStatement(value: value)
        case .blockBegin:
            advance()
            if case .name(let name) = current.kind, ends.contains(name) { return nil }
            let statement = try parseStatement()
            try expect(.blockEnd)
            return statement
        default:
            if ends.isEmpty { return nil }
            let tags = ends.sorted().joined(separator: ", ")
            throw failure("the template ends where one of these tags must come: \(tags)")
        }
    }

    // MARK: - Macros

    /// Reads a body that a macro or a call block runs by itself, and with it what the body mentions.
    mutating func parseMacro(
        _ name: String, _ end: String,
        parameters: (inout JinjaParser) throws -> [(name: String, fallback: (any JinjaExpression)?)]
    ) throws -> MacroSyntax {
        let (outerDeepest, outerLoops) = (deepest, loopDepth)
        (deepest, loopDepth) = (nesting, 0)
        mentions.append([])
        let parameters = try parameters(&self)
        let body = try parseBlock(end)
        let levels = deepest - nesting + 1
        (deepest, loopDepth) = (max(outerDeepest, deepest), outerLoops)
        return MacroSyntax(
            name: name, parameters: parameters, body: body, specialNames: mentions.removeLast(), levels: levels)
    }

    /// Reads a body in which `break` and `continue` may stand, or may not.
    mutating func withLoop<Result>(_ isLoop: Bool, _ body: (inout JinjaParser) throws -> Result) rethrows -> Result {
        let outer = loopDepth
        loopDepth = isLoop ? outer + 1 : 0
        defer { loopDepth = outer }
        return try body(&self)
    }

    var isInLoop: Bool { loopDepth > 0 }
}
