import Batching
import Datasets

/// A data set of a user's file, whose errors tell split and row.
struct GuardedDataset: Dataset {
    let count: Int
    /// What the data set says of itself, and the code that makes its samples; nil where it says nothing.
    let cacheIdentity: String?
    private let dataset: any Dataset
    private let file: String
    private let split: DatasetSplit
    private let note: CrashNote

    /// - Parameter key: differs when the compiled file does.
    init(_ dataset: any Dataset, file: String, key: String, split: DatasetSplit, note: CrashNote) {
        self.dataset = dataset
        self.file = file
        self.split = split
        self.note = note
        count = note.during { dataset.count }
        cacheIdentity = note.during { dataset.cacheIdentity }.map { "\(key) \($0)" }
    }

    var name: String { CustomDataset.name }
    var origin: String { "\(file), \(split.rawValue) split" }
    var skippedRows: Int { note.during { dataset.skippedRows } }

    func sample(at index: Int) throws -> Sample { try telling(index) { try dataset.sample(at: index) } }
    func references(at index: Int) throws -> [String] { try telling(index) { try dataset.references(at: index) } }
    func choices(at index: Int) throws -> [String] { try telling(index) { try dataset.choices(at: index) } }

    private func telling<Result>(_ index: Int, _ body: () throws -> Result) throws -> Result {
        do {
            return try note.during(body)
        } catch {
            throw CustomDatasetError(
                file: file, problem: "row \(index) (from 0) of the \(split.rawValue) split failed: \(error)")
        }
    }
}

/// A data collator of a user's file, whose errors tell the rows.
struct GuardedCollator: DataCollator {
    let collator: any DataCollator
    let file: String
    let note: CrashNote

    func collate(_ samples: [CollatorSample]) throws -> CollatedBatch {
        do {
            return try note.during { try collator.collate(samples) }
        } catch {
            let rows = samples.map { "\($0.index)" }.joined(separator: ", ")
            throw CustomDatasetError(
                file: file, problem: "the data collator failed for the rows \(rows) (from 0): \(error)")
        }
    }
}
