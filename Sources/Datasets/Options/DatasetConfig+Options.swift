extension DatasetConfig {
    /// Throws when an option is set that is not among `known`, or has a value that it does not allow.
    public func requireOptions(_ known: [DatasetOption]) throws {
        try requireOptions(among: known.map(\.key))
        for option in known { _ = try value(of: option) }
    }

    /// The value of an option, or its default; one that is not of the option's kind is an error that tells the cure.
    public func value(of option: DatasetOption) throws -> String? {
        guard let value = options[option.key] ?? option.defaultValue else { return nil }
        if let cure = option.kind.cure(for: value, option: "--\(name).\(option.key)") {
            throw DatasetError(problem: "\(name) has no \(option.key) '\(value)'", cure: cure)
        }
        return value
    }

    /// The value of a `.flag`; nil where it has none.
    public func flag(_ option: DatasetOption) throws -> Bool? { try value(of: option).flatMap { Bool($0) } }

    /// The value of a `.wholeNumber`; nil where it has none.
    public func wholeNumber(_ option: DatasetOption) throws -> Int? { try value(of: option).flatMap { Int($0) } }

    /// The value of a `.number`; nil where it has none.
    public func number(_ option: DatasetOption) throws -> Double? { try value(of: option).flatMap { Double($0) } }

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
