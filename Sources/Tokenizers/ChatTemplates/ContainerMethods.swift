/// The methods of Python's `list`, `tuple` and `dict` that do not change their value.
enum ContainerMethods {
    private static let changingListMethods: Set<String> = [
        "append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove",
    ]
    private static let changingDictionaryMethods: Set<String> = ["clear", "pop", "popitem", "setdefault", "update"]

    /// The sandbox of transformers answers for a changing method with a value whose use raises this.
    private static func unsafe(_ name: String, _ type: String) -> JinjaValue {
        .undefined("access to attribute '\(name)' of '\(type)' object is unsafe.")
    }

    static func attribute(_ name: String, ofSequence value: JinjaValue) -> JinjaValue? {
        guard let elements = value.sequence else { return nil }
        if case .list = value, changingListMethods.contains(name) { return unsafe(name, "list") }
        switch name {
        case "index":
            return .function(
                JinjaFunction(name, depth: value.depth) { context, arguments in
                    let sought = try arguments.only(1...1, of: name)[0]
                    for (index, element) in elements.enumerated() where try element.equals(sought, context) {
                        return .int(index)
                    }
                    throw ChatTemplateError.evaluation(
                        "\(try sought.representation(context)) is not in \(value.typeName)")
                })
        case "count":
            return .function(
                JinjaFunction(name, depth: value.depth) { context, arguments in
                    let sought = try arguments.only(1...1, of: name)[0]
                    return .int(try elements.filter { try $0.equals(sought, context) }.count)
                })
        case "copy":
            guard case .list = value else { return nil }
            return .function(JinjaFunction(name, depth: value.depth) { _, _ in value })
        default: return nil
        }
    }

    static func attribute(_ name: String, of dictionary: JinjaDictionary) -> JinjaValue? {
        if changingDictionaryMethods.contains(name) { return unsafe(name, "dict") }
        func function(_ body: @escaping (JinjaContext, [JinjaValue]) throws -> JinjaValue) -> JinjaValue {
            let allowed = name == "get" ? 1...2 : 0...0
            return .function(
                JinjaFunction(name, depth: dictionary.depth) { context, arguments in
                    try context.step(name == "get" ? 1 : dictionary.entries.count)
                    return try body(context, arguments.only(allowed, of: name))
                })
        }
        switch name {
        case "get":
            return function { _, given in try dictionary.value(of: given[0]) ?? (given.count > 1 ? given[1] : .none) }
        case "items": return function { _, _ in .view(JinjaView(.items, try JinjaSequence(dictionary.items()))) }
        case "keys":
            return function { _, _ in .view(JinjaView(.keys, try JinjaSequence(dictionary.entries.map(\.key)))) }
        case "values":
            return function { _, _ in .view(JinjaView(.values, try JinjaSequence(dictionary.entries.map(\.value)))) }
        case "copy": return function { _, _ in .dictionary(dictionary) }
        default: return nil
        }
    }
}
