extension JinjaValue {
    /// `value.name`: the attribute, or else the item of that name, or undefined.
    func member(_ name: String, _ context: JinjaContext) throws -> JinjaValue {
        if case .undefined(let message) = self { throw ChatTemplateError.evaluation(message) }
        if let attribute = try attributeLookingAhead(name) { return attribute }
        if case .dictionary(let dictionary) = self, let value = dictionary.value(of: name) { return value }
        return missing(name)
    }

    /// `value[key]`: the item, or else the attribute of that name, or undefined.
    func item(_ key: JinjaValue, _ context: JinjaContext) throws -> JinjaValue {
        switch self {
        case .undefined(let message): throw ChatTemplateError.evaluation(message)
        case .dictionary(let dictionary):
            // Python's TypeError for a key that cannot be hashed counts as a missing one.
            if let value = (try? JinjaKey(key)) != nil ? try dictionary.value(of: key) : nil { return value }
        case .list(let sequence), .tuple(let sequence):
            if let index = key.integer, let value = Self.element(index, of: sequence.elements) { return value }
        case .view(let view) where view.kind == .range:
            if let index = key.integer, let value = Self.element(index, of: view.elements) { return value }
        case .string(let text), .markup(let text):
            if let index = key.integer {
                let scalars = Array(text.unicodeScalars)
                let position = index < 0 ? index + scalars.count : index
                if scalars.indices.contains(position) { return .string(String(Character(scalars[position]))) }
            }
        default: break
        }
        guard let name = key.text else {
            return .undefined("\(ownerName) has no element \(try key.representation(context))")
        }
        return try attributeLookingAhead(name) ?? missing(name)
    }

    private func attributeLookingAhead(_ name: String) throws -> JinjaValue? {
        if case .loop(let loop) = self, let value = try loop.lookAhead(name) { return value }
        return attribute(name)
    }

    private static func element(_ index: Int, of elements: [JinjaValue]) -> JinjaValue? {
        let position = index < 0 ? index + elements.count : index
        return elements.indices.contains(position) ? elements[position] : nil
    }

    /// `value[start:stop:step]`.
    func slice(
        _ start: JinjaValue, _ stop: JinjaValue, _ step: JinjaValue, _ context: JinjaContext
    ) throws -> JinjaValue {
        func positions(_ count: Int) throws -> [Int] {
            let positions = try Self.positions(start, stop, step, count: count)
            try context.charge(elements: positions.count)
            return positions
        }
        switch self {
        case .undefined(let message): throw ChatTemplateError.evaluation(message)
        case .list(let sequence):
            return try .list(of: positions(sequence.elements.count).map { sequence.elements[$0] })
        case .tuple(let sequence):
            return try .tuple(of: positions(sequence.elements.count).map { sequence.elements[$0] })
        case .view(let view) where view.kind == .range:
            return try .list(of: positions(view.elements.count).map { view.elements[$0] })
        case .string(let text), .markup(let text):
            let scalars = Array(text.unicodeScalars)
            return .string(PythonText.string(try positions(scalars.count).lazy.map { scalars[$0] }))
        case .dictionary: throw ChatTemplateError.evaluation("unhashable type: 'slice'")
        default: throw ChatTemplateError.evaluation("'\(typeName)' object is not subscriptable")
        }
    }

    private static func positions(
        _ start: JinjaValue, _ stop: JinjaValue, _ step: JinjaValue, count: Int
    ) throws -> [Int] {
        func bound(_ value: JinjaValue) throws -> Int? {
            if value.isNone { return nil }
            guard let integer = value.integer else {
                throw ChatTemplateError.evaluation("slice indices must be integers or None")
            }
            return integer
        }
        let step = try bound(step) ?? 1
        guard step != 0 else { throw ChatTemplateError.evaluation("slice step cannot be zero") }
        let (lowest, highest) = step > 0 ? (0, count) : (-1, count - 1)
        func clamped(_ index: Int?, else fallback: Int) -> Int {
            guard let index else { return fallback }
            return min(max(index < 0 ? index + count : index, lowest), highest)
        }
        let first = clamped(try bound(start), else: step > 0 ? lowest : highest)
        let end = clamped(try bound(stop), else: step > 0 ? highest : lowest)
        var positions: [Int] = []
        var position = first
        while step > 0 ? position < end : position > end {
            positions.append(position)
            let (next, overflow) = position.addingReportingOverflow(step)
            if overflow { break }
            position = next
        }
        return positions
    }

    /// The owner in the words of Jinja's messages.
    private var ownerName: String { isNone ? "None" : "\(typeName.lowercased()) object" }

    private func missing(_ name: String) -> JinjaValue {
        .undefined("'\(ownerName)' has no attribute '\(name)'")
    }

    /// A method or built-in attribute, or nil. Methods that change their value are undefined, as in the sandbox that
    /// transformers renders in.
    func attribute(_ name: String) -> JinjaValue? {
        switch self {
        case .string(let text), .markup(let text):
            guard let method = StringMethods.table[name] else { return nil }
            return .function(JinjaFunction(name) { context, arguments in try method(text, arguments, context) })
        case .list, .tuple: return ContainerMethods.attribute(name, ofSequence: self)
        case .dictionary(let dictionary): return ContainerMethods.attribute(name, of: dictionary)
        case .namespace(let namespace): return namespace.members.value(of: name)
        case .loop(let loop): return loop.attribute(name)
        case .function(let function): return name == "name" ? .string(function.name) : nil
        default: return nil
        }
    }
}
