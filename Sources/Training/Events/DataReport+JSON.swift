public import Batching
public import ModelFiles

extension DataReport {
    /// The report as one JSON object, `{"event":"data_check",…}`.
    public var json: JSONValue {
        [
            "event": "data_check", "train": training.json, "validation": validation?.json ?? .null,
            "validation_samples_in_training": .int(trainedValidation.count), "fault": .fault(training.fault),
            "warnings": .array(warnings.map { .string($0) }),
        ]
    }
}

extension SplitReport {
    /// The report on one split alone, `{"event":"data_check",…}`, as for samples that are trained on.
    public func json(split: String) -> JSONValue {
        [
            "event": "data_check", split: json, "fault": .fault(fault),
            "warnings": .array(warnings(isTrained: true).map { .string($0) }),
        ]
    }

    /// Counts by name; those that only batches have are absent where there are none.
    fileprivate var json: JSONValue {
        var object: JSONValue = [
            "data": .string(place), "samples": .int(counts.samples), "skipped_rows": .int(skippedRows),
            "tokens": .int(counts.tokens),
            "trained_tokens": .int(statistics?.tokens.trained ?? counts.trainedTokens),
        ]
        if let statistics {
            object["truncated_samples"] = .int(statistics.truncatedSamples)
            object["truncated_tokens"] = .int(statistics.tokens.truncated)
            object["dropped_samples"] = .int(statistics.droppedSamples)
            object["dropped_tokens"] = .int(statistics.tokens.dropped)
        }
        let tallies: [(String, Int)] = [
            ("empty_samples", counts.empty.count), ("untrained_samples", counts.untrained.count),
            ("stop_only_samples", counts.stopOnly.count), ("samples_without_stop", counts.withoutStop.count),
            ("double_bos_samples", counts.doubleBOS.count), ("duplicate_samples", copies.count),
            ("shifted_masks", counts.shiftedMasks.count),
        ]
        for (key, count) in tallies { object[key] = .int(count) }
        return object
    }
}

extension JSONValue {
    fileprivate static func fault(_ fault: BatchingError?) -> JSONValue { fault.map { .string("\($0)") } ?? .null }
}
