import Foundation

/// Python's arithmetic on numbers and how it prints them. Integers are 64 bits wide; what does not fit is an error.
enum PythonNumber {
    /// Python's `repr` of a float.
    static func text(of value: Double) -> String {
        if value.isNaN { return "nan" }
        if value.isInfinite { return value < 0 ? "-inf" : "inf" }
        if value == 0 { return value.sign == .minus ? "-0.0" : "0.0" }
        // Swift and Python agree on the shortest digits, but not on when to write an exponent.
        let (digits, exponent) = shortestDigits(of: value.magnitude)
        let sign = value < 0 ? "-" : ""
        if exponent < -4 || exponent >= 16 {
            let fraction = digits.count > 1 ? "." + digits.dropFirst() : ""
            let power = String(exponent.magnitude)
            return sign + digits.prefix(1) + fraction + "e" + (exponent < 0 ? "-" : "+")
                + (power.count < 2 ? "0" : "") + power
        }
        if exponent < 0 { return sign + "0." + String(repeating: "0", count: -exponent - 1) + digits }
        if digits.count <= exponent + 1 {
            return sign + digits + String(repeating: "0", count: exponent + 1 - digits.count) + ".0"
        }
        return sign + digits.prefix(exponent + 1) + "." + digits.dropFirst(exponent + 1)
    }

    /// The digits without leading and trailing zeros, and the power of ten of the first one.
    private static func shortestDigits(of value: Double) -> (String, Int) {
        let parts = value.description.split(separator: "e")
        var exponent = parts.count > 1 ? Int(parts[1]) ?? 0 : 0
        let mantissa = parts[0].split(separator: ".", omittingEmptySubsequences: false)
        let whole = String(mantissa[0])
        var digits = whole + (mantissa.count > 1 ? String(mantissa[1]) : "")
        exponent += whole.count - 1
        while digits.hasPrefix("0"), digits.count > 1 {
            digits.removeFirst()
            exponent -= 1
        }
        while digits.hasSuffix("0"), digits.count > 1 { digits.removeLast() }
        return (digits, exponent)
    }

    /// One of `+ - * / // % **` on two integers.
    static func integers(_ symbol: String, _ left: Int, _ right: Int) throws -> JinjaValue {
        switch symbol {
        case "+": return .int(try checked(left.addingReportingOverflow(right)))
        case "-": return .int(try checked(left.subtractingReportingOverflow(right)))
        case "*": return .int(try checked(left.multipliedReportingOverflow(by: right)))
        case "/":
            guard right != 0 else { throw ChatTemplateError.evaluation("division by zero") }
            return .double(Double(left) / Double(right))
        case "//", "%":
            guard right != 0 else { throw ChatTemplateError.evaluation("integer division or modulo by zero") }
            let quotient = try checked(left.dividedReportingOverflow(by: right))
            let remainder = left - quotient * right
            let floors = remainder != 0 && (remainder < 0) != (right < 0)
            return .int(symbol == "%" ? remainder + (floors ? right : 0) : quotient - (floors ? 1 : 0))
        default:
            if right < 0 { return try doubles(symbol, Double(left), Double(right)) }
            return .int(try power(left, right))
        }
    }

    /// One of `+ - * / // % **` on two floats.
    static func doubles(_ symbol: String, _ left: Double, _ right: Double) throws -> JinjaValue {
        switch symbol {
        case "+": return .double(left + right)
        case "-": return .double(left - right)
        case "*": return .double(left * right)
        case "/":
            guard right != 0 else { throw ChatTemplateError.evaluation("float division by zero") }
            return .double(left / right)
        case "//", "%":
            guard right != 0 else { throw ChatTemplateError.evaluation("float floor division by zero") }
            var remainder = fmod(left, right)
            if remainder != 0, (remainder < 0) != (right < 0) { remainder += right }
            if remainder == 0 { remainder = right.sign == .minus ? -0.0 : 0.0 }
            return .double(symbol == "%" ? remainder : ((left - remainder) / right).rounded())
        default:
            guard left != 0 || right >= 0 else {
                throw ChatTemplateError.evaluation("0.0 cannot be raised to a negative power")
            }
            return .double(pow(left, right))
        }
    }

    private static func checked(_ result: (partialValue: Int, overflow: Bool)) throws -> Int {
        guard !result.overflow else {
            throw ChatTemplateError(.limit, "an integer does not fit into 64 bits")
        }
        return result.partialValue
    }

    private static func power(_ base: Int, _ exponent: Int) throws -> Int {
        var (result, square, rest) = (1, base, exponent)
        while rest > 0 {
            if rest & 1 == 1 { result = try checked(result.multipliedReportingOverflow(by: square)) }
            rest >>= 1
            if rest > 0 { square = try checked(square.multipliedReportingOverflow(by: square)) }
        }
        return result
    }

    /// Python's `int()` of a string, or nil where that raises `ValueError`.
    static func parsedInteger(_ text: String, base: Int = 10) throws -> Int? {
        guard base == 0 || (2...36).contains(base) else { return nil }
        var scalars = Array(PythonText.stripped(text).unicodeScalars)
        var sign = ""
        if let first = scalars.first, first == "+" || first == "-" {
            sign = String(Character(first))
            scalars.removeFirst()
        }
        var radix = base
        if scalars.count > 1, scalars[0] == "0" {
            let prefixes: [Unicode.Scalar: Int] = ["x": 16, "X": 16, "o": 8, "O": 8, "b": 2, "B": 2]
            if let prefix = prefixes[scalars[1]], base == prefix || base == 0 {
                radix = prefix
                scalars.removeFirst(2)
            }
        }
        if radix == 0 { radix = 10 }
        guard let digits = digitsWithoutSeparators(scalars, radix: radix) else { return nil }
        guard let value = Int(sign + digits, radix: radix) else {
            throw ChatTemplateError(.limit, "the integer \(text) does not fit into 64 bits")
        }
        return value
    }

    private static func digitsWithoutSeparators(_ scalars: [Unicode.Scalar], radix: Int) -> String? {
        var digits = ""
        var previousIsDigit = false
        for scalar in scalars {
            if scalar == "_" {
                guard previousIsDigit else { return nil }
                previousIsDigit = false
                continue
            }
            let value = scalar.isASCII ? Int(String(Character(scalar)), radix: 36) : scalar.decimalDigit
            guard let value, value < radix else { return nil }
            digits += String(value, radix: radix)
            previousIsDigit = true
        }
        return previousIsDigit ? digits : nil
    }

    /// Python's `float()` of a string, or nil where that raises `ValueError`.
    static func parsedDouble(_ text: String) -> Double? {
        let stripped = PythonText.stripped(text).lowercased()
        let unsigned = stripped.hasPrefix("+") || stripped.hasPrefix("-") ? String(stripped.dropFirst()) : stripped
        if ["inf", "infinity", "nan"].contains(unsigned) {
            let magnitude = unsigned == "nan" ? Double.nan : Double.infinity
            return stripped.hasPrefix("-") ? -magnitude : magnitude
        }
        guard unsigned.utf8.allSatisfy({ "0123456789.+-e_".utf8.contains($0) }) else { return nil }
        let bytes = Array(stripped.utf8)
        for (index, byte) in bytes.enumerated() where byte == 0x5F {
            guard index > 0, index + 1 < bytes.count, (0x30...0x39).contains(bytes[index - 1]),
                (0x30...0x39).contains(bytes[index + 1])
            else { return nil }
        }
        // Swift's reader refuses a dot at either end.
        let digits = String(decoding: bytes.filter { $0 != 0x5F }, as: UTF8.self)
        return strictDouble(digits)
    }

    private static func strictDouble(_ text: String) -> Double? {
        let parts = text.split(separator: "e", maxSplits: 1, omittingEmptySubsequences: false)
        var mantissa = String(parts[0])
        if mantissa.hasSuffix(".") { mantissa += "0" }
        guard mantissa != "." && mantissa != ".0" || parts[0] == ".0" else { return nil }
        for start in [".", "+.", "-."] where mantissa.hasPrefix(start) {
            mantissa = start.dropLast() + "0" + mantissa.dropFirst(start.count - 1)
        }
        return Double(parts.count > 1 ? mantissa + "e" + parts[1] : mantissa)
    }
}

extension Unicode.Scalar {
    /// The value of a decimal digit of any script, or nil.
    var decimalDigit: Int? {
        guard properties.numericType == .decimal, let value = properties.numericValue else { return nil }
        return Int(value)
    }
}
