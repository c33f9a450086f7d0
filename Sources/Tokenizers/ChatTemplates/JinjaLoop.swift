/// The `loop` variable. Looks ahead only when asked, so that a loop's filter sees what the body changes.
final class JinjaLoop {
    private let elements: [JinjaValue]
    private let accepts: ((JinjaValue) throws -> Bool)?
    let depth: Int
    private var next = 0
    // Elements that passed the filter but were not visited yet.
    private var ahead: [JinjaValue] = []
    private var aheadStart = 0
    private var index0 = -1
    private var previous: JinjaValue?
    private var current: JinjaValue?
    private var watched: [JinjaValue]?

    init(_ elements: [JinjaValue], accepts: ((JinjaValue) throws -> Bool)?) throws {
        self.elements = elements
        self.accepts = accepts
        depth = try JinjaSequence(elements).depth
    }

    /// The next element to visit, or nil at the end.
    func advance() throws -> JinjaValue? {
        guard let element = try peek(0) else { return nil }
        aheadStart += 1
        if aheadStart > 64 {
            ahead.removeFirst(aheadStart)
            aheadStart = 0
        }
        index0 += 1
        previous = current
        current = element
        return element
    }

    private func peek(_ offset: Int) throws -> JinjaValue? {
        while ahead.count - aheadStart <= offset {
            guard next < elements.count else { return nil }
            let element = elements[next]
            next += 1
            if try accepts?(element) ?? true { ahead.append(element) }
        }
        return ahead[aheadStart + offset]
    }

    private func remaining() throws -> Int {
        if accepts == nil { return elements.count - next + ahead.count - aheadStart }
        while try peek(ahead.count - aheadStart) != nil {}
        return ahead.count - aheadStart
    }

    /// Lets go of the values that `changed` watches, which may hold this loop.
    func forgetWatched() { watched = nil }

    var label: String { "<LoopContext \(index0 + 1)>" }

    /// What iterating over `loop` itself gives: pairs of the elements left and the loop.
    func remainingPairs(_ context: JinjaContext) throws -> [JinjaValue] {
        var pairs: [JinjaValue] = []
        while let element = try advance() { pairs.append(try .tuple(of: [element, .loop(self)])) }
        return pairs
    }

    /// `loop.name`, or nil for an unknown name.
    func attribute(_ name: String) -> JinjaValue? {
        switch name {
        case "index": return .int(index0 + 1)
        case "index0": return .int(index0)
        case "first": return .bool(index0 == 0)
        // Only recursive loops, which chat templates do not use, go deeper.
        case "depth": return .int(1)
        case "depth0": return .int(0)
        case "previtem": return previous ?? .undefined("there is no previous item")
        case "cycle": return function(name, cycle)
        case "changed": return function(name, changed)
        default: return nil
        }
    }

    /// The attributes that look ahead, and with it may run the loop's filter.
    func lookAhead(_ name: String) throws -> JinjaValue? {
        switch name {
        case "last": .bool(try peek(0) == nil)
        case "nextitem": try peek(0) ?? .undefined("there is no next item")
        case "length": .int(try index0 + 1 + remaining())
        case "revindex": .int(try remaining() + 1)
        case "revindex0": .int(try remaining())
        default: nil
        }
    }

    private func function(
        _ name: String, _ body: @escaping (JinjaContext, CallArguments) throws -> JinjaValue
    ) -> JinjaValue {
        .function(JinjaFunction(name, depth: depth, body))
    }

    private func cycle(_ context: JinjaContext, _ arguments: CallArguments) throws -> JinjaValue {
        let values = arguments.positional
        guard !values.isEmpty else { throw ChatTemplateError.evaluation("no items for cycling given") }
        return values[index0 % values.count]
    }

    private func changed(_ context: JinjaContext, _ arguments: CallArguments) throws -> JinjaValue {
        let before = watched
        if before == nil { context.keep(self) }
        watched = arguments.positional
        guard let before, before.count == arguments.positional.count else { return .bool(true) }
        for (old, new) in zip(before, arguments.positional) where try !old.equals(new, context) { return .bool(true) }
        return .bool(false)
    }
}
