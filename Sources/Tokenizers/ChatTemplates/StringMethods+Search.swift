extension StringMethods {
    static let searching: [String: Method] = [
        "startswith": affix("startswith", atEnd: false),
        "endswith": affix("endswith", atEnd: true),
        "find": position("find", fromEnd: false, raises: false),
        "rfind": position("rfind", fromEnd: true, raises: false),
        "index": position("index", fromEnd: false, raises: true),
        "rindex": position("rindex", fromEnd: true, raises: true),
        "count": { text, arguments, _ in
            let given = try arguments.only(1...3, of: "count")
            let part = Array(try given[0].requireText("count arg").unicodeScalars)
            let window = try window(of: text, given.dropFirst())
            if part.isEmpty { return .int(window.scalars.count + 1) }
            var (count, index) = (0, 0)
            while index + part.count <= window.scalars.count {
                let matches = window.scalars[index..<(index + part.count)].elementsEqual(part)
                if matches { count += 1 }
                index += matches ? part.count : 1
            }
            return .int(count)
        },
    ]

    /// The code points between two optional bounds, as in `find(part, start, end)`.
    private static func window(
        of text: String, _ bounds: ArraySlice<JinjaValue>
    ) throws -> (scalars: [Unicode.Scalar], start: Int) {
        let scalars = Array(text.unicodeScalars)
        func bound(_ value: JinjaValue?, else fallback: Int) throws -> Int {
            guard let value, !value.isNone else { return fallback }
            let index = try value.requireInteger("slice index")
            return min(max(index < 0 ? index + scalars.count : index, 0), scalars.count)
        }
        let start = try bound(bounds.first, else: 0)
        let end = try bound(bounds.dropFirst().first, else: scalars.count)
        return (start < end ? Array(scalars[start..<end]) : [], start)
    }

    private static func affix(_ name: String, atEnd: Bool) -> Method {
        { text, arguments, _ in
            let given = try arguments.only(1...3, of: name)
            let candidates: [JinjaValue]
            if case .tuple(let tuple) = given[0] { candidates = tuple.elements } else { candidates = [given[0]] }
            let scalars = try window(of: text, given.dropFirst()).scalars
            for candidate in candidates {
                guard let affix = candidate.text else {
                    if case .undefined(let message) = candidate { throw ChatTemplateError.evaluation(message) }
                    throw ChatTemplateError.evaluation(
                        "\(name) first arg must be str or a tuple of str, not \(candidate.typeName)")
                }
                let part = affix.unicodeScalars
                if atEnd ? scalars.reversed().starts(with: part.reversed()) : scalars.starts(with: part) {
                    return .bool(true)
                }
            }
            return .bool(false)
        }
    }

    private static func position(_ name: String, fromEnd: Bool, raises: Bool) -> Method {
        { text, arguments, _ in
            let given = try arguments.only(1...3, of: name)
            let part = Array(try given[0].requireText("\(name) arg").unicodeScalars)
            let (scalars, start) = try window(of: text, given.dropFirst())
            let last = scalars.count - part.count
            if last >= 0 {
                for step in 0...last {
                    let index = fromEnd ? last - step : step
                    if scalars[index..<(index + part.count)].elementsEqual(part) { return .int(start + index) }
                }
            }
            if raises { throw ChatTemplateError.evaluation("substring not found") }
            return .int(-1)
        }
    }
}
