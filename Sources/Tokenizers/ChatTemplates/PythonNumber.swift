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
            if symbol == "%" { return .double(remainder) }
            let quotient = ((left - remainder) / right).rounded()
            return .double(quotient == 0 ? copysign(0, left / right) : quotient)
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
}
