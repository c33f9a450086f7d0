/// Something that a template can call: a macro, a built-in or a value's method.
final class JinjaFunction {
    let name: String
    let depth: Int
    private let body: (JinjaContext, CallArguments) throws -> JinjaValue

    /// - Parameter depth: how deeply the value that a method belongs to is nested.
    init(_ name: String, depth: Int = 0, _ body: @escaping (JinjaContext, CallArguments) throws -> JinjaValue) {
        self.name = name
        self.depth = depth
        self.body = body
    }

    func call(_ context: JinjaContext, _ arguments: CallArguments) throws -> JinjaValue {
        try body(context, arguments)
    }
}
