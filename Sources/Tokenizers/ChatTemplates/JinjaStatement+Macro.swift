/// What a macro or the block of a `call` takes and does.
struct MacroSyntax: Sendable {
    let name: String
    let parameters: [(name: String, fallback: (any JinjaExpression)?)]
    let body: JinjaBody
    /// Which of `varargs`, `kwargs`, `caller` the body mentions; only then does Jinja accept such arguments.
    let specialNames: Set<String>
    /// How deeply the body nests.
    let levels: Int

    /// A function that runs the body inside of the scope it is made in.
    func function(_ context: JinjaContext) -> JinjaValue {
        context.keepScope()
        let scope = context.scope
        return .function(
            JinjaFunction(name) { context, arguments in
                try context.step()
                let variables = try bind(arguments)
                return try context.nested(levels: levels) {
                    try context.scoped(parent: scope, variables) {
                        for (name, fallback) in parameters where context.scope.variables[name] == nil {
                            context.scope.variables[name] =
                                try fallback?.evaluate(context) ?? .undefined("parameter '\(name)' was not provided")
                        }
                        return .string(try context.capture { try body.execute(context) }.text)
                    }
                }
            })
    }

    private func bind(_ arguments: CallArguments) throws -> [String: JinjaValue] {
        var variables: [String: JinjaValue] = [:]
        for (parameter, value) in zip(parameters, arguments.positional) { variables[parameter.name] = value }
        var extra = JinjaDictionary()
        if specialNames.contains("caller") { variables["caller"] = .undefined("No caller defined") }
        for (name, value) in arguments.keywords {
            if name == "caller", specialNames.contains(name) {
                variables[name] = value
            } else if parameters.contains(where: { $0.name == name }) {
                guard variables.updateValue(value, forKey: name) == nil else {
                    throw ChatTemplateError.evaluation("macro '\(self.name)' got multiple values for '\(name)'")
                }
            } else if specialNames.contains("kwargs") {
                try extra.set(name, value)
            } else {
                throw ChatTemplateError.evaluation("macro '\(self.name)' takes no keyword argument '\(name)'")
            }
        }
        if specialNames.contains("kwargs") { variables["kwargs"] = .dictionary(extra) }
        let surplus = arguments.positional.dropFirst(parameters.count)
        if specialNames.contains("varargs") {
            variables["varargs"] = try .tuple(of: Array(surplus))
        } else if !surplus.isEmpty {
            throw ChatTemplateError.evaluation(
                "macro '\(name)' takes not more than \(parameters.count) argument(s)")
        }
        return variables
    }
}

/// `{% macro name(parameters) %}`.
struct MacroStatement: JinjaStatement {
    let macro: MacroSyntax

    func execute(_ context: JinjaContext) throws -> JinjaFlow {
        context.scope.variables[macro.name] = macro.function(context)
        return .onward
    }
}

/// `{% call(parameters) macro(arguments) %}`: calls a macro that may call the block back as `caller`.
struct CallBlockStatement: JinjaStatement {
    let callee: any JinjaExpression
    let arguments: CallSyntax
    let block: MacroSyntax
    let line: Int

    func execute(_ context: JinjaContext) throws -> JinjaFlow {
        let callee = try callee.evaluate(context)
        var arguments = try arguments.evaluate(context)
        arguments.keywords.append(("caller", block.function(context)))
        context.line = line
        try context.write(callee.called(with: arguments, context).string(context))
        return .onward
    }
}
