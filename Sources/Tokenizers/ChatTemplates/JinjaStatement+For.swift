/// `{% for target in iterable if filter %} … {% else %} … {% endfor %}`.
struct ForStatement: JinjaStatement {
    let target: JinjaTarget
    let iterable: any JinjaExpression
    let filter: (any JinjaExpression)?
    let body: JinjaBody
    let otherwise: JinjaBody?
    let line: Int

    func execute(_ context: JinjaContext) throws -> JinjaFlow {
        let value = try iterable.evaluate(context)
        context.line = line
        let loop = try JinjaLoop(value.elements(context), accepts: acceptance(context))
        var hasRun = false
        while let element = try loop.advance() {
            hasRun = true
            try context.step()
            // A fresh scope each round: what one round sets, the next does not see.
            let flow = try context.scoped(["loop": .loop(loop)]) {
                try target.assign(element, context)
                return try body.execute(context)
            }
            if flow == .breakLoop { break }
        }
        return hasRun ? .onward : try otherwise?.execute(context) ?? .onward
    }

    private func acceptance(_ context: JinjaContext) -> ((JinjaValue) throws -> Bool)? {
        guard let filter else { return nil }
        let scope = context.scope
        return { element in
            try context.scoped(parent: scope) {
                try target.assign(element, context)
                return try filter.evaluate(context).isTrue
            }
        }
    }
}
