/// The named instruction templates of the data sets whose answers are classes.
///
/// Whatever the template, the prompt ends with a line break, and the completion is the verbalizer of the class.
public enum ClassificationTemplate: String, CaseIterable, Sendable {
    /// FLAN's first wording of the task, with an answer in words (the default).
    case flan
    /// The same, followed by FLAN's block of the possible answers.
    case flanOptions = "flan_options"
    /// T5's `task key: value` form, with the names of the classes as answers.
    case t5

    /// The option that chooses one.
    static let option = DatasetOption(
        "template", .choice(allCases.map(\.rawValue)), default: Self.flan.rawValue,
        "Wording of the prompt: FLAN's, FLAN's with a list of the possible answers, or T5's.")

    /// The prompt made of the task's text, which for `flanOptions` gets the block of `choices`.
    func prompt(_ text: String, choices: [String]) -> String {
        self == .flanOptions ? "\(text)\n\nOPTIONS:\n\(Self.list(choices))\n" : text + "\n"
    }

    /// One line with a dash for each choice.
    static func list(_ choices: [String]) -> String {
        choices.map { "- \($0)" }.joined(separator: "\n")
    }
}
