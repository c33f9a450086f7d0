extension JinjaFilters {
    static let sortingFilters: [String: Filter] = [
        "sort": { value, arguments, context in
            let bound = try arguments.bound(to: ["reverse", "case_sensitive", "attribute"], of: "sort")
            let elements = try value.elements(context)
            let ignoresCase = bound["case_sensitive"]?.isTrue != true
            // Several attributes may be given, with commas between them.
            var paths = [AttributePath(bound["attribute"])]
            if let text = bound["attribute"]?.text {
                paths = PythonText.split(text, by: ",", limit: -1).map { AttributePath(.string($0)) }
            }
            let keys = try elements.map { element in
                try paths.map { keyed(try $0.value(in: element, context), ignoresCase: ignoresCase) }
            }
            let order = try sorted(elements.count, reverse: bound["reverse"]?.isTrue == true) { first, second in
                try precedes(keys[first], keys[second], context)
            }
            return try .list(of: order.map { elements[$0] })
        },
        "dictsort": { value, arguments, context in
            let bound = try arguments.bound(to: ["case_sensitive", "by", "reverse"], of: "dictsort")
            guard case .dictionary(let dictionary) = value else {
                if case .undefined(let message) = value { throw ChatTemplateError.evaluation(message) }
                throw ChatTemplateError.evaluation("'\(value.typeName)' object has no attribute 'items'")
            }
            let by = bound["by"]?.text ?? "key"
            guard by == "key" || by == "value" else {
                throw ChatTemplateError.evaluation("You can only sort by either \"key\" or \"value\"")
            }
            let ignoresCase = bound["case_sensitive"]?.isTrue != true
            let keys = dictionary.entries.map { keyed(by == "key" ? $0.key : $0.value, ignoresCase: ignoresCase) }
            let order = try sorted(keys.count, reverse: bound["reverse"]?.isTrue == true) { first, second in
                try keys[first].isLess(than: keys[second], context)
            }
            let items = try dictionary.items()
            return try .list(of: order.map { items[$0] })
        },
        "unique": { value, arguments, context in
            let bound = try arguments.bound(to: ["case_sensitive", "attribute"], of: "unique")
            let ignoresCase = bound["case_sensitive"]?.isTrue != true
            let path = AttributePath(bound["attribute"])
            var seen: Set<JinjaKey> = []
            let unique = try value.elements(context).filter { element in
                let key = keyed(try path.value(in: element, context), ignoresCase: ignoresCase)
                return seen.insert(try JinjaKey(key)).inserted
            }
            return try .iterator(over: unique)
        },
        "groupby": { value, arguments, context in
            let bound = try arguments.bound(
                to: ["attribute", "default", "case_sensitive"], of: "groupby", required: 1)
            let elements = try value.elements(context)
            let path = AttributePath(bound["attribute"])
            let ignoresCase = bound["case_sensitive"]?.isTrue != true
            let fallback = bound["default"]?.isNone == true ? nil : bound["default"]
            let names = try elements.map { try path.value(in: $0, context, fallback: fallback) }
            let keys = names.map { keyed($0, ignoresCase: ignoresCase) }
            let order = try sorted(keys.count, reverse: false) { first, second in
                try keys[first].isLess(than: keys[second], context)
            }
            var groups: [(name: JinjaValue, key: JinjaValue, members: [JinjaValue])] = []
            for index in order {
                if let last = groups.last, try last.key.equals(keys[index], context) {
                    groups[groups.count - 1].members.append(elements[index])
                } else {
                    groups.append((names[index], keys[index], [elements[index]]))
                }
            }
            return try .list(of: groups.map { try .tuple(of: [$0.name, .list(of: $0.members)]) })
        },
        "min": { value, arguments, context in try extreme("min", value, arguments, context) },
        "max": { value, arguments, context in try extreme("max", value, arguments, context) },
    ]

    private static func extreme(
        _ name: String, _ value: JinjaValue, _ arguments: CallArguments, _ context: JinjaContext
    ) throws -> JinjaValue {
        let bound = try arguments.bound(to: ["case_sensitive", "attribute"], of: name)
        let path = AttributePath(bound["attribute"])
        var best: (element: JinjaValue, key: JinjaValue)?
        for element in try value.elements(context) {
            let key = keyed(try path.value(in: element, context), ignoresCase: bound["case_sensitive"]?.isTrue != true)
            guard let current = best else {
                best = (element, key)
                continue
            }
            let isBetter =
                try name == "min"
                ? key.isLess(than: current.key, context) : current.key.isLess(than: key, context, symbol: ">")
            if isBetter { best = (element, key) }
        }
        return best?.element ?? .undefined("No aggregated item, sequence was empty.")
    }

    private static func keyed(_ value: JinjaValue, ignoresCase: Bool) -> JinjaValue {
        guard ignoresCase, let text = value.text else { return value }
        return .string(PythonText.lowercased(text))
    }

    /// Several keys compare like Python's lists: by the first that differs.
    private static func precedes(_ left: [JinjaValue], _ right: [JinjaValue], _ context: JinjaContext) throws -> Bool {
        for (left, right) in zip(left, right) where try !left.equals(right, context) {
            return try left.isLess(than: right, context)
        }
        return false
    }

    /// The order of elements, as indices; those that are equal keep their order, in reverse too.
    private static func sorted(
        _ count: Int, reverse: Bool, precedes: (Int, Int) throws -> Bool
    ) throws -> [Int] {
        try (0..<count).sorted { first, second in
            if try reverse ? precedes(second, first) : precedes(first, second) { return true }
            if try reverse ? precedes(first, second) : precedes(second, first) { return false }
            return first < second
        }
    }
}
