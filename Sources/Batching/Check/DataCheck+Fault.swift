extension DataCheck {
    /// Why training on the samples seen cannot be meant: no token is trained, or no stop token is, so that the model
    /// would never learn to end. Nil when it can.
    ///
    /// - Parameter data: what the samples are of; it names them in the message.
    public func fault(in data: TokenizedDataset) -> BatchingError? {
        guard let (problem, cure) = reason else { return nil }
        return BatchingError(place: "\(data.name) (\(data.origin))", problem: problem, cure: cure)
    }

    private var reason: (problem: String, cure: String)? {
        let samples = counts.samples
        guard counts.tokens > 0 else { return ("there are no tokens in \(samples) samples", "give a file with data") }
        guard counts.trainsAnything else {
            return (
                "no token is trained: every label of \(samples) samples is masked",
                "give completions that are not empty, or labels that are not all -100"
            )
        }
        // Without a stop token there is nothing to look for; a warning says so.
        guard !stopTokenIDs.isEmpty, !counts.trainsStop else { return nil }
        let ids = stopTokenIDs.map(String.init).joined(separator: " or ")
        return (
            "the stop token is never trained: no label of \(samples) samples is the id \(ids), so the model would not "
                + "learn to end", "end each answer in a stop token with a label, or use --check_data False"
        )
    }
}
