public import ModelFiles

/// A byte-level tokenizer without merges: the id of a token is its byte, so that tests can write ids as text.
///
/// By default `<s>` goes before a text, as with Llama.
public enum ToyTokenizer {
    public static let bos = 256
    public static let eos = 257
    public static let vocabularySize = 258

    /// The ids of a text without special tokens.
    public static func ids(_ text: String) -> [Int] { text.utf8.map(Int.init) }

    /// The content of `tokenizer.json`.
    public static var document: JSONValue {
        let stage: JSONValue = [
            "type": "ByteLevel", "add_prefix_space": false, "trim_offsets": true, "use_regex": true,
        ]
        let text: JSONValue = ["Sequence": ["id": "A", "type_id": 0]]
        let begin: JSONValue = ["SpecialToken": ["id": "<s>", "type_id": 0]]
        return [
            "version": "1.0", "truncation": nil, "padding": nil,
            "added_tokens": [special("<s>", bos), special("</s>", eos)],
            "normalizer": nil, "pre_tokenizer": stage, "decoder": stage,
            "post_processor": [
                "type": "TemplateProcessing", "single": [begin, text],
                "pair": [begin, text, ["Sequence": ["id": "B", "type_id": 1]]],
                "special_tokens": ["<s>": ["id": "<s>", "ids": [.int(bos)], "tokens": ["<s>"]]],
            ],
            "model": [
                "type": "BPE", "dropout": nil, "unk_token": nil, "continuing_subword_prefix": nil,
                "end_of_word_suffix": nil, "fuse_unk": false, "byte_fallback": false, "vocab": vocabulary,
                "merges": [],
            ],
        ]
    }

    /// The content of `tokenizer_config.json`.
    public static var configuration: JSONValue {
        [
            "tokenizer_class": "PreTrainedTokenizerFast", "bos_token": "<s>", "eos_token": "</s>",
            "chat_template": .string(chatTemplate), "clean_up_tokenization_spaces": false,
        ]
    }

    static let chatTemplate = """
        {% for message in messages %}[{{ message['role'] }}]{{ message['content'] }}</s>{% endfor %}\
        {% if add_generation_prompt %}[assistant]{% endif %}
        """

    private static func special(_ token: String, _ id: Int) -> JSONValue {
        [
            "id": .int(id), "content": .string(token), "single_word": false, "lstrip": false, "rstrip": false,
            "normalized": false, "special": true,
        ]
    }

    /// GPT-2's alphabet: printable characters stand for their own byte, the others for the ones from U+0100 on.
    private static var vocabulary: JSONValue {
        var vocabulary = JSONObject()
        var next: UInt32 = 0x100
        for byte in UInt32(0)..<256 {
            let isPrintable = (0x21...0x7E).contains(byte) || (0xA1...0xAC).contains(byte) || byte >= 0xAE
            let scalar = Unicode.Scalar(isPrintable ? byte : next) ?? " "
            if !isPrintable { next += 1 }
            vocabulary[String(Character(scalar))] = .int(Int(byte))
        }
        return .object(vocabulary)
    }
}
