/// What a call hands over.
struct CallArguments {
    var positional: [JinjaValue] = []
    var keywords: [(name: String, value: JinjaValue)] = []

    /// Matches the arguments to parameters as Python does.
    /// - Parameter required: how many of the leading parameters must be given.
    /// - Throws: `ChatTemplateError` for arguments that are too many, too few, unknown or given twice.
    func bound(to parameters: [String], of function: String, required: Int = 0) throws -> [String: JinjaValue] {
        guard positional.count <= parameters.count else {
            throw ChatTemplateError.evaluation(
                "\(function)() takes at most \(parameters.count) arguments (\(positional.count) given)")
        }
        var bound = Dictionary(uniqueKeysWithValues: zip(parameters, positional))
        for (name, value) in keywords {
            guard parameters.contains(name) else {
                throw ChatTemplateError.evaluation("\(function)() got an unexpected keyword argument '\(name)'")
            }
            guard bound.updateValue(value, forKey: name) == nil else {
                throw ChatTemplateError.evaluation("\(function)() got multiple values for argument '\(name)'")
            }
        }
        for name in parameters.prefix(required) where bound[name] == nil {
            throw ChatTemplateError.evaluation("\(function)() is missing the argument '\(name)'")
        }
        return bound
    }

    /// The positional arguments of a method that Python lets nobody call with keywords.
    func only(_ counts: ClosedRange<Int>, of function: String) throws -> [JinjaValue] {
        guard keywords.isEmpty else {
            throw ChatTemplateError.evaluation("\(function)() takes no keyword arguments")
        }
        guard counts.contains(positional.count) else {
            throw ChatTemplateError.evaluation(
                "\(function)() takes \(counts.lowerBound) to \(counts.upperBound) arguments"
                    + " (\(positional.count) given)")
        }
        return positional
    }
}

extension JinjaValue {
    /// The integer that an argument must be.
    func requireInteger(_ what: String) throws -> Int {
        if case .undefined(let message) = self { throw ChatTemplateError.evaluation(message) }
        guard let integer else {
            throw ChatTemplateError.evaluation("\(what) must be an integer, not '\(typeName)'")
        }
        return integer
    }

    /// The text that an argument must be.
    func requireText(_ what: String) throws -> String {
        if case .undefined(let message) = self { throw ChatTemplateError.evaluation(message) }
        guard let text else { throw ChatTemplateError.evaluation("\(what) must be str, not \(typeName)") }
        return text
    }
}
