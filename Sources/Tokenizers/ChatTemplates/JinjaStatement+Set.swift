/// What a value is assigned to.
indirect enum JinjaTarget: Sendable {
    case name(String)
    /// `namespace.attribute`.
    case member(namespace: String, attribute: String, line: Int)
    case tuple([JinjaTarget], line: Int)

    /// Assigns in the innermost scope.
    func assign(_ value: JinjaValue, _ context: JinjaContext) throws {
        switch self {
        case .name(let name): context.scope.variables[name] = value
        case .member(let name, let attribute, let line):
            context.line = line
            guard case .namespace(let namespace)? = context.scope.lookUp(name) else {
                throw ChatTemplateError.evaluation("cannot assign attribute on non-namespace object")
            }
            try namespace.set(attribute, value)
        case .tuple(let targets, let line):
            context.line = line
            let elements = try value.elements(
                context, refusal: "cannot unpack non-iterable \(value.typeName) object")
            guard elements.count >= targets.count else {
                throw ChatTemplateError.evaluation(
                    "not enough values to unpack (expected \(targets.count), got \(elements.count))")
            }
            guard elements.count == targets.count else {
                throw ChatTemplateError.evaluation("too many values to unpack (expected \(targets.count))")
            }
            for (target, element) in zip(targets, elements) { try target.assign(element, context) }
        }
    }
}

extension JinjaNamespace {
    /// Sets a member; transformers refuses names that begin with an underscore.
    func set(_ name: String, _ value: JinjaValue) throws {
        guard !name.hasPrefix("_") else {
            throw ChatTemplateError.evaluation(
                "chat templates cannot store underscore-prefixed attributes on a namespace, but got '\(name)'")
        }
        try members.set(name, value)
    }
}

/// `{% set target = value %}`.
struct SetStatement: JinjaStatement {
    let target: JinjaTarget
    let value: any JinjaExpression

    func execute(_ context: JinjaContext) throws -> JinjaFlow {
        try target.assign(value.evaluate(context), context)
        return .onward
    }
}

/// `{% set target %} … {% endset %}`: the block's text.
struct SetBlockStatement: JinjaStatement {
    let target: JinjaTarget
    let filters: [PostfixExpression.Link]
    let body: JinjaBody

    func execute(_ context: JinjaContext) throws -> JinjaFlow {
        let (text, flow) = try context.capture { try context.scoped { try body.execute(context) } }
        guard flow == .onward else { return flow }
        var value = JinjaValue.string(text)
        for link in filters { value = try PostfixExpression.apply(link, to: value, context) }
        try target.assign(value, context)
        return .onward
    }
}
