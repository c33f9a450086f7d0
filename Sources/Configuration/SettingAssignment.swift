/// One value for one key, as it was written somewhere.
struct SettingAssignment: Sendable {
    /// The setting, or the settings that the bare key may mean.
    let targets: [SettingTarget]
    let literal: SettingLiteral
    let origin: SettingOrigin
    /// Where problems with it are reported: `--lr`, `run.yaml:12: lr`.
    let place: String

    /// The assignment as the user wrote it, for messages.
    var shownText: String {
        switch origin {
        case .flag: "\(place) \(literal.shownText)"
        case .file, .standard: "\(place) = \(literal.shownText)"
        }
    }
}
