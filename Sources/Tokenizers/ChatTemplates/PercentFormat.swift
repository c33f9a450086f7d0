/// Python's `format % values`.
enum PercentFormat {
    /// - Throws: `ChatTemplateError` for a format and values that do not match.
    static func apply(_ format: String, _ operand: JinjaValue, _ context: JinjaContext) throws -> String {
        var reader = Reader(rest: Array(format.unicodeScalars)[...], operand: operand)
        return try reader.read(context)
    }

    private struct Reader {
        var rest: ArraySlice<Unicode.Scalar>
        let operand: JinjaValue
        var used = 0

        private var values: [JinjaValue] {
            if case .tuple(let tuple) = operand { tuple.elements } else { [operand] }
        }

        mutating func read(_ context: JinjaContext) throws -> String {
            var text = String.UnicodeScalarView()
            while let scalar = rest.popFirst() {
                if scalar == "%" {
                    text.append(contentsOf: try readField(context).unicodeScalars)
                } else {
                    text.append(scalar)
                }
            }
            guard used >= values.count || isSubscriptable else {
                throw ChatTemplateError.evaluation("not all arguments converted during string formatting")
            }
            return String(text)
        }

        /// What Python takes for a mapping, which may hold more than the format names.
        private var isSubscriptable: Bool {
            switch operand {
            case .dictionary, .list, .undefined: true
            case .view(let view): view.kind == .range
            default: false
            }
        }

        private mutating func readField(_ context: JinjaContext) throws -> String {
            let name = try readName()
            var specification = FormatSpecification()
            while let flag = rest.first, ["-", "+", " ", "#", "0"].contains(flag) {
                rest.removeFirst()
                switch flag {
                case "-": specification.alignment = "<"
                case "#": specification.isAlternate = true
                case "0":
                    if specification.alignment == nil { (specification.fill, specification.alignment) = ("0", "=") }
                default: specification.sign = flag
                }
            }
            specification.width = try readNumber() ?? 0
            if rest.first == "." {
                rest.removeFirst()
                specification.precision = try readNumber() ?? 0
            }
            guard let type = rest.popFirst() else { throw ChatTemplateError.evaluation("incomplete format") }
            if type == "%" { return "%" }
            let value = try name.map(named) ?? nextValue()
            return try text(of: value, type, specification, context)
        }

        private mutating func readNumber() throws -> Int? {
            guard rest.first == "*" else { return try FormatSpecification.number(&rest) }
            rest.removeFirst()
            return min(max(try nextValue().requireInteger("* wants int"), 0), 1 << 31)
        }

        private mutating func readName() throws -> String? {
            guard rest.first == "(" else { return nil }
            rest.removeFirst()
            guard let end = rest.firstIndex(of: ")") else {
                throw ChatTemplateError.evaluation("incomplete format key")
            }
            defer { rest = rest[(end + 1)...] }
            return PythonText.string(rest[..<end])
        }

        private func named(_ name: String) throws -> JinjaValue {
            guard case .dictionary(let dictionary) = operand else {
                throw ChatTemplateError.evaluation("format requires a mapping")
            }
            guard let value = dictionary.value(of: name) else { throw ChatTemplateError.evaluation("'\(name)'") }
            return value
        }

        private mutating func nextValue() throws -> JinjaValue {
            guard used < values.count else {
                throw ChatTemplateError.evaluation("not enough arguments for format string")
            }
            defer { used += 1 }
            return values[used]
        }

        private func text(
            of value: JinjaValue, _ type: Unicode.Scalar, _ specification: FormatSpecification, _ context: JinjaContext
        ) throws -> String {
            var specification = specification
            specification.type = type
            switch type {
            case "s", "r", "a":
                if specification.alignment == nil || specification.alignment == "=" { specification.alignment = ">" }
                if specification.fill == "0" { specification.fill = " " }
                return try specification.text(
                    of: type == "s" ? value.string(context) : value.representation(context), context)
            case "c":
                guard let text = value.text, text.unicodeScalars.count == 1 else {
                    return try specification.text(of: value, context)
                }
                return try specification.text(of: text, context)
            case "d", "i", "u":
                guard case .double(let number) = value else { return try specification.text(of: value, context) }
                guard let integer = Int(exactly: number.rounded(.towardZero)) else {
                    throw ChatTemplateError.evaluation("cannot convert float to integer")
                }
                return try specification.text(of: .int(integer), context)
            case "x", "X", "o", "e", "E", "f", "F", "g", "G":
                return try specification.text(of: value, context)
            default:
                throw ChatTemplateError.evaluation("unsupported format character '\(type)'")
            }
        }
    }
}
