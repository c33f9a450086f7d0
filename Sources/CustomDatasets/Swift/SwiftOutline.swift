/// The functions that a Swift text declares at its top level, as far as they show without a compiler.
///
/// Comments, literals and what stands in braces are passed over. Whether a function can be used is for the compiler to
/// say.
struct SwiftOutline {
    struct Function: Equatable {
        let name: String
        /// Counted from 1.
        let line: Int
        /// The line on which it is declared.
        let text: String
    }

    let functions: [Function]

    init(_ text: String) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        var scanner = TopLevelScanner(text)
        let code = scanner.scan()
        functions = code.matches(of: #/\bfunc\s+([\p{L}_][\p{L}\p{N}_]*)/#).map { match in
            let line = code[..<match.range.lowerBound].utf8.count { $0 == UInt8(ascii: "\n") }
            return Function(
                name: String(match.output.1), line: line + 1,
                text: lines[line].drop(while: \.isWhitespace).description)
        }
    }
}

/// Goes through Swift code and keeps what is code at the top level.
private struct TopLevelScanner {
    private let bytes: [UInt8]
    private var place = 0

    init(_ text: String) {
        bytes = Array(text.utf8)
    }

    /// The text with spaces in place of all that is no code of the top level; lines stay where they are.
    mutating func scan() -> String {
        var kept = bytes.map { $0 == UInt8(ascii: "\n") ? $0 : UInt8(ascii: " ") }
        var depth = 0
        while place < bytes.count {
            if skipped() { continue }
            if bytes[place] == UInt8(ascii: "{") { depth += 1 }
            if depth == 0 { kept[place] = bytes[place] }
            if bytes[place] == UInt8(ascii: "}") { depth = max(0, depth - 1) }
            place += 1
        }
        return String(decoding: kept, as: UTF8.self)
    }

    /// Whether a comment or a literal began here, which is then behind.
    private mutating func skipped() -> Bool {
        if starts("//") {
            while place < bytes.count, bytes[place] != UInt8(ascii: "\n") { place += 1 }
            return true
        }
        if starts("/*") {
            skipComment()
            return true
        }
        let hashes = bytes[place...].prefix { $0 == UInt8(ascii: "#") }.count
        let fence = String(repeating: "#", count: hashes)
        for quote in ["\"\"\"", "\""] where starts(fence + quote) {
            skipString(quote, fence)
            return true
        }
        // A regular expression without fences cannot be told from a division here; strings end with the line, so that
        // one with a quotation mark does no harm beyond it.
        if hashes > 0, starts(fence + "/") {
            place += hashes + 1
            while place < bytes.count, !starts("/" + fence) { place += 1 }
            place = min(bytes.count, place + hashes + 1)
            return true
        }
        return false
    }

    private mutating func skipComment() {
        var depth = 0
        repeat {
            if starts("/*") {
                depth += 1
                place += 2
            } else if starts("*/") {
                depth -= 1
                place += 2
            } else {
                place += 1
            }
        } while depth > 0 && place < bytes.count
    }

    private mutating func skipString(_ quote: String, _ fence: String) {
        place += fence.utf8.count + quote.utf8.count
        while place < bytes.count {
            if starts(quote + fence) {
                place += quote.utf8.count + fence.utf8.count
                return
            }
            if quote.utf8.count == 1, bytes[place] == UInt8(ascii: "\n") { return }
            if starts("\\" + fence) {
                place += 1 + fence.utf8.count
                if starts("(") { skipInterpolation() } else { place += 1 }
            } else {
                place += 1
            }
        }
    }

    private mutating func skipInterpolation() {
        var depth = 0
        repeat {
            if skipped() { continue }
            if bytes[place] == UInt8(ascii: "(") { depth += 1 }
            if bytes[place] == UInt8(ascii: ")") { depth -= 1 }
            place += 1
        } while depth > 0 && place < bytes.count
    }

    private func starts(_ text: String) -> Bool { bytes[min(place, bytes.count)...].starts(with: text.utf8) }
}
