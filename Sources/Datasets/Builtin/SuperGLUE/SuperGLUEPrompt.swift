/// The wording of SuperGLUE's tasks.
enum SuperGLUEPrompt {
    /// The prompt for one row, in the Hub's columns.
    static func text(_ task: SuperGLUETask, _ row: TableRow, _ template: ClassificationTemplate) throws -> String {
        guard template != .t5 else { return try t5(task, row) + "\n" }
        let choices = try choices(task, row, template)
        let question = try flan(task, row)
        guard task == .copa || task == .record else { return template.prompt(question, choices: choices) }
        // These list their answers in any case.
        return template == .flan
            ? "\(question)\n\(ClassificationTemplate.list(choices))\n" : template.prompt(question, choices: choices)
    }

    /// T5's prompt that asks for the noun which a pronoun means.
    static func noun(_ row: TableRow) throws -> String { "wsc: \(try WinogradSpans.withPronounMarked(row))\n" }

    /// The answers to choose between, in the order of the labels.
    static func choices(
        _ task: SuperGLUETask, _ row: TableRow, _ template: ClassificationTemplate
    ) throws -> [String] {
        switch task {
        case .record: SuperGLUERows.sortedDistinct(try row.texts("entities"))
        case .copa where template != .t5: [try row.text("choice1"), try row.text("choice2")]
        default: template == .t5 ? task.classes : task.words
        }
    }

    private static func flan(_ task: SuperGLUETask, _ row: TableRow) throws -> String {
        switch task {
        case .boolq:
            "\(try row.text("passage"))\n\nQuestion: \(try row.text("question"))?\nAnswer yes or no."
        case .cb:
            "\(try row.text("premise"))\n\nCan we conclude that \"\(try row.text("hypothesis"))\"?"
        case .copa:
            "\(try row.text("premise")) What is the \(try row.text("question"))?"
        case .multirc:
            "\(withoutMarkup(try row.text("paragraph")))\n\nQuestion: \"\(withoutMarkup(try row.text("question")))\"\n"
                + "Answer: \"\(withoutMarkup(try row.text("answer")))\"\nIs this answer correct?"
        case .record:
            "\(withoutHighlights(try row.text("passage")))\n\n\(try row.text("query"))\n\n"
                + "Which entity fills @placeholder?"
        case .rte, .axb, .axg:
            "\(try premise(task, row))\n\nBased on the paragraph above can we conclude that "
                + "\"\(try hypothesis(task, row))\"?"
        case .wic:
            "\(try row.text("sentence1"))\n\(try row.text("sentence2"))\n"
                + "Does the word \"\(try row.text("word"))\" mean the same thing in the above two sentences?"
        case .wsc:
            "\(try row.text("text"))\n\nDoes \"\(try row.text("span2_text"))\" refer to "
                + "\"\(try row.text("span1_text"))\"?"
        }
    }

    private static func t5(_ task: SuperGLUETask, _ row: TableRow) throws -> String {
        switch task {
        case .boolq: "boolq passage: \(try row.text("passage")) question: \(try row.text("question"))"
        case .cb: "cb hypothesis: \(try row.text("hypothesis")) premise: \(try row.text("premise"))"
        case .copa:
            "copa choice1: \(try row.text("choice1")) choice2: \(try row.text("choice2")) "
                + "premise: \(try row.text("premise")) question: \(try row.text("question"))"
        case .multirc:
            "multirc question: \(withoutMarkup(try row.text("question"))) "
                + "answer: \(withoutMarkup(try row.text("answer"))) "
                + "paragraph: \(withoutMarkup(try row.text("paragraph")))"
        case .record:
            "record query: \(try row.text("query")) "
                + "entities: \(try choices(task, row, .t5).joined(separator: ", ")) "
                + "passage: \(withoutHighlights(try row.text("passage")))"
        // The diagnostic tasks are cast as rte, which a model was trained on.
        case .rte, .axb, .axg: "rte hypothesis: \(try hypothesis(task, row)) premise: \(try premise(task, row))"
        case .wic:
            "wic sentence1: \(try row.text("sentence1")) sentence2: \(try row.text("sentence2")) "
                + "word: \(try row.text("word"))"
        case .wsc: "wsc text: \(try WinogradSpans.marked(row))"
        }
    }

    private static func premise(_ task: SuperGLUETask, _ row: TableRow) throws -> String {
        try row.text(task == .axb ? "sentence1" : "premise")
    }

    private static func hypothesis(_ task: SuperGLUETask, _ row: TableRow) throws -> String {
        try row.text(task == .axb ? "sentence2" : "hypothesis")
    }

    /// MultiRC's texts hold `<br>` and `<b>`.
    private static func withoutMarkup(_ text: String) -> String {
        text.replacing("<br>", with: " ").replacing("<b>", with: "").replacing("</b>", with: "")
    }

    /// ReCoRD's passages end in summary points, each after a line `@highlight`; they become sentences.
    private static func withoutHighlights(_ text: String) -> String {
        text.replacing(#/([.?!"'])\n@highlight\n/#) { "\($0.output.1) " }.replacing("\n@highlight\n", with: ". ")
    }
}
