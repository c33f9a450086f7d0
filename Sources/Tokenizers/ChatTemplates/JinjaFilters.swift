/// Jinja's filters, and `tojson` as transformers replaces it.
enum JinjaFilters {
    typealias Filter = @Sendable (JinjaValue, CallArguments, JinjaContext) throws -> JinjaValue

    static let table: [String: Filter] = textFilters.merging(sequenceFilters) { $1 }.merging(selectingFilters) { $1 }
        .merging(sortingFilters) { $1 }.merging(numberFilters) { $1 }.merging(generalFilters) { $1 }

    /// - Throws: `ChatTemplateError` for an unknown filter or one that fails.
    static func apply(
        _ name: String, to value: JinjaValue, _ arguments: CallArguments, _ context: JinjaContext
    ) throws -> JinjaValue {
        guard let filter = table[name] else { throw ChatTemplateError.evaluation("No filter named '\(name)'.") }
        return try filter(value, arguments, context)
    }

    private static let generalFilters: [String: Filter] = [
        "default": defaulted,
        "d": defaulted,
        "string": { value, arguments, context in
            _ = try arguments.bound(to: [], of: "string")
            if case .markup = value { return value }
            return .string(try value.string(context))
        },
        "tojson": { value, arguments, context in
            try context.nested { .string(try JSONOutput(arguments).text(of: value, context)) }
        },
        "safe": { value, arguments, context in
            _ = try arguments.bound(to: [], of: "safe")
            return .markup(try value.string(context))
        },
        "escape": escaped,
        "e": escaped,
        "forceescape": { value, _, context in .markup(PythonText.escapedHTML(try value.string(context))) },
        "attr": { value, arguments, context in
            let name = try arguments.bound(to: ["name"], of: "attr", required: 1)["name"]?.requireText("name") ?? ""
            if case .undefined(let message) = value { throw ChatTemplateError.evaluation(message) }
            return value.attribute(name) ?? .undefined("'\(value.typeName) object' has no attribute '\(name)'")
        },
    ]

    private static let defaulted: Filter = { value, arguments, _ in
        let bound = try arguments.bound(to: ["default_value", "boolean"], of: "default")
        let replaces = value.isUndefined || (bound["boolean"]?.isTrue == true && !value.isTrue)
        return replaces ? bound["default_value"] ?? .string("") : value
    }

    private static let escaped: Filter = { value, arguments, context in
        _ = try arguments.bound(to: [], of: "escape")
        if case .markup = value { return value }
        return .markup(PythonText.escapedHTML(try value.string(context)))
    }
}
