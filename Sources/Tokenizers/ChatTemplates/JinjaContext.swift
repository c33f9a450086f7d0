import Foundation

/// The state of one rendering.
final class JinjaContext {
    var scope: JinjaScope
    /// The template line at work, for error messages.
    var line = 1
    let clock: TemplateClock
    private let limits: ChatTemplateLimits
    private var steps = 0
    private var producedBytes = 0
    private var nesting = 0
    // The text so far, and above it the texts being captured by macros and block sets.
    private var outputs = [""]
    private(set) var generations: [JinjaGeneration] = []
    private var scopes: [JinjaScope] = []
    private var namespaces: [JinjaNamespace] = []
    private var loops: [JinjaLoop] = []

    init(limits: ChatTemplateLimits, clock: TemplateClock) {
        self.limits = limits
        self.clock = clock
        scope = JinjaScope(parent: nil)
        scopes = [scope]
    }

    /// The text written so far, outside of what is being captured.
    var rootText: String { outputs[0] }

    func write(_ text: String) throws {
        try charge(bytes: text.utf8.count)
        outputs[outputs.count - 1] += text
    }

    /// Runs `body` and returns what it wrote instead of printing it.
    func capture<Result>(_ body: () throws -> Result) throws -> (text: String, result: Result) {
        outputs.append("")
        do {
            let result = try body()
            return (outputs.removeLast(), result)
        } catch {
            outputs.removeLast()
            throw error
        }
    }

    /// Runs `body` and notes where its text lies.
    func recordGeneration<Result>(line: Int, _ body: () throws -> Result) throws -> Result {
        let start = outputs[outputs.count - 1].utf8.count
        let result = try body()
        let text = outputs[outputs.count - 1]
        if outputs.count == 1 {
            generations.append(JinjaGeneration(line: line, start: start, end: text.utf8.count, capturedText: nil))
        } else {
            // Within a capture the final place is not known yet; transformers takes the text printed until now.
            let captured = String(decoding: Array(text.utf8.dropFirst(start)), as: UTF8.self)
            let root = outputs[0].utf8.count
            generations.append(
                JinjaGeneration(line: line, start: root, end: root + captured.utf8.count, capturedText: captured))
        }
        return result
    }

    /// Runs `body` with variables of its own.
    func scoped<Result>(
        parent: JinjaScope? = nil, _ variables: [String: JinjaValue] = [:], _ body: () throws -> Result
    ) rethrows -> Result {
        let outer = scope
        scope = JinjaScope(parent: parent ?? outer)
        scope.variables = variables
        defer { scope = outer }
        return try body()
    }

    // MARK: - Bounds

    /// Runs `body` some levels deeper.
    func nested<Result>(levels: Int = 1, _ body: () throws -> Result) throws -> Result {
        guard nesting + levels <= ChatTemplateLimits.renderNesting else {
            throw ChatTemplateError(.limit, "macros and filters call each other too deeply")
        }
        nesting += levels
        defer { nesting -= levels }
        return try body()
    }

    func step(_ count: Int = 1) throws {
        // Counts are those of values in memory; the sum stays far from overflow.
        steps += count
        guard steps <= limits.steps else { throw ChatTemplateError(.limit, "more than \(limits.steps) steps") }
    }

    func charge(bytes: Int) throws {
        let (sum, overflow) = producedBytes.addingReportingOverflow(bytes)
        producedBytes = overflow ? limits.producedBytes : sum
        guard !overflow, sum <= limits.producedBytes else {
            throw ChatTemplateError(.limit, "more than \(limits.producedBytes) bytes of text and lists")
        }
    }

    func charge(elements: Int) throws {
        let (bytes, overflow) = elements.multipliedReportingOverflow(by: MemoryLayout<JinjaValue>.stride)
        try charge(bytes: overflow ? Int.max : bytes)
    }

    func joined(_ left: String, _ right: String) throws -> String {
        try charge(bytes: left.utf8.count + right.utf8.count)
        return left + right
    }

    func repeated(_ text: String, _ count: Int) throws -> String {
        guard count > 0, !text.isEmpty else { return "" }
        let (bytes, overflow) = text.utf8.count.multipliedReportingOverflow(by: count)
        try charge(bytes: overflow ? Int.max : bytes)
        return String(repeating: text, count: count)
    }

    // MARK: - Lifetime

    /// Takes note of the current scope because a function that may lie in it holds it.
    func keepScope() { scopes.append(scope) }

    /// Takes note of a loop that watches values.
    func keep(_ loop: JinjaLoop) { loops.append(loop) }

    func makeNamespace() -> JinjaNamespace {
        let namespace = JinjaNamespace()
        namespaces.append(namespace)
        return namespace
    }

    /// Frees what holds itself. Emptying one by one also keeps long chains from being freed by recursion.
    func tearDown() {
        for loop in loops { loop.forgetWatched() }
        for scope in scopes { scope.clear() }
        for namespace in namespaces { namespace.members = JinjaDictionary() }
    }
}

/// Where a `generation` block's text begins and ends, in UTF-8 bytes.
struct JinjaGeneration {
    let line: Int
    let start: Int
    let end: Int
    /// The block's text where the place is a guess that must be checked against the final text.
    let capturedText: String?
}
