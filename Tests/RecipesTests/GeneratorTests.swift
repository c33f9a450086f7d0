import Foundation
import ModelFiles
import Recipes
import TestFolders
import Testing
import TestingSupport

@Suite("Generator")
struct GeneratorTests {
    private let toy: Toy

    init() throws { toy = try Toy() }

    private func generator(
        from path: String? = nil, _ change: (inout GenerationSettings) -> Void = { _ in }
    ) throws -> Generator {
        var settings = GenerationSettings()
        settings.ignoreEOS = true
        change(&settings)
        return try Generator(toy.loaded(from: path), settings)
    }

    private let prompt = [ToyTokenizer.bos] + ToyTokenizer.ids("Once upon a time")

    @Test("with the cache every id is what the whole text from scratch gives, also when the cache has to grow")
    func cache() throws {
        let result = try generator { $0.maxNewTokens = 600 }.generate(prompt)
        #expect(result.ids.count == 600)
        #expect(result.promptTokens == prompt.count)
        #expect(result.stopReason == .length)
        let all = prompt + result.ids
        let logits = try ToyModel.logits(toy.model, ids: Array(all.dropLast()))
        for place in prompt.count..<all.count {
            let row = logits[place - 1]
            let margin = (row.max() ?? 0) - row[all[place]]
            #expect(margin < 1e-4, "id \(place) is \(margin) below the best")
        }
        #expect(Set(result.ids).count > 1)
    }

    @Test("a stop token ends the text and is no part of it; the model's own list of them counts")
    func stopToken() throws {
        let free = try generator { $0.maxNewTokens = 60 }.generate(prompt)
        let stop = try #require(free.ids.dropFirst(3).first { !free.ids.prefix(3).contains($0) })
        let place = try #require(free.ids.firstIndex(of: stop))
        let settings: JSONValue = ["eos_token_id": [.int(ToyTokenizer.eos), .int(stop)]]
        try settings.text().write(toFile: "\(toy.model)/generation_config.json", atomically: true, encoding: .utf8)

        let stopped = try generator {
            $0.ignoreEOS = false
            $0.maxNewTokens = 60
        }.generate(prompt)
        #expect(stopped.stopReason == .stop)
        #expect(stopped.ids == Array(free.ids.prefix(place)))
        let ignored = try generator { $0.maxNewTokens = 60 }.generate(prompt)
        #expect(ignored == free)
    }

    @Test("pieces of text come as soon as their characters are whole, and make up the text")
    func streaming() throws {
        var pieces: [String] = []
        let result = try generator { $0.maxNewTokens = 100 }.generate(prompt) { pieces.append($0) }
        #expect(pieces.joined() == result.text)
        #expect(pieces.count > 1)
        let isEndless = result.ids.allSatisfy { $0 < 256 }
        if isEndless { #expect(result.text == String(decoding: result.ids.map(UInt8.init), as: UTF8.self)) }
    }

    @Test("one generator answers many prompts, each as if it were the first")
    func independence() throws {
        let generator = try generator { $0.maxNewTokens = 20 }
        let first = try generator.generate(prompt)
        _ = try generator.generate([ToyTokenizer.bos] + ToyTokenizer.ids("Something else entirely"))
        #expect(try generator.generate(prompt) == first)
    }

    @Test("an empty prompt, and ids that the model does not have, are refused")
    func refusals() throws {
        let generator = try generator()
        #expect(throws: RecipeError.self) { try generator.generate([]) }
        #expect(throws: RecipeError.self) { try generator.generate([ToyTokenizer.bos, 258]) }
    }

    @Test("a model with more ids than its tokenizer is no trouble")
    func largerModel() throws {
        let large = try ToyModel.save(to: toy.scratch("large"), vocabularySize: 400)
        let result = try generator(from: large) { $0.maxNewTokens = 50 }.generate(prompt)
        #expect(result.ids.count == 50)
        #expect(result.ids.contains { $0 >= ToyTokenizer.vocabularySize })
    }
}
