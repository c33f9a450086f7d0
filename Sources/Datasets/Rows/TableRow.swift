/// The cells of one row by name, and where it is found.
public struct TableRow: Sendable {
    let rows: any RowSource
    /// The row, from 0.
    public let index: Int
    let cells: [String: CellValue]

    /// A row of `rows` with these cells.
    init(rows: any RowSource, index: Int, cells: [String: CellValue]) {
        self.rows = rows
        self.index = index
        self.cells = cells
    }

    /// The cell of a column; null where there is none.
    public subscript(column: String) -> CellValue { cells[column] ?? .null }

    /// The text of a column; anything else in it is an error that names the row.
    public func text(_ column: String) throws -> String {
        try text(self[column], called: column)
    }

    /// The text of a column; null where the cell is null or absent.
    public func textIfPresent(_ column: String) throws -> String? {
        self[column] == .null ? nil : try text(column)
    }

    /// A list of texts.
    public func texts(_ column: String) throws -> [String] {
        guard let elements = self[column].elements else {
            throw fault(self[column], called: column, wanted: "a list")
        }
        return try elements.map { try text($0, called: column) }
    }

    /// A whole number, also written as text.
    public func integer(_ column: String) throws -> Int {
        if let value = self[column].integer ?? self[column].text.flatMap({ Int($0) }) { return value }
        throw fault(self[column], called: column, wanted: "a whole number")
    }

    /// The index of the class that a label cell names: an index, a name of `classes`, or for two classes called
    /// `False` and `True` a truth value; nil for -1, null and no label at all, which is how test sets are given out.
    /// `synonyms` are further names of classes.
    public func label(_ column: String, classes: [String], synonyms: [String: Int] = [:]) throws -> Int? {
        var value: Int?
        switch self[column] {
        case .null, .int(-1), .string("-1"), .string(""): return nil
        case .int(let index): value = index
        case .double(let index): value = Int(exactly: index)
        case .bool(let isTrue) where classes == ["False", "True"]: value = isTrue ? 1 : 0
        case .string(let text):
            value =
                classes.firstIndex(of: text) ?? synonyms[text] ?? Int(text)
                ?? classes.firstIndex { $0.lowercased() == text.lowercased() }
        case .bool, .list, .structure: break
        }
        guard let value, classes.indices.contains(value) else {
            let names = classes.indices.map { "\($0) or '\(classes[$0])'" }.joined(separator: ", ")
            throw error(
                "the label \(self[column].shortText) is none of this data set", cure: "the labels are \(names)")
        }
        return value
    }

    /// As `label(_:classes:synonyms:)`; no label is an error, as there is nothing to train on or to compare with.
    public func requiredLabel(_ column: String, classes: [String], synonyms: [String: Int] = [:]) throws -> Int {
        if let label = try label(column, classes: classes, synonyms: synonyms) { return label }
        throw unlabelled
    }

    /// The error for a row of a test set whose labels are kept back.
    var unlabelled: DatasetError {
        error(
            "the row has no label: those of test splits are not published",
            cure: "train on the train split, and evaluate on the validation split")
    }

    /// The error for a fault in this row.
    public func error(_ problem: String, cure: String) -> DatasetError {
        rows.error(row: index, problem, cure: cure)
    }

    /// Where the row is and what is remarkable about it, for messages.
    func note(_ what: String) -> String {
        let place = rows.place(ofRow: index)
        return [place.file, RowPlace.text(row: place.row, line: place.line), what].compactMap { $0 }
            .joined(separator: ": ")
    }

    /// The text of a cell, or of a part of one that messages call `name`.
    func text(_ cell: CellValue?, called name: String) throws -> String {
        guard let text = cell?.text else { throw fault(cell, called: name, wanted: "text") }
        return text
    }

    /// The error for a cell of another type than the one wanted.
    func fault(_ cell: CellValue?, called name: String, wanted: String) -> DatasetError {
        let found = cell.map { "is \($0.kindName), not \(wanted)" } ?? "is missing"
        return error("the field '\(name)' \(found)", cure: "each row needs '\(name)' as \(wanted)")
    }
}

extension CellValue {
    /// The value as messages quote it.
    fileprivate var shortText: String {
        switch self {
        case .string(let text): "'\(text.prefix(40))'"
        case .int(let value): "\(value)"
        case .double(let value): "\(value)"
        case .bool(let value): value ? "true" : "false"
        case .null, .list, .structure: "(\(kindName))"
        }
    }
}
