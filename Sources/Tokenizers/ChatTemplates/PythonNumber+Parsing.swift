extension PythonNumber {
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
