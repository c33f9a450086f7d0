import Batching
import ModelFiles

/// Samples as they come from Python: their lengths in the line, their numbers in the bytes behind it.
struct SampleFrame {
    struct Row {
        let inputIDs: [Int32]
        let labels: [Int32]
        /// nil for all ones.
        let attentionMask: [Int32]?
    }

    private let lengths: [Int]
    private let masked: Set<Int>
    private let bytes: [UInt8]

    init(_ message: PythonChannel.Message, file: String) throws {
        lengths = (message.header["lengths"]?.arrayValue ?? []).compactMap(\.intValue)
        masked = Set((message.header["masked"]?.arrayValue ?? []).compactMap(\.intValue))
        bytes = message.bytes
        let arrays = lengths.enumerated().reduce(0) { $0 + $1.element * (masked.contains($1.offset) ? 3 : 2) }
        guard bytes.count == arrays * MemoryLayout<Int32>.size else {
            throw CustomDatasetError(
                file: file, problem: "the Python process sent \(bytes.count) bytes of samples, not \(arrays * 4)",
                cure: "the file must not write to descriptors that it did not open")
        }
    }

    func forEach(_ body: (Row) throws -> Void) rethrows {
        var place = 0
        for (index, length) in lengths.enumerated() {
            func take() -> [Int32] {
                defer { place += length * MemoryLayout<Int32>.size }
                return bytes.withUnsafeBytes { all in
                    [Int32](unsafeUninitializedCapacity: length) { numbers, count in
                        UnsafeMutableRawBufferPointer(numbers).copyMemory(
                            from: UnsafeRawBufferPointer(
                                rebasing: all[place..<place + length * MemoryLayout<Int32>.size]))
                        count = length
                    }
                }
            }
            try body(Row(inputIDs: take(), labels: take(), attentionMask: masked.contains(index) ? take() : nil))
        }
    }

    /// All rows as what a data collator made.
    func batch() -> CollatedBatch {
        var batch = CollatedBatch(inputIDs: [], attentionMask: [], labels: [])
        forEach { row in
            batch.inputIDs.append(row.inputIDs)
            batch.attentionMask?.append(row.attentionMask ?? Array(repeating: 1, count: row.inputIDs.count))
            batch.labels.append(row.labels)
        }
        return batch
    }
}
