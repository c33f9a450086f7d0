import Foundation
import ModelFiles
import Testing
import Tokenizers

/// Templates are strangers' programs: whatever they do ends in a text or an error.
@Suite struct TemplateBoundsTests {
    private static let small = ChatTemplateLimits(steps: 20_000, producedBytes: 1 << 22)

    private func failure(of source: String) -> ChatTemplateError? {
        do {
            _ = try ChatTemplate(source: source, limits: Self.small).render(messages: [])
            return nil
        } catch {
            return error as? ChatTemplateError
        }
    }

    @Test(arguments: [
        "{{ " + String(repeating: "(", count: 5_000) + "1" + String(repeating: ")", count: 5_000) + " }}",
        "{{ " + String(repeating: "[", count: 5_000) + String(repeating: "]", count: 5_000) + " }}",
        "{{ " + String(repeating: "-", count: 5_000) + "1 }}",
        "{{ " + String(repeating: "not ", count: 5_000) + "1 }}",
        "{{ 1" + String(repeating: " if 1 else 1", count: 5_000) + " }}",
        "{{ 1" + String(repeating: " if 1", count: 5_000) + " }}",
        "{{ x" + String(repeating: "[x", count: 5_000) + String(repeating: "]", count: 5_000) + " }}",
        String(repeating: "{% if 1 %}", count: 5_000) + String(repeating: "{% endif %}", count: 5_000),
        "{% set " + String(repeating: "(", count: 5_000) + "a" + String(repeating: ")", count: 5_000) + " = 1 %}",
        "{% macro m(n) %}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}",
        "{% macro a() %}{{ b() }}{% endmacro %}{% macro b() %}{{ a() }}{% endmacro %}{{ a() }}",
        "{% macro m() %}{% call m() %}{% endcall %}{% endmacro %}{{ m() }}",
        "{{ 'a' | map(" + String(repeating: "'map', ", count: 5_000) + "'upper') | list }}",
        "{% set ns = namespace(v=[]) %}{% for i in range(9999) %}{% set ns.v = [ns.v] %}{% endfor %}{{ ns.v }}",
        "{% set ns = namespace(v={}) %}{% for i in range(9999) %}{% set ns.v = {'v': ns.v} %}{% endfor %}",
        "{% set ns = namespace() %}{% set ns.me = ns %}{{ ns }}",
        "{% set ns = namespace(v=1) %}{% for i in range(90) %}{% set ns.v = [ns.v, ns.v] %}{% endfor %}{{ ns.v }}",
        "{% set ns = namespace(v=1) %}{% for i in range(90) %}{% set ns.v = [ns.v, ns.v] %}{% endfor %}"
            + "{{ ns.v == ns.v }}",
        "{% set ns = namespace(v=1) %}{% for i in range(90) %}{% set ns.v = [ns.v, ns.v] %}{% endfor %}"
            + "{{ ns.v | tojson }}",
        "{% set ns = namespace(v=1) %}{% for i in range(90) %}{% set ns.v = (ns.v, ns.v) %}{% endfor %}{{ {ns.v: 1} }}",
        "{% set ns = namespace(v='x') %}{% for i in range(90) %}{% set ns.v = ns.v ~ ns.v %}{% endfor %}",
        "{% set ns = namespace(v=[1]) %}{% for i in range(90) %}{% set ns.v = ns.v + ns.v %}{% endfor %}",
        "{% for i in range(50000) %}{% endfor %}",
        "{% for i in range(900) %}{% for j in range(900) %}{% endfor %}{% endfor %}",
        "{{ range(1000000000000) }}", "{{ range(0, 9223372036854775807, 1) | list }}", "{{ 'x' * 1000000000000 }}",
        "{{ [1] * 9223372036854775807 }}", "{{ 'x'.center(9223372036854775807) }}", "{{ 'x' | indent(1000000000000) }}",
        "{{ '%999999999d' % 1 }}", "{{ '{:999999999}'.format(1) }}", "{{ 'x'.replace('', 'y' * 9999999) }}",
        "{{ ['x' * 9999] * 9999 | length }}{{ (['x' * 9999] * 9999) | join }}",
        "{{ 9223372036854775807 + 1 }}", "{{ 9223372036854775807 * 2 }}", "{{ -9223372036854775807 - 2 }}",
        "{{ 2 ** 64 }}", "{{ (-9223372036854775807 - 1) // -1 }}", "{{ 99999999999999999999 }}", "{{ 1e300 | int }}",
        "{{ -(-9223372036854775807 - 1) }}", "{{ (-9223372036854775807 - 1) | abs }}",
        "{{ [1, 2] | batch(0) | list }}", "{{ [1] | slice(9223372036854775807) | list }}",
        "{{ [1] | batch(9223372036854775807, 1) | list }}", "{{ 'a' | tojson(indent=99999999) }}{{ missing.x }}",
    ])
    func excessIsAnError(source: String) throws {
        let error = try #require(failure(of: source), "\(source.prefix(100))")
        #expect(error.line == 1)
        #expect(!error.description.contains("\n"))
    }

    /// The extremes of arguments that are fine.
    @Test func extremesWork() throws {
        let source = """
            {{ 'abc'[-9223372036854775807:9223372036854775807] }}{{ 'abc'[::9223372036854775807] }}\
            {{ 'abc'[::-9223372036854775807] }}{{ range(9223372036854775806, 9223372036854775807) | list }}\
            {{ 'a b'.split(' ', -9223372036854775807) }}{{ 'x'.find('x', -9223372036854775807) }}\
            {{ 1 | round(9223372036854775807) }}{{ 1.5 | round(-9223372036854775807) }}{{ 'a'.zfill(-5) }}\
            {{ [1, 2] | batch(9223372036854775807) | list }}{{ -7 % 9223372036854775807 }}
            """
        let text = try ChatTemplate(source: source).render(messages: []).text
        #expect(text == "abcac[9223372036854775806]['a', 'b']010.0a[[1, 2]]9223372036854775800")
    }

    @Test func deepInputIsAnError() throws {
        var message: JSONValue = "x"
        for _ in 0..<500 { message = [message] }
        let template = try ChatTemplate(source: "{{ messages | tojson }}")
        #expect(throws: ChatTemplateError.self) { try template.render(messages: [message]) }
    }

    /// The deepest that the bounds allow fits on the small stack of a secondary thread, or this process would end.
    @Test(arguments: ["(1, ", "[1, ", "f(", "{'a': ", "x[", "-(", "not ("])
    func deepestFitsOnSmallStack(open: String) async throws {
        let closings: [Character: String] = ["(": ")", "[": "]", "{": "}"]
        let close = open.compactMap { closings[$0] }.reversed().joined()
        let inner = String(repeating: open, count: 40) + "m(n + 1)" + String(repeating: close, count: 40)
        let source = "{% macro f(a) %}{{ a }}{% endmacro %}{% macro m(n) %}{{ \(inner) }}{% endmacro %}{{ m(0) }}"
        let error: (any Error)? = await withCheckedContinuation { continuation in
            let thread = Thread {
                let rendered = Result { try ChatTemplate(source: source).render(messages: []) }
                if case .failure(let error) = rendered {
                    continuation.resume(returning: error)
                } else {
                    continuation.resume(returning: nil)
                }
            }
            thread.stackSize = 512 << 10
            thread.start()
        }
        #expect((error as? ChatTemplateError)?.kind == .limit)
    }

    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return (state ^ (state >> 29)) &* 0xBF58_476D_1CE4_E5B9
        }
    }

    /// Templates with pieces lost, doubled, swapped or taken from others render or fail; they never end the process.
    @Test func damagedTemplates() throws {
        let fixture = try ChatTemplateFixture.cases()
        let whole = try fixture.member("templates").objectValue?.values.compactMap(\.stringValue) ?? []
        let parts = try ["expressions", "generation"].flatMap { try fixture.list($0).map { try $0.text("template") } }
        let sources = (whole + parts).map { Array($0.unicodeScalars) }
        let messages = try fixture.member("conversations").list("tool calls")
        let tools = try fixture.list("tools")
        var random = Generator(state: 20_250_102)
        var (rendered, refused) = (0, 0)
        for round in 0..<6_000 {
            var damaged = sources[round % sources.count]
            for _ in 0..<Int.random(in: 1...3, using: &random) { damage(&damaged, sources, &random) }
            var view = String.UnicodeScalarView()
            view.append(contentsOf: damaged)
            do {
                let template = try ChatTemplate(source: String(view), limits: Self.small)
                let chat = try template.render(messages: messages, bosToken: "<s>", tools: tools)
                _ = (try? chat.generationSpans)?.map { chat.text[$0].count }
                rendered += 1
            } catch let error as ChatTemplateError {
                refused += 1
                #expect(!error.description.contains("\n"))
            }
        }
        #expect(rendered > 500 && refused > 500)
    }

    private func damage(
        _ template: inout [Unicode.Scalar], _ sources: [[Unicode.Scalar]], _ random: inout Generator
    ) {
        guard !template.isEmpty else { return }
        let start = Int.random(in: template.indices, using: &random)
        let end = min(template.count, start + Int.random(in: 0...12, using: &random))
        switch Int.random(in: 0..<5, using: &random) {
        case 0: template.removeSubrange(start..<end)
        case 1: template.insert(contentsOf: template[start..<end], at: start)
        case 2:
            let marks = Array("{}%#()[]|.,:~-+*/<>='\"\\ \n9a_🙂".unicodeScalars)
            template[start] = marks[Int.random(in: marks.indices, using: &random)]
        case 3: template.swapAt(start, Int.random(in: template.indices, using: &random))
        default:
            let other = sources[Int.random(in: sources.indices, using: &random)]
            guard !other.isEmpty else { return }
            let from = Int.random(in: other.indices, using: &random)
            template.insert(contentsOf: other[from..<min(other.count, from + 20)], at: start)
        }
    }
}
