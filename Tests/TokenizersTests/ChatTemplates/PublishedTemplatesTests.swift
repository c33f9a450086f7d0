import Foundation
import ModelFiles
import Testing
import Tokenizers

/// Real models' templates, and the vectors of other Jinja implementations with what Python makes of them.
@Suite(.enabled(if: ChatTemplateFixture.isSharedPresent, "../shared/fixtures/chat_templates is absent"))
struct PublishedTemplatesTests {
    private static func json(_ path: String) throws -> JSONValue {
        try JSONValue(contentsOf: "\(ChatTemplateFixture.shared)/\(path)")
    }

    private static func source(_ path: String) throws -> String {
        try String(contentsOfFile: "\(ChatTemplateFixture.shared)/\(path)", encoding: .utf8)
    }

    @Test func goldens() throws {
        let document = try Self.json("goldens/goldens.json")
        let date = try ChatTemplateFixture.date(document.text("strftime_now"))
        var (texts, errors) = (0, 0)
        for item in try document.list("cases") {
            let name = try item.text("template")
            let context = try item.text("context")
            let rendered = Result {
                let template = try ChatTemplate(source: Self.source(name), name: name)
                // A file holds all variables; for a conversation transformers adds its own, such as `tools`.
                if context.hasSuffix(".json") {
                    return try template.render(
                        variables: Self.json(context).variables, date: date, timeZone: ChatTemplateFixture.utc)
                }
                return try template.render(
                    messages: document.member("contexts").list(context), extra: item.member("kwargs").variables,
                    date: date, timeZone: ChatTemplateFixture.utc)
            }
            let place = "\(name), \(context), \(item["kwargs"] ?? .null)"
            if item["error"] == nil {
                #expect(try rendered.get().text == item.text("expected"), "\(place)")
                texts += 1
            } else {
                let error = #expect(throws: ChatTemplateError.self, "\(place)") { try rendered.get() }
                // The fixture puts the name of Python's exception in front.
                #expect(try item.text("error").hasSuffix(": " + (error?.problem ?? "")), "\(place)")
                errors += 1
            }
        }
        print("chat template goldens: \(texts) texts and \(errors) refusals as in transformers")
        #expect(texts == 169 && errors == 52)
    }

    @Test func unitVectors() throws {
        var passed = 0
        let cases = try #require(try Self.json("jinja_vectors/unit.json").arrayValue)
        for item in cases {
            let name = try item.text("name")
            let rendered = Result {
                try ChatTemplate(source: item.text("template")).render(variables: item.member("context").variables).text
            }
            if item["python_error"] == nil {
                #expect(try rendered.get() == item.text("python_expected"), "\(name)")
                passed += (try? rendered.get()) == (try item.text("python_expected")) ? 1 : 0
            } else {
                #expect(throws: ChatTemplateError.self, "\(name)") { try rendered.get() }
                if case .failure = rendered { passed += 1 }
            }
        }
        print("jinja unit vectors: \(passed) of \(cases.count) as in Python")
        #expect(passed == cases.count && passed == 157)
    }

    /// Targets in another library's list format, which transformers does not reproduce either.
    private static let notReproduced: Set<String> = ["MadeAgents/Hammer2.1"]
    /// Targets that print the day they were made on.
    private static let dates = ["HuggingFaceTB/SmolLM3-3B": "2025-07-10"]

    @Test func endToEndVectors() throws {
        var (passed, excluded) = (0, 0)
        for item in try #require(try Self.json("jinja_vectors/e2e.json").arrayValue) {
            let name = try item.text("name")
            let date = try ChatTemplateFixture.date(Self.dates[name] ?? "2024-07-26")
            let text = try ChatTemplate(source: item.text("chat_template"), name: name).render(
                variables: item.member("data").variables, date: date, timeZone: ChatTemplateFixture.utc
            ).text
            if Self.notReproduced.contains(name) {
                #expect(text != (try item.text("target")), "\(name) passes and needs no exclusion")
                excluded += 1
            } else {
                #expect(text == (try item.text("target")), "\(name)")
                passed += text == (try item.text("target")) ? 1 : 0
            }
        }
        print("jinja end-to-end vectors: \(passed) passed, \(excluded) excluded by name")
        #expect(passed == 52 && excluded == 1)
    }
}
