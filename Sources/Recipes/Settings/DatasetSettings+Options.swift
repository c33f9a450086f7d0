package import Configuration
package import Datasets

/// An option of a data set as a value of its type, with the value that it has when nobody sets it.
struct OptionKey<Value: SettingValue & Hashable>: Hashable, Sendable {
    let name: String
    let standard: Value

    init(_ name: String, standard: Value) {
        self.name = name
        self.standard = standard
    }
}

extension DatasetSettings {
    /// Options are kept as the text that data sets read.
    subscript<Value>(key: OptionKey<Value>) -> Value {
        get { options[key.name].flatMap { try? Value(setting: .quoted($0)) } ?? key.standard }
        set {
            // A default that is spelled out is the same setting as one that is not.
            guard newValue != key.standard else { return options[key.name] = nil }
            switch newValue.setting {
            case .plain(let text), .quoted(let text): options[key.name] = text
            case .null, .list: options[key.name] = nil
            }
        }
    }
}

extension DatasetOption {
    /// The option as a setting, whose values are held to the option's kind when settings are read.
    package var field: Field<DatasetSettings> {
        switch kind {
        case .text, .choice: field(rule: FieldRule<String>?.none)
        case .flag: field(rule: FieldRule<Bool>?.none)
        case .wholeNumber(let range):
            field(rule: range.upperBound == .max ? .atLeast(range.lowerBound) : .within(range))
        case .number(let range):
            field(rule: range.upperBound.isFinite ? .within(range) : .finite(atLeast: range.lowerBound))
        }
    }

    private func field<Value: SettingValue & Hashable>(rule: FieldRule<Value>?) -> Field<DatasetSettings> {
        guard let standard = defaultValue.flatMap({ try? Value(setting: .quoted($0)) }) else {
            return Field(
                key, \.[OptionKey<Value?>(key, standard: nil)], help, choices: choices,
                rule: rule.map { .ifPresent($0) })
        }
        return Field(key, \.[OptionKey(key, standard: standard)], help, choices: choices, rule: rule)
    }
}
