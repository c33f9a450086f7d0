/// A part of a template that does something.
protocol JinjaStatement: Sendable {
    func execute(_ context: JinjaContext) throws -> JinjaFlow
}

/// How to go on after a statement.
enum JinjaFlow {
    case onward
    case breakLoop
    case continueLoop
}

/// The statements between two tags.
struct JinjaBody: Sendable {
    let statements: [any JinjaStatement]

    func execute(_ context: JinjaContext) throws -> JinjaFlow {
        for statement in statements {
            let flow = try statement.execute(context)
            if flow != .onward { return flow }
        }
        return .onward
    }
}

/// Text outside of tags.
struct TextStatement: JinjaStatement {
    let text: String

    func execute(_ context: JinjaContext) throws -> JinjaFlow {
        try context.write(text)
        return .onward
    }
}

/// `{{ value }}`.
struct OutputStatement: JinjaStatement {
    let value: any JinjaExpression

    func execute(_ context: JinjaContext) throws -> JinjaFlow {
        try context.write(value.evaluate(context).string(context))
        return .onward
    }
}

struct IfStatement: JinjaStatement {
    let branches: [(condition: any JinjaExpression, body: JinjaBody)]
    let otherwise: JinjaBody?

    func execute(_ context: JinjaContext) throws -> JinjaFlow {
        for (condition, body) in branches where try condition.evaluate(context).isTrue {
            return try body.execute(context)
        }
        return try otherwise?.execute(context) ?? .onward
    }
}

/// `break` or `continue`.
struct LoopControlStatement: JinjaStatement {
    let flow: JinjaFlow

    func execute(_ context: JinjaContext) throws -> JinjaFlow { flow }
}

/// `{% with a = 1 %}`: variables for a block.
struct WithStatement: JinjaStatement {
    let assignments: [(target: JinjaTarget, value: any JinjaExpression)]
    let body: JinjaBody

    func execute(_ context: JinjaContext) throws -> JinjaFlow {
        // All values are computed before any name is bound.
        let values = try assignments.map { try $0.value.evaluate(context) }
        return try context.scoped {
            for (assignment, value) in zip(assignments, values) { try assignment.target.assign(value, context) }
            return try body.execute(context)
        }
    }
}

/// `{% filter upper %}`: a block's text, filtered.
struct FilterBlockStatement: JinjaStatement {
    let filters: [PostfixExpression.Link]
    let body: JinjaBody

    func execute(_ context: JinjaContext) throws -> JinjaFlow {
        let (text, flow) = try context.capture { try context.scoped { try body.execute(context) } }
        guard flow == .onward else { return flow }
        var value = JinjaValue.string(text)
        for link in filters { value = try PostfixExpression.apply(link, to: value, context) }
        // Jinja does not turn what comes out into text.
        try context.write(value.requireText("what a filter block prints"))
        return .onward
    }
}

/// `{% generation %}`: what the assistant says. A scope of its own, as transformers renders it like a macro.
struct GenerationStatement: JinjaStatement {
    let body: JinjaBody
    let line: Int

    func execute(_ context: JinjaContext) throws -> JinjaFlow {
        try context.recordGeneration(line: line) { try context.scoped { try body.execute(context) } }
    }
}
