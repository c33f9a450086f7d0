/// The functions that every template can call.
enum JinjaGlobals {
    static let table: [String: @Sendable (JinjaContext) -> JinjaValue] = [
        "range": { _ in function("range", range) },
        "namespace": { _ in function("namespace", namespace) },
        "dict": { _ in function("dict") { _, arguments in .dictionary(try dictionary(arguments)) } },
        "raise_exception": { _ in function("raise_exception", raise) },
        "strftime_now": { _ in
            function("strftime_now") { context, arguments in
                let format = try arguments.bound(to: ["format"], of: "strftime_now", required: 1)["format"]
                return .string(context.clock.formatted(try format?.requireText("strftime() argument 1") ?? ""))
            }
        },
        "joiner": { _ in function("joiner", joiner) },
        "cycler": { _ in function("cycler", cycler) },
    ]

    private static func function(
        _ name: String, _ body: @escaping (JinjaContext, CallArguments) throws -> JinjaValue
    ) -> JinjaValue {
        .function(JinjaFunction(name, body))
    }

    private static func range(_ context: JinjaContext, _ arguments: CallArguments) throws -> JinjaValue {
        let given = try arguments.only(1...3, of: "range").map { try $0.requireInteger("range() argument") }
        let (start, stop) = given.count > 1 ? (given[0], given[1]) : (0, given[0])
        let step = given.count > 2 ? given[2] : 1
        guard step != 0 else { throw ChatTemplateError.evaluation("range() arg 3 must not be zero") }
        var numbers: [JinjaValue] = []
        var number = start
        while step > 0 ? number < stop : number > stop {
            guard numbers.count < ChatTemplateLimits.rangeCount else {
                throw ChatTemplateError(
                    .limit, "a range has more than \(ChatTemplateLimits.rangeCount) numbers")
            }
            numbers.append(.int(number))
            let (next, overflow) = number.addingReportingOverflow(step)
            if overflow { break }
            number = next
        }
        try context.charge(elements: numbers.count)
        let label = step == 1 ? "range(\(start), \(stop))" : "range(\(start), \(stop), \(step))"
        return .view(JinjaView(.range, try JinjaSequence(numbers), label: label))
    }

    private static func namespace(_ context: JinjaContext, _ arguments: CallArguments) throws -> JinjaValue {
        let namespace = context.makeNamespace()
        for (key, value) in try dictionary(arguments).entries {
            try namespace.set(try key.requireText("namespace attribute"), value)
        }
        return .namespace(namespace)
    }

    /// What Python's `dict(…)` makes of the arguments.
    private static func dictionary(_ arguments: CallArguments) throws -> JinjaDictionary {
        guard arguments.positional.count <= 1 else {
            throw ChatTemplateError.evaluation(
                "dict expected at most 1 argument, got \(arguments.positional.count)")
        }
        var dictionary = JinjaDictionary()
        switch arguments.positional.first {
        case nil: break
        case .dictionary(let given)?: dictionary = given
        case let given?:
            guard let pairs = given.sequence else {
                throw ChatTemplateError.evaluation("'\(given.typeName)' object is not iterable")
            }
            for pair in pairs {
                guard let entry = pair.sequence, entry.count == 2 else {
                    throw ChatTemplateError.evaluation("dict() needs pairs of keys and values")
                }
                try dictionary.set(entry[0], entry[1])
            }
        }
        for (name, value) in arguments.keywords { try dictionary.set(name, value) }
        return dictionary
    }

    private static func raise(_ context: JinjaContext, _ arguments: CallArguments) throws -> JinjaValue {
        let message = try arguments.bound(to: ["message"], of: "raise_exception", required: 1)["message"]
        throw ChatTemplateError(.raised, try message?.string(context) ?? "")
    }

    /// A function that gives nothing the first time and the separator from then on.
    private static func joiner(_ context: JinjaContext, _ arguments: CallArguments) throws -> JinjaValue {
        let separator = try arguments.bound(to: ["sep"], of: "joiner")["sep"]?.string(context) ?? ", "
        var isFirst = true
        return function("joiner") { _, _ in
            defer { isFirst = false }
            return .string(isFirst ? "" : separator)
        }
    }

    /// A namespace with `next()`, `reset()` and `current`.
    private static func cycler(_ context: JinjaContext, _ arguments: CallArguments) throws -> JinjaValue {
        let items = arguments.positional
        guard !items.isEmpty else { throw ChatTemplateError.evaluation("at least one item has to be provided") }
        let cycler = context.makeNamespace()
        try cycler.set("current", items[0])
        var position = 0
        func move(to next: Int) throws {
            position = next % items.count
            try cycler.members.set("current", items[position])
        }
        let depth = try JinjaSequence(items).depth
        let next = JinjaFunction("next", depth: depth) { _, _ in
            let current = items[position]
            try move(to: position + 1)
            return current
        }
        let reset = JinjaFunction("reset", depth: depth) { _, _ in
            try move(to: 0)
            return .none
        }
        try cycler.set("next", .function(next))
        try cycler.set("reset", .function(reset))
        return .namespace(cycler)
    }
}
