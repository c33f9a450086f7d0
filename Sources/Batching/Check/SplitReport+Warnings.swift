extension SplitReport {
    /// What a person should know, one line each, with the place and what can be done.
    ///
    /// - Parameter isTrained: whether these samples are trained on; for others a stop token that is never trained is
    ///   told here, because it forbids nothing.
    public func warnings(isTrained: Bool) -> [String] {
        var lines = [
            skippedLine,
            line(counts.empty, "hold no token", "leave them out"),
            line(counts.untrained, "train nothing, as all their labels are masked", "leave them out, or mend the mask"),
            line(
                counts.stopOnly, "train nothing but the stop token, as their answers are empty",
                "leave them out, or fill them in"),
            counts.trainsStop ? stopLine : nil,
            line(
                counts.doubleBOS, "begin with two BOS tokens, of which the text holds one and the tokenizer adds one",
                "take one of them away"),
            line(
                counts.shiftedMasks,
                "have a mask that is off by a token, as in llama-recipes, because the tokenizer "
                    + "merges across the end of the prompt", "see what that trains with 'llama-recipes inspect'"),
            copiesLine, truncationLine,
        ]
        if !knowsStop {
            lines.append(
                "the tokenizer names no stop token, so nobody can tell whether one is trained; "
                    + "name an eos_token in tokenizer_config.json")
        } else if !isTrained, let fault {
            lines.append("\(fault.problem); \(fault.cure)")
        }
        return lines.compactMap { $0 }.map { "\(place): \($0)" }
    }

    private var skippedLine: String? {
        guard skippedRows > 0, let firstSkippedRow else { return nil }
        return "\(skippedRows) of \(counts.samples + skippedRows) rows are left out (the first: \(firstSkippedRow)); "
            + "fill them in, if they are to be trained on"
    }

    private var stopLine: String? {
        line(
            counts.withoutStop, "train no stop token, so that the model learns to go on there",
            "end each answer in a stop token with a label")
    }

    private var copiesLine: String? {
        guard copies.count > 0, let copy = copies.copy, let original = copies.original else { return nil }
        return "\(share(copies.count)) are exact copies of earlier ones (the first: \(copy) of \(original), from 0); "
            + "remove them, unless they are to weigh more"
    }

    /// A few long samples are usual, and the statistics count them; more than one in twenty are worth a warning.
    private var truncationLine: String? {
        guard let statistics, statistics.truncatedSamples * 20 > counts.samples else { return nil }
        return "\(share(statistics.truncatedSamples)) are cut at context_length, and \(statistics.tokens.truncated) "
            + "tokens at their ends are lost; raise --context_length, or use --batching_strategy packing"
    }

    private func line(_ tally: SampleTally, _ problem: String, _ cure: String) -> String? {
        guard tally.count > 0 else { return nil }
        let numbers = tally.first.map(String.init).joined(separator: ", ")
        let places =
            if numbers.isEmpty {
                ""
            } else if tally.first.count < tally.count {
                " (the first: \(numbers), from 0)"
            } else {
                " (\(numbers), from 0)"
            }
        return "\(share(tally.count))\(places) \(problem); \(cure)"
    }

    private func share(_ count: Int) -> String { "\(count) of \(counts.samples) samples" }
}
