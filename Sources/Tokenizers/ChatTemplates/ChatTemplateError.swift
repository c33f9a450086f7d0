/// Why a chat template could not be read or rendered.
///
/// The description is one line: template, line, problem, cure.
public struct ChatTemplateError: Error, CustomStringConvertible, Sendable, Equatable {
    /// What went wrong, in kind.
    public enum Kind: Sendable, Equatable {
        /// The template's text is not Jinja, or uses a tag that chat templates do not have.
        case syntax
        /// An operation failed on the values at hand, as it would in Python.
        case evaluation
        /// The template itself refused with `raise_exception`.
        case raised
        /// A bound of `ChatTemplateLimits` was reached.
        case limit
    }

    public let kind: Kind
    /// What the template is called in messages.
    public internal(set) var template: String
    /// The template's line, counted from 1; nil where no line applies.
    public internal(set) var line: Int?
    /// The problem; for `raised`, the template's own words.
    public let problem: String

    init(_ kind: Kind, _ problem: String, line: Int? = nil) {
        self.kind = kind
        self.problem = problem
        self.line = line
        template = "chat template"
    }

    static func evaluation(_ problem: String) -> ChatTemplateError { ChatTemplateError(.evaluation, problem) }

    public var description: String {
        let place = line.map { "\(template), line \($0)" } ?? template
        let cure =
            switch kind {
            case .syntax: "correct the template"
            case .evaluation: "check the messages and variables against what the template expects"
            case .raised: "the template refuses this conversation, change the messages"
            case .limit: "simplify the template or raise ChatTemplateLimits"
            }
        let text = "\(place): \(problem); \(cure)"
        return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\n" || $0 == "\r" ? " " : $0 }))
    }
}
