import Foundation
import ModelFiles
import Testing
import Tokenizers

/// What transformers renders, we render.
@Suite struct ReferenceRenderingTests {
    private let fixture: JSONValue
    private let date: Date

    init() throws {
        fixture = try ChatTemplateFixture.cases()
        date = try ChatTemplateFixture.date(fixture.text("now"))
    }

    /// Offsets of code points, as transformers counts them.
    private func offsets(_ chat: RenderedChat) throws -> [[Int]] {
        let scalars = chat.text.unicodeScalars
        return try chat.generationSpans.map { span in
            [span.lowerBound, span.upperBound].map { scalars.distance(from: scalars.startIndex, to: $0) }
        }
    }

    private func spans(_ expected: JSONValue) throws -> [[Int]] {
        try expected.list("spans").map { ($0.arrayValue ?? []).compactMap(\.intValue) }
    }

    private func render(_ source: String, variables: [String: JSONValue] = [:]) throws -> RenderedChat {
        try ChatTemplate(source: source).render(variables: variables, date: date, timeZone: ChatTemplateFixture.utc)
    }

    @Test func conversations() throws {
        let chats = try fixture.list("chats")
        #expect(chats.count == 60)
        for chat in chats {
            let (name, conversation) = (try chat.text("template"), try chat.text("conversation"))
            let template = try ChatTemplate(source: fixture.member("templates").text(name), name: name)
            let messages = try fixture.member("conversations").list(conversation)
            let tools = chat["tools"] == true ? try fixture.list("tools") : nil
            let rendered = Result {
                try template.render(
                    messages: messages, addGenerationPrompt: chat["prompt"] == true, bosToken: "<s>", eosToken: "</s>",
                    tools: tools, date: date, timeZone: ChatTemplateFixture.utc)
            }
            if chat["error"] == nil {
                #expect(try rendered.get().text == chat.text("text"), "\(name), \(conversation)")
                #expect(try offsets(rendered.get()) == spans(chat), "\(name), \(conversation)")
            } else {
                let error = #expect(throws: ChatTemplateError.self, "\(name), \(conversation)") { try rendered.get() }
                #expect(error?.problem == (try chat.text("error")), "\(name), \(conversation)")
            }
        }
    }

    @Test func expressionsAndStatements() throws {
        let cases = try fixture.list("expressions")
        #expect(cases.count >= 77)
        for item in cases {
            let source = try item.text("template")
            do {
                let text = try render(source).text
                #expect(text == (try item.text("text")), "\(source)")
                #expect(text.utf8.elementsEqual(try item.text("text").utf8), "\(source)")
            } catch {
                Issue.record("\(source): \(error)")
            }
        }
    }

    @Test func generationSpans() throws {
        for item in try fixture.list("generation") {
            let source = try item.text("template")
            let chat = try render(source, variables: ["messages": []])
            #expect(chat.text == (try item.text("text")))
            #expect(try offsets(chat) == spans(item), "\(source)")
        }
    }

    /// What Python refuses, we refuse; where the reason is one of Python's, in its words.
    @Test func failures() throws {
        let cases = try fixture.list("failures")
        #expect(cases.count > 70)
        var sameWords = 0
        for item in cases {
            let source = try item.text("template")
            let error = #expect(throws: ChatTemplateError.self, "\(source)") { try render(source) }
            guard let error else { continue }
            #expect(error.line == 1 || source.contains("\n"), "\(source)")
            #expect(error.description.hasPrefix("chat template, line \(error.line ?? 0): "))
            #expect(!error.description.contains("\n"))
            if try error.problem == item.text("error") { sameWords += 1 }
        }
        #expect(sameWords >= 30)
    }
}
