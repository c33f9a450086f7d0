import Configuration
import MappedFiles
import ModelFiles
import Tokenizers

/// Continues prompts or answers chats: what `llama-recipes generate` does.
public struct GenerateRecipe {
    /// One text to continue.
    public struct Request: Sendable, Equatable {
        /// The whole text the model reads, chat markup included.
        public let text: String
        /// Whether the tokenizer adds its BOS: not to a rendered chat, whose template writes its own.
        let addsSpecialTokens: Bool
    }

    public let requests: [Request]
    private let loaded: LoadedModel
    private let generator: Generator

    /// Reads the prompts, then loads the model.
    ///
    /// - Parameter hub: brings what is named by its name on the Hub.
    /// - Throws: `ConfigurationError`, or the error of the part that failed.
    public init(_ settings: GenerateSettings, hub: HubFiles = HubFiles()) throws {
        _ = try settings.schema.checked()
        var settings = settings
        settings.model = try settings.model.local(hub)
        let tokenizer = try settings.model.loadTokenizer()
        requests = try Self.requests(settings.generation, tokenizer)
        loaded = try LoadedModel(settings.model, adapter: settings.adapter.peftModel, tokenizer: tokenizer, hub: hub)
        generator = try Generator(loaded, settings.generation)
    }

    /// - Parameter onText: called with each piece of new text as soon as its characters are complete.
    public func generate(_ request: Request, onText: (String) -> Void = { _ in }) throws -> Generator.Result {
        let ids = try loaded.tokenizer.encode(request.text, addSpecialTokens: request.addsSpecialTokens)
        return try generator.generate(ids, onText: onText)
    }

    private static func requests(_ settings: GenerationSettings, _ tokenizer: any Tokenizer) throws -> [Request] {
        if let path = settings.input {
            let lines = JSONLines(path: path)
            return try lines.objects().map { number, value in
                if let messages = value["messages"] {
                    return try chat(messages, tokenizer, origin: "\(path), line \(number)")
                }
                guard let prompt = value["prompt"]?.stringValue else {
                    throw lines.problem(
                        line: number, "has no \"prompt\"", cure: "write {\"prompt\": \"…\"} or {\"messages\": […]}")
                }
                return try request(prompt, settings, tokenizer)
            }
        }
        return [try request(prompt(settings), settings, tokenizer)]
    }

    private static func prompt(_ settings: GenerationSettings) throws -> String {
        guard let path = settings.promptFile else { return settings.prompt ?? "" }
        guard let text = try MappedFile(path: path).withBytes({ String(validating: $0, as: UTF8.self) }) else {
            throw RecipeError("\(path): is not UTF-8", cure: "convert it to UTF-8")
        }
        return text
    }

    private static func request(
        _ prompt: String, _ settings: GenerationSettings, _ tokenizer: any Tokenizer
    ) throws -> Request {
        guard settings.chat else { return Request(text: prompt, addsSpecialTokens: true) }
        var messages: [JSONValue] = [["role": "user", "content": .string(prompt)]]
        if let system = settings.system {
            messages.insert(["role": "system", "content": .string(system)], at: 0)
        }
        return try chat(.array(messages), tokenizer, origin: "--prompt")
    }

    private static func chat(_ messages: JSONValue, _ tokenizer: any Tokenizer, origin: String) throws -> Request {
        let text = try ChatRendering(tokenizer).text(of: messages, addsGenerationPrompt: true, origin: origin)
        return Request(text: text, addsSpecialTokens: false)
    }
}
