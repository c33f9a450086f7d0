/// The methods of Python's `str` that have a meaning in templates.
enum StringMethods {
    typealias Method = @Sendable (String, CallArguments, JinjaContext) throws -> JinjaValue

    static let table: [String: Method] = casing.merging(cutting) { $1 }.merging(searching) { $1 }
        .merging(questions) { $1 }.merging(building) { $1 }

    private static func plain(_ name: String, _ change: @escaping @Sendable (String) -> String) -> Method {
        { text, arguments, context in
            _ = try arguments.only(0...0, of: name)
            try context.charge(bytes: text.utf8.count)
            return .string(change(text))
        }
    }

    private static let casing: [String: Method] = [
        "upper": plain("upper", PythonText.uppercased),
        "lower": plain("lower", PythonText.lowercased),
        "casefold": plain("casefold") { PythonText.lowercased($0) },
        "capitalize": plain("capitalize", PythonText.capitalized),
        "title": plain("title", PythonText.titled),
        "swapcase": plain("swapcase", PythonText.swappedCase),
    ]

    private static func strip(_ name: String, left: Bool, right: Bool) -> Method {
        { text, arguments, context in
            try context.charge(bytes: text.utf8.count)
            let characters = try arguments.only(0...1, of: name).first
            guard let characters, !characters.isNone else {
                return .string(PythonText.stripped(text, left: left, right: right))
            }
            let set = try characters.requireText("\(name) arg")
            return .string(PythonText.stripped(text, of: set, left: left, right: right))
        }
    }

    private static func split(_ name: String, fromEnd: Bool) -> Method {
        { text, arguments, context in
            let bound = try arguments.bound(to: ["sep", "maxsplit"], of: name)
            var separator: String?
            if let given = bound["sep"], !given.isNone { separator = try given.requireText("separator") }
            if separator?.isEmpty == true { throw ChatTemplateError.evaluation("empty separator") }
            let limit = try bound["maxsplit"]?.requireInteger("maxsplit") ?? -1
            let parts = PythonText.split(text, by: separator, limit: limit, fromEnd: fromEnd)
            try context.charge(bytes: text.utf8.count)
            try context.charge(elements: parts.count)
            return try .list(of: parts.map(JinjaValue.string))
        }
    }

    private static func partition(_ name: String, fromEnd: Bool) -> Method {
        { text, arguments, context in
            let separator = try arguments.only(1...1, of: name)[0].requireText("separator")
            if separator.isEmpty { throw ChatTemplateError.evaluation("empty separator") }
            try context.charge(bytes: text.utf8.count)
            let parts = PythonText.split(text, by: separator, limit: 1, fromEnd: fromEnd)
            if parts.count == 2 { return try .tuple(of: [parts[0], separator, parts[1]].map(JinjaValue.string)) }
            return try .tuple(of: (fromEnd ? ["", "", text] : [text, "", ""]).map(JinjaValue.string))
        }
    }

    private static let cutting: [String: Method] = [
        "strip": strip("strip", left: true, right: true),
        "lstrip": strip("lstrip", left: true, right: false),
        "rstrip": strip("rstrip", left: false, right: true),
        "split": split("split", fromEnd: false),
        "rsplit": split("rsplit", fromEnd: true),
        "partition": partition("partition", fromEnd: false),
        "rpartition": partition("rpartition", fromEnd: true),
        "splitlines": { text, arguments, context in
            let keeps = try arguments.bound(to: ["keepends"], of: "splitlines")["keepends"]?.isTrue ?? false
            let lines = PythonText.lines(of: text, keepingEnds: keeps)
            try context.charge(bytes: text.utf8.count)
            try context.charge(elements: lines.count)
            return try .list(of: lines.map(JinjaValue.string))
        },
        "removeprefix": { text, arguments, context in
            let prefix = try arguments.only(1...1, of: "removeprefix")[0].requireText("removeprefix arg")
            guard text.utf8.starts(with: prefix.utf8) else { return .string(text) }
            return .string(PythonText.string(text.unicodeScalars.dropFirst(prefix.unicodeScalars.count)))
        },
        "removesuffix": { text, arguments, context in
            let suffix = try arguments.only(1...1, of: "removesuffix")[0].requireText("removesuffix arg")
            guard text.utf8.reversed().starts(with: suffix.utf8.reversed()) else { return .string(text) }
            return .string(PythonText.string(text.unicodeScalars.dropLast(suffix.unicodeScalars.count)))
        },
    ]

    private static func all(_ name: String, _ holds: @escaping @Sendable (Unicode.Scalar) -> Bool) -> Method {
        { text, arguments, _ in
            _ = try arguments.only(0...0, of: name)
            return .bool(!text.isEmpty && text.unicodeScalars.allSatisfy(holds))
        }
    }

    private static func whole(_ name: String, _ holds: @escaping @Sendable (String) -> Bool) -> Method {
        { text, arguments, _ in
            _ = try arguments.only(0...0, of: name)
            return .bool(holds(text))
        }
    }

    private static let questions: [String: Method] = [
        "isspace": all("isspace", PythonText.isSpace),
        "isalpha": all("isalpha", PythonText.isLetter),
        "isdigit": all("isdigit", PythonText.isDigit),
        "isdecimal": all("isdecimal") { $0.decimalDigit != nil },
        "isnumeric": all("isnumeric") { $0.properties.numericType != nil },
        "isalnum": all("isalnum") { PythonText.isLetter($0) || $0.properties.numericType != nil },
        "isprintable": whole("isprintable") { $0.unicodeScalars.allSatisfy(PythonText.isPrintable) },
        "isascii": whole("isascii") { $0.unicodeScalars.allSatisfy(\.isASCII) },
        "isupper": whole("isupper") { PythonText.hasOnlyCase($0, upper: true) },
        "islower": whole("islower") { PythonText.hasOnlyCase($0, upper: false) },
        "istitle": whole("istitle", PythonText.isTitle),
        "isidentifier": whole("isidentifier") { text in
            guard let first = text.unicodeScalars.first else { return false }
            return (first == "_" || first.properties.isXIDStart)
                && text.unicodeScalars.allSatisfy { $0 == "_" || $0.properties.isXIDContinue }
        },
    ]
}
