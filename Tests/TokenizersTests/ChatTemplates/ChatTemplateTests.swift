import Foundation
import ModelFiles
import Testing
import Tokenizers

@Suite struct ChatTemplateTests {
    private let user: JSONValue = ["role": "user", "content": "Hi"]

    @Test func variables() throws {
        let source =
            "{{ bos_token }}{{ eos_token }}{{ tools }}{{ documents }}{{ add_generation_prompt }}{{ messages }}{{ x }}"
        let template = try ChatTemplate(source: source)
        let bare = try template.render(messages: [user]).text
        #expect(bare == "NoneNoneFalse[{'role': 'user', 'content': 'Hi'}]")
        let full = try template.render(
            messages: [], addGenerationPrompt: true, bosToken: "<s>", eosToken: "</s>", tools: [],
            extra: ["x": [1, 2.5], "documents": "d"]
        ).text
        #expect(full == "<s></s>[]dTrue[][1, 2.5]")
    }

    /// A dictionary's order of keys is the document's; `tojson` prints it.
    @Test func keyOrder() throws {
        let message = try JSONValue(parsing: #"{"z":1,"a":{"y":[],"b":null,"\u00e9":2,"e\u0301":3}}"#, origin: "test")
        let text = try ChatTemplate(source: "{{ messages[0] | tojson }}").render(messages: [message]).text
        #expect(text.utf8.elementsEqual("{\"z\": 1, \"a\": {\"y\": [], \"b\": null, \"é\": 2, \"e\u{301}\": 3}}".utf8))
    }

    @Test func errorsNameTemplateAndLine() throws {
        let refusing = try ChatTemplate(
            source: "a\n{% if messages %}\n{{ raise_exception('no\nway') }}{% endif %}", name: "m/chat_template.jinja")
        let raised = #expect(throws: ChatTemplateError.self) { try refusing.render(messages: [user]) }
        #expect(raised?.kind == .raised)
        #expect(raised?.problem == "no\nway")
        #expect(
            raised?.description
                == "m/chat_template.jinja, line 3: no way; the template refuses this conversation, change the messages")

        let unclosed = #expect(throws: ChatTemplateError.self) { try ChatTemplate(source: "\n{% if x %}\n{{ 1 }}") }
        #expect(unclosed?.kind == .syntax)
        #expect(unclosed?.line == 3)
        let missing = #expect(throws: ChatTemplateError.self) {
            try ChatTemplate(source: "{# a\n b #}\n\n{{ 1 }}{{-\n\n nothing.x }}").render(messages: [])
        }
        #expect(missing?.line == 6)
        #expect(missing?.problem == "'nothing' is undefined")
        let limited = try ChatTemplate(source: "{% for i in range(9) %}{% endfor %}", limits: .init(steps: 5))
        #expect(throws: ChatTemplateError.self) { try limited.render(messages: []) }
    }

    /// A block inside of a macro has no known place; only who asks for spans is refused.
    @Test func generationInsideOfMacro() throws {
        let source = "{% macro say(x) %}> {% generation %}{{ x }}{% endgeneration %}!{% endmacro %}a{{ say('b') }}"
        let chat = try ChatTemplate(source: source).render(messages: [])
        #expect(chat.text == "a> b!")
        let error = #expect(throws: ChatTemplateError.self) { try chat.generationSpans }
        #expect(error?.problem.contains("macro") == true)

        let placed = try ChatTemplate(
            source: "a{% macro say(x) %}{% generation %}{{ x }}{% endgeneration %}{% endmacro %}{{ say('b') }}c"
        ).render(messages: [])
        #expect(try placed.generationSpans.map { placed.text[$0] } == ["b"])
    }

    @Test func datesAreInjected() throws {
        let template = try ChatTemplate(source: "{{ strftime_now('%d %b %Y, %H:%M') }}")
        let date = Date(timeIntervalSince1970: 1_720_278_245)
        let zone = try #require(TimeZone(secondsFromGMT: 9 * 3600))
        #expect(try template.render(messages: [], date: date, timeZone: zone).text == "07 Jul 2024, 00:04")
    }

    @Test func unsupportedTagsAreNamed() throws {
        for tag in ["include 'x'", "extends 'x'", "import 'x' as y", "block b", "do x"] {
            let error = #expect(throws: ChatTemplateError.self) { try ChatTemplate(source: "{% \(tag) %}") }
            #expect(error?.problem.contains("is not supported in chat templates") == true)
        }
    }

    /// Macros, namespaces and loops refer to each other in circles; a rendering must not leave them behind.
    @Test func rendersAgainAndAgain() async throws {
        let source = """
            {% macro m(n) %}{{ n }}{% endmacro %}{% set ns = namespace(f=m) %}{% set ns.me = ns %}\
            {% for x in messages %}{% set ns.l = loop %}{{ loop.changed(ns) }}{{ ns.f(x.content) }}{% endfor %}
            """
        let template = try ChatTemplate(source: source)
        let texts = try await withThrowingTaskGroup(of: String.self) { group in
            for _ in 0..<8 {
                group.addTask { try template.render(messages: [["content": "a"], ["content": "b"]]).text }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(texts == Array(repeating: "TrueaFalseb", count: 8))
    }
}
