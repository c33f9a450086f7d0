import ModelFiles

extension TokenizerJSONReader {
    private static let supported = "ByteLevel, alone or after Digits or Split by \(SplitPattern.supported)"

    /// Reads the steps that cut text into words; `ByteLevel` is the last, because what it gives is not text any more.
    func preTokenizer() throws -> PreTokenizer {
        let stage = document["pre_tokenizer"] ?? .null
        let stages = flatten(stage, at: "pre_tokenizer")
        var steps: [PreTokenizer.Step] = []
        for (index, (stage, place)) in stages.enumerated() {
            let type = try type(of: stage, at: place)
            guard (type == "ByteLevel") == (index == stages.count - 1) else {
                throw unsupported(place, "'\(type)' at this place", supported: Self.supported)
            }
            steps += try self.steps(of: type, stage, at: place)
        }
        return PreTokenizer(steps: steps)
    }

    private func flatten(_ stage: JSONValue, at place: String) -> [(JSONValue, String)] {
        guard stage["type"]?.stringValue == "Sequence", let parts = stage["pretokenizers"]?.arrayValue else {
            return [(stage, place)]
        }
        return parts.enumerated().flatMap { flatten($1, at: "\(place).pretokenizers[\($0)]") }
    }

    private func steps(of type: String, _ stage: JSONValue, at place: String) throws -> [PreTokenizer.Step] {
        switch type {
        case "ByteLevel":
            // The reference's defaults for absent keys.
            let addsSpace = stage["add_prefix_space"]?.boolValue ?? true
            let usesRegex = stage["use_regex"]?.boolValue ?? true
            return (addsSpace ? [.prefixSpace] : []) + (usesRegex ? [.pattern(.gpt2)] : [])
        case "Digits": return [.digits(individually: stage["individual_digits"]?.boolValue ?? false)]
        case "Split": return [.pattern(try splitPattern(stage, at: place))]
        default: throw unsupported(place, "the pre-tokenizer '\(type)'", supported: Self.supported)
        }
    }

    private func splitPattern(_ stage: JSONValue, at place: String) throws -> SplitPattern {
        guard let regex = stage["pattern"]?["Regex"]?.stringValue else {
            throw unsupported(place, "a Split without a regular expression", supported: Self.supported)
        }
        guard let pattern = SplitPattern(regex: regex) else {
            throw unsupported("\(place).pattern", "the pattern '\(regex)'", supported: SplitPattern.supported)
        }
        let behavior = stage["behavior"]?.stringValue ?? "none"
        let isInverted = stage["invert"]?.boolValue ?? false
        // The patterns match every character, so dropping what lies between matches drops nothing.
        guard behavior == "Isolated" || (behavior == "Removed" && isInverted) else {
            throw unsupported("\(place).behavior", "'\(behavior)'", supported: "a Split of behavior Isolated")
        }
        return pattern
    }
}
