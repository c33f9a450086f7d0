/// The tasks of SuperGLUE, with their classes in the order of the labels.
public enum SuperGLUETask: String, CaseIterable, Sendable {
    case boolq, cb, copa, multirc, record, rte, wic, wsc, axb, axg

    /// Names of the classes; none where the answer is text (`record`).
    public var classes: [String] {
        switch self {
        case .boolq, .multirc, .wic, .wsc: ["False", "True"]
        // Not the order of XNLI and MNLI.
        case .cb: ["entailment", "contradiction", "neutral"]
        case .copa: ["choice1", "choice2"]
        case .rte, .axb, .axg: ["entailment", "not_entailment"]
        case .record: []
        }
    }

    /// FLAN's words for the classes; none where the answers are texts of the row.
    var words: [String] {
        switch self {
        case .boolq, .multirc, .wsc: ["no", "yes"]
        case .cb: ["Yes", "No", "It's impossible to say"]
        case .rte, .axb, .axg: ["yes", "no"]
        case .wic: ["different meanings", "the same meaning"]
        case .copa, .record: []
        }
    }

    /// The columns that the Hub has and that are read, beside `label` and `idx`.
    var columns: [String] {
        switch self {
        case .boolq: ["question", "passage"]
        case .cb, .rte, .axg: ["premise", "hypothesis"]
        case .copa: ["premise", "choice1", "choice2", "question"]
        case .multirc: ["paragraph", "question", "answer"]
        case .record: ["passage", "query", "entities"]
        case .wic: ["word", "sentence1", "sentence2"]
        case .wsc: ["text", "span1_index", "span2_index", "span1_text", "span2_text"]
        case .axb: ["sentence1", "sentence2"]
        }
    }

    /// The folder of the original distribution.
    var originalFolder: String {
        switch self {
        case .boolq: "BoolQ"
        case .cb: "CB"
        case .copa: "COPA"
        case .multirc: "MultiRC"
        case .record: "ReCoRD"
        case .rte: "RTE"
        case .wic: "WiC"
        case .wsc: "WSC"
        case .axb: "AX-b"
        case .axg: "AX-g"
        }
    }

    /// The folders of the Hub, most wanted first.
    var hubFolders: [String] { self == .wsc ? ["wsc.fixed", "wsc"] : [rawValue] }

    /// The diagnostic tasks have a test split alone, and that has labels.
    var isDiagnostic: Bool { self == .axb || self == .axg }
}
