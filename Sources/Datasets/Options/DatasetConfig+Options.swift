import NearestNames

extension DatasetConfig {
    /// Throws when an option is set that is not among `known`, or has a value that it does not allow.
    public func requireOptions(_ known: [DatasetOption]) throws {
        try requireOptions(among: known.map(\.key))
        for option in known { _ = try value(of: option) }
    }

    /// The value of an option, or its default; one that is not among the choices is an error that tells the nearest.
    public func value(of option: DatasetOption) throws -> String? {
        guard let value = options[option.key] ?? option.defaultValue else { return nil }
        guard option.choices.isEmpty || option.choices.contains(value) else {
            throw DatasetError(
                problem: "\(name) has no \(option.key) '\(value)'",
                cure: NearestMatch.hint(for: value, among: option.choices, kind: "values of --\(name).\(option.key)"))
        }
        return value
    }

    /// The value of an option as a case of `Choice`, whose raw values are the option's choices.
    public func choice<Choice: RawRepresentable<String>>(
        _ option: DatasetOption, _: Choice.Type = Choice.self
    ) throws -> Choice {
        guard let value = try value(of: option), let choice = Choice(rawValue: value) else {
            throw DatasetError(
                problem: "--\(name).\(option.key) has no value",
                cure: "give one of \(option.choices.joined(separator: ", "))")
        }
        return choice
    }
}
