/// The written form of a value, between text and Swift type.
///
/// The command line and YAML produce literals, a ``SettingValue`` decodes them; the other way round a value gives
/// its literal, and that one is written as YAML, JSON or help text.
public enum SettingLiteral: Sendable, Equatable {
    /// `None`, `null`, `~`.
    case null
    /// Unquoted text; what it means depends on the type that reads it (`8`, `1e-4`, `true`, `packing`).
    case plain(String)
    /// Text that is a string whatever it looks like.
    case quoted(String)
    /// Several values.
    case list([SettingLiteral])

    /// The form that a flag takes on the command line, and that help shows: `True`, `None`, `[q_proj,v_proj]`.
    public var displayText: String {
        switch self {
        case .null: "None"
        case .plain("true"): "True"
        case .plain("false"): "False"
        case .plain(let text): text
        case .quoted(let text): text
        case .list(let items): "[\(items.map(\.listItemText).joined(separator: ","))]"
        }
    }

    /// As ``displayText``, with empty text made visible.
    var shownText: String {
        self == .quoted("") ? "\"\"" : Quoting.oneLine(displayText)
    }

    private var listItemText: String {
        guard case .quoted(let text) = self else { return displayText }
        return ListText.item(text)
    }

    /// What kind of thing this is, for messages about a value of the wrong kind.
    var kindName: String {
        switch self {
        case .null: "no value"
        case .plain(let text), .quoted(let text): Quoting.quoted(text)
        case .list: "a list"
        }
    }
}
