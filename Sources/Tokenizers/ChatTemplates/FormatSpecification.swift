import Foundation

/// How a value is to be laid out: what stands behind `%` or behind the colon in `{:…}`.
struct FormatSpecification {
    var fill: Unicode.Scalar = " "
    /// `<`, `>`, `^`, or `=` for padding behind the sign; nil for the kind's own side.
    var alignment: Unicode.Scalar?
    var sign: Unicode.Scalar = "-"
    var isAlternate = false
    var groupsBy: Unicode.Scalar?
    var width = 0
    var precision: Int?
    var type: Unicode.Scalar?

    /// Reads `[[fill]align][sign][#][0][width][,][.precision][type]`.
    init(parsing text: String) throws {
        var rest = Array(text.unicodeScalars)[...]
        let alignments: Set<Unicode.Scalar> = ["<", ">", "^", "="]
        if rest.count > 1, alignments.contains(rest[rest.startIndex + 1]) {
            fill = rest.removeFirst()
            alignment = rest.removeFirst()
        } else if let first = rest.first, alignments.contains(first) {
            alignment = rest.removeFirst()
        }
        if let first = rest.first, ["+", "-", " "].contains(first) { sign = rest.removeFirst() }
        if rest.first == "#" {
            isAlternate = true
            rest.removeFirst()
        }
        if rest.first == "0" {
            rest.removeFirst()
            if alignment == nil { (fill, alignment) = ("0", "=") }
        }
        width = try Self.number(&rest) ?? 0
        if let first = rest.first, first == "," || first == "_" { groupsBy = rest.removeFirst() }
        if rest.first == "." {
            rest.removeFirst()
            guard let digits = try Self.number(&rest) else {
                throw ChatTemplateError.evaluation("Format specifier missing precision")
            }
            precision = digits
        }
        type = rest.popFirst()
        guard rest.isEmpty else { throw ChatTemplateError.evaluation("Invalid format specifier") }
    }

    init() {}

    /// Reads digits, if there are any.
    static func number(_ rest: inout ArraySlice<Unicode.Scalar>) throws -> Int? {
        var digits = ""
        while let first = rest.first, ("0"..."9").contains(first) {
            digits.unicodeScalars.append(first)
            rest.removeFirst()
        }
        if digits.isEmpty { return nil }
        guard let value = Int(digits), value < 1 << 31 else {
            throw ChatTemplateError.evaluation("Too many decimal digits in format string")
        }
        return value
    }

    /// A number in this form.
    func text(of value: JinjaValue, _ context: JinjaContext) throws -> String {
        let type = type ?? (value.integer != nil ? "d" : "r")
        switch type {
        case "d", "i", "u", "n", "x", "X", "o", "b":
            guard let integer = value.integer else {
                throw ChatTemplateError.evaluation("a number is required, not \(value.typeName)")
            }
            return try padded(whole(integer, type), isNegative: integer < 0, isNumber: true, context)
        case "c":
            guard let code = value.integer.flatMap(UInt32.init(exactly:)), let scalar = Unicode.Scalar(code) else {
                throw ChatTemplateError.evaluation("%c requires int or char")
            }
            return try padded(String(Character(scalar)), isNegative: false, isNumber: false, context)
        case "e", "E", "f", "F", "g", "G", "%", "r":
            guard let number = value.number else {
                throw ChatTemplateError.evaluation("must be real number, not \(value.typeName)")
            }
            let digits = fraction(number.magnitude, type)
            return try padded(digits, isNegative: number.sign == .minus && !number.isNaN, isNumber: true, context)
        default:
            throw ChatTemplateError.evaluation(
                "Unknown format code '\(type)' for object of type '\(value.typeName)'")
        }
    }

    /// Text in this form.
    func text(of string: String, _ context: JinjaContext) throws -> String {
        let cut = precision.map { PythonText.string(string.unicodeScalars.prefix($0)) } ?? string
        return try padded(cut, isNegative: false, isNumber: false, context)
    }

    private func whole(_ integer: Int, _ type: Unicode.Scalar) -> String {
        let radixes: [Unicode.Scalar: (Int, String)] = [
            "x": (16, "0x"), "X": (16, "0X"), "o": (8, "0o"), "b": (2, "0b"),
        ]
        let (radix, prefix) = radixes[type] ?? (10, "")
        let digits = String(integer.magnitude, radix: radix, uppercase: type == "X")
        return (isAlternate ? prefix : "") + grouped(digits)
    }

    private func fraction(_ value: Double, _ type: Unicode.Scalar) -> String {
        if value.isNaN || value.isInfinite {
            let text = value.isNaN ? "nan" : "inf"
            return type == "E" || type == "F" || type == "G" ? text.uppercased() : text
        }
        if type == "r", precision == nil { return grouped(PythonNumber.text(of: value)) }
        if type == "%" { return grouped(String(format: "%.\(min(precision ?? 6, 1000))f", value * 100)) + "%" }
        let letter = type == "r" ? "g" : String(Character(type))
        return grouped(String(format: "%\(isAlternate ? "#" : "").\(min(precision ?? 6, 1000))\(letter)", value))
    }

    private func grouped(_ digits: String) -> String {
        guard let groupsBy else { return digits }
        let wholeDigits = digits.prefix { $0.isASCII && $0.isNumber }
        var result = ""
        for (index, digit) in wholeDigits.enumerated() {
            if index > 0, (wholeDigits.count - index) % 3 == 0 { result.unicodeScalars.append(groupsBy) }
            result.append(digit)
        }
        return result + digits.dropFirst(wholeDigits.count)
    }

    private func padded(
        _ digits: String, isNegative: Bool, isNumber: Bool, _ context: JinjaContext
    ) throws -> String {
        let mark = isNegative ? "-" : isNumber && sign != "-" ? String(Character(sign)) : ""
        let missing = max(0, width - digits.unicodeScalars.count - mark.unicodeScalars.count)
        let padding = try context.repeated(String(Character(fill)), missing)
        switch alignment ?? (isNumber ? ">" : "<") {
        case "<": return mark + digits + padding
        case "^":
            let scalars = Array(padding.unicodeScalars)
            let left = PythonText.string(scalars.prefix(missing / 2))
            return left + mark + digits + PythonText.string(scalars.dropFirst(missing / 2))
        case "=": return mark + padding + digits
        default: return padding + mark + digits
        }
    }
}
