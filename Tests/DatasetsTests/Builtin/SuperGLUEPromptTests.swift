import Datasets
import TestFolders
import Testing

/// The exact prompt and answer of every task in every template.
struct SuperGLUEPromptTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    private func check(_ task: String, _ row: String, _ template: String, _ prompt: String, _ answer: String) throws {
        let path = try folder.write(row, to: "\(task).jsonl")
        let data = try makeDataset(
            "super_glue", path, .test, ["task": task, "template": template], splits: [.test])
        #expect(data.count == 1)
        #expect(try data.sample(at: 0) == .separate(prompt: prompt, completion: answer))
        #expect(try data.choices(at: 0).contains(answer))
    }

    @Test(arguments: [
        ("flan", "P\n\nQuestion: q?\nAnswer yes or no.\n", "yes"),
        ("flan_options", "P\n\nQuestion: q?\nAnswer yes or no.\n\nOPTIONS:\n- no\n- yes\n", "yes"),
        ("t5", "boolq passage: P question: q\n", "True"),
    ])
    func boolq(template: String, prompt: String, answer: String) throws {
        try check("boolq", #"{"question": "q", "passage": "P", "label": true}"#, template, prompt, answer)
    }

    @Test(arguments: [
        ("flan", "P\n\nCan we conclude that \"H\"?\n", ["Yes", "No", "It's impossible to say"]),
        (
            "flan_options",
            "P\n\nCan we conclude that \"H\"?\n\nOPTIONS:\n- Yes\n- No\n- It's impossible to say\n",
            ["Yes", "No", "It's impossible to say"]
        ),
        ("t5", "cb hypothesis: H premise: P\n", ["entailment", "contradiction", "neutral"]),
    ])
    func cb(template: String, prompt: String, answers: [String]) throws {
        // Entailment, contradiction, neutral: not the order of XNLI.
        for (label, name) in ["entailment", "contradiction", "neutral"].enumerated() {
            for written in ["\"\(name)\"", "\(label)"] {
                let row = #"{"premise": "P", "hypothesis": "H", "label": \#(written)}"#
                try check("cb", row, template, prompt, answers[label])
            }
        }
    }

    @Test(arguments: [
        ("flan", "P What is the cause?\n- one\n- two\n", "two"),
        ("flan_options", "P What is the cause?\n\nOPTIONS:\n- one\n- two\n", "two"),
        ("t5", "copa choice1: one choice2: two premise: P question: cause\n", "choice2"),
    ])
    func copa(template: String, prompt: String, answer: String) throws {
        let row = #"{"premise": "P", "choice1": "one", "choice2": "two", "question": "cause", "label": 1}"#
        try check("copa", row, template, prompt, answer)
    }

    @Test(arguments: [
        ("flan", "a b c\n\nQuestion: \"q\"\nAnswer: \"x\"\nIs this answer correct?\n", "no"),
        (
            "flan_options",
            "a b c\n\nQuestion: \"q\"\nAnswer: \"x\"\nIs this answer correct?\n\nOPTIONS:\n- no\n- yes\n", "no"
        ),
        ("t5", "multirc question: q answer: x paragraph: a b c\n", "False"),
    ])
    func multirc(template: String, prompt: String, answer: String) throws {
        let row = #"{"paragraph": "a<br><b>b</b> c", "question": "q", "answer": "x", "label": 0}"#
        try check("multirc", row, template, prompt, answer)
    }

    @Test(arguments: [
        ("flan", "One. Two. \"Three\" Four\n\n@placeholder won\n\nWhich entity fills @placeholder?\n- A\n- B\n", "B"),
        (
            "flan_options",
            "One. Two. \"Three\" Four\n\n@placeholder won\n\nWhich entity fills @placeholder?\n\nOPTIONS:\n- A\n- B\n",
            "B"
        ),
        ("t5", "record query: @placeholder won entities: A, B passage: One. Two. \"Three\" Four\n", "B"),
    ])
    func record(template: String, prompt: String, answer: String) throws {
        let row = #"""
            {"passage": "One\n@highlight\nTwo.\n@highlight\n\"Three\"\n@highlight\nFour", "query": "@placeholder won", "entities": ["B", "A"], "answers": ["B"]}
            """#
        try check("record", row, template, prompt, answer)
    }

    @Test(arguments: ["rte", "axg", "axb"]) func rte(task: String) throws {
        let (premise, hypothesis) = task == "axb" ? ("sentence1", "sentence2") : ("premise", "hypothesis")
        let question = "P\n\nBased on the paragraph above can we conclude that \"H\"?\n"
        for (label, words) in [("entailment", "yes"), ("not_entailment", "no")] {
            let row = #"{"\#(premise)": "P", "\#(hypothesis)": "H", "label": "\#(label)"}"#
            try check(task, row, "flan", question, words)
            try check(task, row, "flan_options", question + "\nOPTIONS:\n- yes\n- no\n", words)
            try check(task, row, "t5", "rte hypothesis: H premise: P\n", label)
        }
    }

    @Test(arguments: [
        ("flan", "A\nB\nDoes the word \"w\" mean the same thing in the above two sentences?\n", "the same meaning"),
        (
            "flan_options",
            "A\nB\nDoes the word \"w\" mean the same thing in the above two sentences?\n\n"
                + "OPTIONS:\n- different meanings\n- the same meaning\n", "the same meaning"
        ),
        ("t5", "wic sentence1: A sentence2: B word: w\n", "True"),
    ])
    func wic(template: String, prompt: String, answer: String) throws {
        let row = #"{"word": "w", "sentence1": "A", "sentence2": "B", "start1": 0, "end1": 1, "label": true}"#
        try check("wic", row, template, prompt, answer)
    }

    @Test(arguments: [
        ("flan", "The dog saw it .\n\nDoes \"it\" refer to \"The dog\"?\n", "no"),
        ("flan_options", "The dog saw it .\n\nDoes \"it\" refer to \"The dog\"?\n\nOPTIONS:\n- no\n- yes\n", "no"),
        ("t5", "wsc text: * The dog * saw # it # .\n", "False"),
    ])
    func wsc(template: String, prompt: String, answer: String) throws {
        let row = #"""
            {"text": "The dog saw it .", "span1_index": 0, "span1_text": "the dog.", "span2_index": 3, "span2_text": "it", "label": 0}
            """#
        try check("wsc", row, template, prompt, answer)
    }
}
