extension StringMethods {
    static let building: [String: Method] = [
        "replace": { text, arguments, context in
            let given = try arguments.only(2...3, of: "str.replace")
            let count = given.count > 2 ? try given[2].requireInteger("count") : -1
            let old = try given[0].requireText("replace() argument 1")
            let new = try given[1].requireText("replace() argument 2")
            return .string(try PythonText.replaced(text, old, with: new, count: count, context))
        },
        "join": { text, arguments, context in
            var result = ""
            for (index, element) in try arguments.only(1...1, of: "join")[0].elements(context).enumerated() {
                guard let part = element.text else {
                    throw ChatTemplateError.evaluation(
                        "sequence item \(index): expected str instance, \(element.typeName) found")
                }
                if index > 0 { result += text }
                try context.charge(bytes: part.utf8.count + text.utf8.count)
                result += part
            }
            return .string(result)
        },
        "ljust": pad("ljust") { _, missing in (0, missing) },
        "rjust": pad("rjust") { _, missing in (missing, 0) },
        "center": pad("center", centered),
        "zfill": { text, arguments, context in
            let width = try arguments.only(1...1, of: "zfill")[0].requireInteger("width")
            let missing = max(0, width.clamped() - text.unicodeScalars.count)
            let zeros = try context.repeated("0", missing)
            guard let first = text.unicodeScalars.first, first == "-" || first == "+" else {
                return .string(zeros + text)
            }
            return .string(String(Character(first)) + zeros + PythonText.string(text.unicodeScalars.dropFirst()))
        },
        "expandtabs": { text, arguments, context in
            let size = try arguments.bound(to: ["tabsize"], of: "expandtabs")["tabsize"]?.requireInteger("tabsize") ?? 8
            var result = ""
            var column = 0
            for scalar in text.unicodeScalars {
                guard scalar == "\t" else {
                    result.unicodeScalars.append(scalar)
                    column = scalar == "\n" || scalar == "\r" ? 0 : column + 1
                    continue
                }
                let width = size > 0 ? size - column % size : 0
                result += try context.repeated(" ", width)
                column = (column + width).clamped()
            }
            return .string(result)
        },
        "format": { text, arguments, context in .string(try BraceFormat.apply(text, arguments, context)) },
    ]

    /// Python's centering puts the odd blank to the left where the width is odd too.
    static func centered(width: Int, missing: Int) -> (Int, Int) {
        let left = missing / 2 + (missing & width & 1)
        return (left, missing - left)
    }

    private static func pad(
        _ name: String, _ sides: @escaping @Sendable (_ width: Int, _ missing: Int) -> (Int, Int)
    ) -> Method {
        { text, arguments, context in
            let given = try arguments.only(1...2, of: name)
            let width = try given[0].requireInteger("width").clamped()
            let fill = given.count > 1 ? try given[1].requireText("fill character") : " "
            guard fill.unicodeScalars.count == 1 else {
                throw ChatTemplateError.evaluation("the fill character must be exactly one character long")
            }
            let (left, right) = sides(width, max(0, width - text.unicodeScalars.count))
            return .string(try context.repeated(fill, left) + text + context.repeated(fill, right))
        }
    }
}

extension Int {
    /// The value, or the nearest one with which sums of a few cannot overflow.
    func clamped() -> Int { Swift.min(Swift.max(self, -(1 << 60)), 1 << 60) }
}
