extension JinjaFilters {
    static let selectingFilters: [String: Filter] = [
        "map": mapped,
        "select": selecting(byAttribute: false, keeps: true),
        "reject": selecting(byAttribute: false, keeps: false),
        "selectattr": selecting(byAttribute: true, keeps: true),
        "rejectattr": selecting(byAttribute: true, keeps: false),
    ]

    private static let mapped: Filter = { value, arguments, context in
        guard value.isTrue else { return try .iterator(over: []) }
        var results: [JinjaValue] = []
        if arguments.positional.isEmpty, arguments.keywords.contains(where: { $0.name == "attribute" }) {
            let bound = try arguments.bound(to: ["attribute", "default"], of: "map")
            let path = AttributePath(bound["attribute"])
            let fallback = bound["default"]?.isNone == true ? nil : bound["default"]
            for element in try value.elements(context) {
                results.append(try path.value(in: element, context, fallback: fallback))
            }
        } else {
            guard let name = try arguments.positional.first?.requireText("filter name") else {
                throw ChatTemplateError.evaluation("map requires a filter argument")
            }
            var rest = arguments
            rest.positional.removeFirst()
            // A filter may be `map` again, over and over.
            try context.nested {
                for element in try value.elements(context) {
                    results.append(try apply(name, to: element, rest, context))
                }
            }
        }
        try context.charge(elements: results.count)
        return try .iterator(over: results)
    }

    private static func selecting(byAttribute: Bool, keeps: Bool) -> Filter {
        { value, arguments, context in
            guard value.isTrue else { return try .iterator(over: []) }
            var rest = arguments
            var path = AttributePath(nil)
            if byAttribute {
                guard let attribute = rest.positional.first else {
                    throw ChatTemplateError.evaluation("Missing parameter for attribute name")
                }
                path = AttributePath(attribute)
                rest.positional.removeFirst()
            }
            var test: String?
            if let name = rest.positional.first {
                test = try name.requireText("test name")
                rest.positional.removeFirst()
            }
            var results: [JinjaValue] = []
            for element in try value.elements(context) {
                let subject = try path.value(in: element, context)
                let holds = try test.map { try JinjaTests.holds($0, for: subject, rest, context) } ?? subject.isTrue
                if holds == keeps { results.append(element) }
            }
            return try .iterator(over: results)
        }
    }
}
