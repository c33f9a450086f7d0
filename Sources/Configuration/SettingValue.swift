/// A type that a setting can have.
///
/// Conforming here: `String`, `Int`, `UInt64`, `Double`, `Bool`, arrays and optionals of these. A `String` enumeration
/// that is `CaseIterable` conforms by saying so. Decoding the literal of a value gives the value again.
public protocol SettingValue: Sendable {
    /// What the type is called and how it is written.
    static var settingType: SettingType { get }

    /// Decodes a written value.
    /// - Throws: ``SettingMismatch`` with a phrase that quotes the value and says what is expected.
    init(setting literal: SettingLiteral) throws(SettingMismatch)

    /// The value in written form.
    var setting: SettingLiteral { get }
}
