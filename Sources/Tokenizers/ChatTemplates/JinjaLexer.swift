/// Cuts a template into tokens as Jinja does with `trim_blocks` and `lstrip_blocks` on, which transformers sets for
/// chat templates: the newline after a block tag or comment goes, and so does white space between a line's start and a
/// block tag or comment; `-` strips all white space on its side, `+` keeps it.
struct JinjaLexer {
    private let source: [Unicode.Scalar]
    private var position = 0
    private var line = 1
    private var tokens: [JinjaToken] = []
    // Lets `}}` close dictionaries inside of an expression: tags end only where no bracket is open.
    private var openBrackets: [Unicode.Scalar] = []

    /// - Throws: `ChatTemplateError` of kind syntax.
    static func tokens(of source: String) throws -> [JinjaToken] {
        var lexer = JinjaLexer(source)
        try lexer.run()
        return lexer.tokens
    }

    private init(_ text: String) {
        var scalars = PythonText.withUnixNewlines(text.unicodeScalars)
        // Jinja's keep_trailing_newline is off.
        if scalars.last == "\n" { scalars.removeLast() }
        source = scalars
    }

    private mutating func run() throws {
        // Whether the text to come starts a line, for lstrip_blocks.
        var startsLine = true
        while position < source.count {
            let begin = position
            var tag = begin
            while tag < source.count, !isTagStart(tag) { tag += 1 }
            guard tag < source.count else {
                emitData(begin..<source.count)
                break
            }
            let opening = source[tag + 1]
            var sign = source.count > tag + 2 ? source[tag + 2] : " "
            var contentStart = tag + 2
            if sign == "-" || sign == "+" { contentStart += 1 } else { sign = " " }
            let kept = keptText(begin..<tag, sign: sign, stripsLine: opening != "{", startsLine: startsLine)
            emitData(kept)
            advance(to: contentStart, from: begin)
            switch opening {
            case "#": try skipComment()
            case "%":
                if try !readRaw() {
                    append(.blockBegin)
                    try readCode(closing: "%")
                }
            default:
                append(.outputBegin)
                try readCode(closing: "}")
            }
            startsLine = position > 0 && source[position - 1] == "\n"
        }
        append(.end)
    }

    private func isTagStart(_ index: Int) -> Bool {
        guard source[index] == "{", index + 1 < source.count else { return false }
        return source[index + 1] == "{" || source[index + 1] == "%" || source[index + 1] == "#"
    }

    /// What stays of the text in front of a tag.
    private func keptText(
        _ range: Range<Int>, sign: Unicode.Scalar, stripsLine: Bool, startsLine: Bool
    ) -> Range<Int> {
        var end = range.upperBound
        if sign == "-" {
            while end > range.lowerBound, PythonText.isSpace(source[end - 1]) { end -= 1 }
            return range.lowerBound..<end
        }
        guard sign != "+", stripsLine else { return range }
        while end > range.lowerBound, source[end - 1] != "\n", PythonText.isSpace(source[end - 1]) { end -= 1 }
        let isLineStart = end > range.lowerBound ? source[end - 1] == "\n" : startsLine
        return isLineStart ? range.lowerBound..<end : range
    }

    private mutating func append(_ kind: JinjaToken.Kind) { tokens.append(JinjaToken(kind: kind, line: line)) }

    private mutating func emitData(_ range: Range<Int>) {
        if !range.isEmpty { append(.data(PythonText.string(source[range]))) }
    }

    /// Moves on and counts the lines between `start` and `end`.
    private mutating func advance(to end: Int, from start: Int) {
        for index in start..<min(end, source.count) where source[index] == "\n" { line += 1 }
        position = min(end, source.count)
    }

    private mutating func skipSpace() {
        while position < source.count, PythonText.isSpace(source[position]) {
            if source[position] == "\n" { line += 1 }
            position += 1
        }
    }

    private func matches(_ text: String, at index: Int) -> Bool {
        var index = index
        for scalar in text.unicodeScalars {
            guard index < source.count, source[index] == scalar else { return false }
            index += 1
        }
        return true
    }

    /// Moves past `-X}`, `+X}` or `X}` and what they swallow, if one is here.
    private mutating func closes(with closing: Unicode.Scalar, trimsNewline: Bool, allowsPlus: Bool) -> Bool {
        let close = "\(closing)}"
        if matches("-" + close, at: position) {
            position += 3
            skipSpace()
            return true
        }
        if allowsPlus, matches("+" + close, at: position) {
            position += 3
            return true
        }
        guard matches(close, at: position) else { return false }
        position += 2
        if trimsNewline, position < source.count, source[position] == "\n" { advance(to: position + 1, from: position) }
        return true
    }

    private mutating func skipComment() throws {
        let start = line
        while position < source.count {
            if closes(with: "#", trimsNewline: true, allowsPlus: true) { return }
            advance(to: position + 1, from: position)
        }
        throw ChatTemplateError(.syntax, "the comment is not closed by '#}'", line: start)
    }

    /// Reads `raw … endraw` when the block that begins here is one; otherwise nothing moves.
    private mutating func readRaw() throws -> Bool {
        let (start, startLine) = (position, line)
        skipSpace()
        guard matches("raw", at: position) else { return restore(start, startLine) }
        position += 3
        skipSpace()
        guard closes(with: "%", trimsNewline: false, allowsPlus: false) else { return restore(start, startLine) }
        let begin = position
        var tag = begin
        while tag < source.count {
            defer { tag += 1 }
            guard matches("{%", at: tag) else { continue }
            (position, line) = (begin, line)
            let lineBefore = line
            advance(to: tag + 2, from: begin)
            var sign: Unicode.Scalar = " "
            if position < source.count, source[position] == "-" || source[position] == "+" {
                sign = source[position]
                position += 1
            }
            skipSpace()
            if matches("endraw", at: position) {
                position += 6
                skipSpace()
                if closes(with: "%", trimsNewline: true, allowsPlus: true) {
                    let startsLine = begin > 0 && source[begin - 1] == "\n"
                    emitData(keptText(begin..<tag, sign: sign, stripsLine: true, startsLine: startsLine))
                    return true
                }
            }
            (position, line) = (begin, lineBefore)
        }
        throw ChatTemplateError(.syntax, "the raw block is not closed by 'endraw'", line: startLine)
    }

    private mutating func restore(_ start: Int, _ startLine: Int) -> Bool {
        (position, line) = (start, startLine)
        return false
    }

    private mutating func readCode(closing: Unicode.Scalar) throws {
        let start = line
        openBrackets = []
        while true {
            skipSpace()
            guard position < source.count else {
                throw ChatTemplateError(.syntax, "the tag is not closed by '\(closing)}'", line: start)
            }
            if openBrackets.isEmpty {
                let (kind, closeLine): (JinjaToken.Kind, Int) = (closing == "%" ? .blockEnd : .outputEnd, line)
                if closes(with: closing, trimsNewline: closing == "%", allowsPlus: closing == "%") {
                    tokens.append(JinjaToken(kind: kind, line: closeLine))
                    return
                }
            }
            try readToken()
        }
    }

    private mutating func readToken() throws {
        let scalar = source[position]
        if scalar.value >= 0x30 && scalar.value <= 0x39 {
            var number = JinjaNumberReader(source: source, position: position)
            append(try number.read(line: line))
            position = number.position
        } else if scalar == "_" || scalar.properties.isXIDContinue {
            let start = position
            while position < source.count, source[position] == "_" || source[position].properties.isXIDContinue {
                position += 1
            }
            append(.name(PythonText.string(source[start..<position])))
        } else if scalar == "'" || scalar == "\"" {
            try readString(quote: scalar)
        } else {
            try readSymbol(scalar)
        }
    }

    private mutating func readString(quote: Unicode.Scalar) throws {
        var end = position + 1
        while end < source.count, source[end] != quote { end += source[end] == "\\" ? 2 : 1 }
        guard end < source.count else { throw ChatTemplateError(.syntax, "the string is not closed", line: line) }
        let text = try PythonText.unescaped(source[(position + 1)..<end], line: line)
        append(.string(text))
        advance(to: end + 1, from: position)
    }

    private mutating func readSymbol(_ scalar: Unicode.Scalar) throws {
        let pairs: Set<String> = ["//", "**", "==", "!=", ">=", "<="]
        if position + 1 < source.count {
            let pair = PythonText.string(source[position...(position + 1)])
            if pairs.contains(pair) {
                append(.symbol(pair))
                position += 2
                return
            }
        }
        let symbol = String(Character(scalar))
        guard "+-/*%~[](){}><=.:|,;".unicodeScalars.contains(scalar) else {
            throw ChatTemplateError(.syntax, "unexpected character '\(symbol)'", line: line)
        }
        let closings: [Unicode.Scalar: Unicode.Scalar] = ["(": ")", "[": "]", "{": "}"]
        if let closing = closings[scalar] {
            openBrackets.append(closing)
        } else if closings.values.contains(scalar) {
            guard openBrackets.popLast() == scalar else {
                throw ChatTemplateError(.syntax, "unexpected '\(symbol)'", line: line)
            }
        }
        append(.symbol(symbol))
        position += 1
    }
}
