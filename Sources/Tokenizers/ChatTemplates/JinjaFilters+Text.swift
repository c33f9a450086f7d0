extension JinjaFilters {
    private static func plain(_ name: String, _ change: @escaping @Sendable (String) -> String) -> Filter {
        { value, arguments, context in
            _ = try arguments.bound(to: [], of: name)
            let text = try value.string(context)
            try context.charge(bytes: text.utf8.count)
            if case .markup = value { return .markup(change(text)) }
            return .string(change(text))
        }
    }

    static let textFilters: [String: Filter] = [
        "upper": plain("upper", PythonText.uppercased),
        "lower": plain("lower", PythonText.lowercased),
        "capitalize": plain("capitalize", PythonText.capitalized),
        "title": plain("title", PythonText.titledAsFilter),
        "trim": { value, arguments, context in
            let characters = try arguments.bound(to: ["chars"], of: "trim")["chars"]
            let set = characters?.isNone == false ? try characters?.requireText("chars") : nil
            let text = PythonText.stripped(try value.string(context), of: set)
            if case .markup = value { return .markup(text) }
            return .string(text)
        },
        "replace": { value, arguments, context in
            let bound = try arguments.bound(to: ["old", "new", "count"], of: "replace", required: 2)
            let old = try bound["old"]?.string(context) ?? ""
            let new = try bound["new"]?.string(context) ?? ""
            let count = bound["count"]?.isNone == false ? try bound["count"]?.requireInteger("count") : nil
            return .string(
                try PythonText.replaced(value.string(context), old, with: new, count: count ?? -1, context))
        },
        "indent": indented,
        "center": { value, arguments, context in
            let width = try arguments.bound(to: ["width"], of: "center")["width"]?.requireInteger("width") ?? 80
            let text = try value.string(context)
            let missing = max(0, width.clamped() - text.unicodeScalars.count)
            let (left, right) = StringMethods.centered(width: width, missing: missing)
            return .string(try context.repeated(" ", left) + text + context.repeated(" ", right))
        },
        "format": { value, arguments, context in
            guard arguments.positional.isEmpty || arguments.keywords.isEmpty else {
                throw ChatTemplateError.evaluation(
                    "can't handle positional and keyword arguments at the same time")
            }
            var operand = try JinjaValue.tuple(of: arguments.positional)
            if !arguments.keywords.isEmpty {
                var dictionary = JinjaDictionary()
                for (name, value) in arguments.keywords { try dictionary.set(name, value) }
                operand = .dictionary(dictionary)
            }
            return .string(try PercentFormat.apply(value.string(context), operand, context))
        },
        "truncate": truncated,
        "wordcount": { value, arguments, context in
            let words = try value.string(context).unicodeScalars.split { scalar in
                !(scalar == "_" || PythonText.isLetter(scalar) || scalar.properties.numericType != nil)
            }
            return .int(words.count)
        },
    ]

    private static let indented: Filter = { value, arguments, context in
        let bound = try arguments.bound(to: ["width", "first", "blank"], of: "indent")
        let width = bound["width"] ?? .int(4)
        let indent = try width.text ?? context.repeated(" ", width.requireInteger("width"))
        if case .undefined(let message) = value { throw ChatTemplateError.evaluation(message) }
        let lines = PythonText.lines(of: try value.requireText("the text to indent") + "\n")
        let indentsBlank = bound["blank"]?.isTrue == true
        var text = bound["first"]?.isTrue == true ? indent : ""
        for (index, line) in lines.enumerated() {
            let prefix = index > 0 ? "\n" + (line.isEmpty && !indentsBlank ? "" : indent) : ""
            try context.charge(bytes: prefix.utf8.count + line.utf8.count)
            text += prefix + line
        }
        if case .markup = value { return .markup(text) }
        return .string(text)
    }

    private static let truncated: Filter = { value, arguments, context in
        let bound = try arguments.bound(to: ["length", "killwords", "end", "leeway"], of: "truncate")
        let length = try bound["length"]?.requireInteger("length") ?? 255
        let end = try bound["end"]?.requireText("end") ?? "..."
        let leeway = bound["leeway"]?.isNone == false ? try bound["leeway"]?.requireInteger("leeway") ?? 5 : 5
        let room = length.clamped() - end.unicodeScalars.count
        guard room >= 0, leeway >= 0 else {
            throw ChatTemplateError.evaluation("expected length >= \(end.unicodeScalars.count), got \(length)")
        }
        guard try value.count() > length.clamped() + leeway.clamped() else { return value }
        let cut = PythonText.string(try value.requireText("the text to truncate").unicodeScalars.prefix(room))
        if bound["killwords"]?.isTrue == true { return .string(cut + end) }
        return .string((PythonText.split(cut, by: " ", limit: 1, fromEnd: true).first ?? "") + end)
    }
}
