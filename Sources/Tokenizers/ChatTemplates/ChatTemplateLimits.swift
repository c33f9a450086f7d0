/// Bounds on what one rendering may use, because templates come with models from strangers.
public struct ChatTemplateLimits: Sendable, Equatable {
    /// Loop rounds, macro calls and elements visited.
    public var steps: Int
    /// Bytes of text and of list storage produced on the way, all together.
    public var producedBytes: Int

    /// - Parameters:
    ///   - steps: loop rounds, macro calls and elements visited.
    ///   - producedBytes: bytes of text and list storage, all together.
    public init(steps: Int = 20_000_000, producedBytes: Int = 1 << 31) {
        self.steps = steps
        self.producedBytes = producedBytes
    }

    /// How deep a template's expressions and blocks may nest.
    static let sourceNesting = 100
    /// How deep blocks, expressions and macro calls together may nest while rendering. Keeps an optimized build's stack
    /// below 512 KB, the least that threads have.
    static let renderNesting = 300
    /// How deep values may hold values.
    static let valueNesting = 100
    /// How many numbers a `range` may have, as in Jinja's sandbox.
    static let rangeCount = 100_000
}
