/// What follows a value: `.name`, `[key]`, `[a:b:c]`, `(arguments)`, `| filter`, `is test`.
struct PostfixExpression: JinjaExpression {
    enum Step: Sendable {
        case member(String)
        case item(any JinjaExpression)
        case slice(start: (any JinjaExpression)?, stop: (any JinjaExpression)?, step: (any JinjaExpression)?)
        case call(CallSyntax)
        case filter(String, CallSyntax)
        case test(String, CallSyntax, isNegated: Bool)
    }

    struct Link: Sendable {
        let step: Step
        let line: Int
    }

    let base: any JinjaExpression
    let links: [Link]

    func evaluate(_ context: JinjaContext) throws -> JinjaValue {
        var value = try base.evaluate(context)
        for link in links { value = try Self.apply(link, to: value, context) }
        return value
    }

    /// The value after one more step.
    static func apply(_ link: Link, to value: JinjaValue, _ context: JinjaContext) throws -> JinjaValue {
        switch link.step {
        case .member(let name):
            context.line = link.line
            return try value.member(name, context)
        case .item(let key):
            let key = try key.evaluate(context)
            context.line = link.line
            return try value.item(key, context)
        case .slice(let start, let stop, let step):
            return try slice(value, start, stop, step, link.line, context)
        case .call(let syntax):
            let arguments = try syntax.evaluate(context)
            context.line = link.line
            return try value.called(with: arguments, context)
        case .filter(let name, let syntax):
            let arguments = try syntax.evaluate(context)
            context.line = link.line
            return try JinjaFilters.apply(name, to: value, arguments, context)
        case .test(let name, let syntax, let isNegated):
            let arguments = try syntax.evaluate(context)
            context.line = link.line
            return .bool(try JinjaTests.holds(name, for: value, arguments, context) != isNegated)
        }
    }

    private static func slice(
        _ value: JinjaValue, _ start: (any JinjaExpression)?, _ stop: (any JinjaExpression)?,
        _ step: (any JinjaExpression)?, _ line: Int, _ context: JinjaContext
    ) throws -> JinjaValue {
        let bounds = try [start, stop, step].map { try $0?.evaluate(context) ?? .none }
        context.line = line
        return try value.slice(bounds[0], bounds[1], bounds[2], context)
    }
}

/// The arguments of a call as the template writes them.
struct CallSyntax: Sendable {
    var positional: [any JinjaExpression] = []
    var keywords: [(name: String, value: any JinjaExpression)] = []
    /// What stands behind `*`.
    var unpacked: (any JinjaExpression)?
    /// What stands behind `**`.
    var unpackedKeywords: (any JinjaExpression)?

    func evaluate(_ context: JinjaContext) throws -> CallArguments {
        var arguments = CallArguments()
        for expression in positional { arguments.positional.append(try expression.evaluate(context)) }
        if let unpacked { arguments.positional += try unpacked.evaluate(context).elements(context) }
        for (name, value) in keywords { arguments.keywords.append((name, try value.evaluate(context))) }
        if let unpackedKeywords {
            guard case .dictionary(let dictionary) = try unpackedKeywords.evaluate(context) else {
                throw ChatTemplateError.evaluation("argument after ** must be a mapping")
            }
            for (key, value) in dictionary.entries {
                arguments.keywords.append((try key.requireText("keywords"), value))
            }
        }
        return arguments
    }
}

extension JinjaValue {
    /// The value of calling this one.
    func called(with arguments: CallArguments, _ context: JinjaContext) throws -> JinjaValue {
        switch self {
        case .function(let function): return try function.call(context, arguments)
        case .undefined(let message): throw ChatTemplateError.evaluation(message)
        default: throw ChatTemplateError.evaluation("'\(typeName)' object is not callable")
        }
    }
}
