/// Reads a number of a template: decimal, `0x`, `0o`, `0b`, fractions and exponents, `_` between digits.
struct JinjaNumberReader {
    let source: [Unicode.Scalar]
    private(set) var position: Int

    init(source: [Unicode.Scalar], position: Int) {
        self.source = source
        self.position = position
    }

    /// - Throws: `ChatTemplateError` when the number does not fit into 64 bits.
    mutating func read(line: Int) throws -> JinjaToken.Kind {
        let start = position
        if let value = readPrefixed() { return .integer(value) }
        // `a.0.1` subscripts twice, so a number behind a dot has no fraction of its own.
        let followsDot = start > 0 && source[start - 1] == "."
        var digits = readDigits(radix: 10)
        var isFloat = false
        if !followsDot {
            if let fraction = readPart(after: ".") {
                digits += "." + fraction
                isFloat = true
            }
            if let exponent = readExponent() {
                digits += "e" + exponent
                isFloat = true
            }
        }
        if isFloat, let value = Double(digits) { return .float(value) }
        guard let value = Int(digits) else {
            throw ChatTemplateError(.syntax, "the number \(digits) does not fit into 64 bits", line: line)
        }
        return .integer(value)
    }

    private mutating func readPrefixed() -> Int? {
        guard source[position] == "0", position + 1 < source.count else { return nil }
        let radixes: [Unicode.Scalar: Int] = ["x": 16, "X": 16, "o": 8, "O": 8, "b": 2, "B": 2]
        guard let radix = radixes[source[position + 1]] else { return nil }
        let start = position
        position += 2
        let digits = readDigits(radix: radix)
        if let value = Int(digits, radix: radix) { return value }
        position = start
        return nil
    }

    private mutating func readDigits(radix: Int) -> String {
        var digits = ""
        while position < source.count {
            let scalar = source[position]
            let isDigit = scalar.isASCII && Int(String(Character(scalar)), radix: radix) != nil
            let joinsDigits =
                scalar == "_" && position + 1 < source.count && source[position + 1].isASCII
                && Int(String(Character(source[position + 1])), radix: radix) != nil
            guard isDigit || joinsDigits else { break }
            if isDigit { digits.unicodeScalars.append(scalar) }
            position += 1
        }
        return digits
    }

    private mutating func readPart(after mark: Unicode.Scalar) -> String? {
        guard position + 1 < source.count, source[position] == mark else { return nil }
        let start = position
        position += 1
        // No `_` directly behind the mark.
        let digits = source[position] == "_" ? "" : readDigits(radix: 10)
        if digits.isEmpty { position = start }
        return digits.isEmpty ? nil : digits
    }

    private mutating func readExponent() -> String? {
        guard position + 1 < source.count, source[position] == "e" || source[position] == "E" else { return nil }
        let start = position
        position += 1
        var sign = ""
        if source[position] == "+" || source[position] == "-" {
            sign.unicodeScalars.append(source[position])
            position += 1
        }
        let digits = position < source.count && source[position] != "_" ? readDigits(radix: 10) : ""
        if digits.isEmpty { position = start }
        return digits.isEmpty ? nil : sign + digits
    }
}
