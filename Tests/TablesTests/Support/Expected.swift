import ModelFiles
import Tables

/// Reads rows in the form in which expectations are written.
enum Expected {
    /// The rows of a file as structures of all columns.
    static func rows(of path: String, columns: [String]? = nil, batchRows: Int = 7) throws -> [TableValue] {
        try rows(TableReader(path: path), columns: columns, batchRows: batchRows)
    }

    static func rows(_ reader: TableReader, columns: [String]? = nil, batchRows: Int = 7) throws -> [TableValue] {
        var rows: [TableValue] = []
        try reader.forEachBatch(columns: columns, batchRows: batchRows) { batch in
            guard batch.firstRow == rows.count, batch.rowCount > 0, batch.rowCount <= batchRows else {
                throw Unexpected(what: "a batch from \(batch.firstRow) of \(batch.rowCount) after \(rows.count) rows")
            }
            for row in 0..<batch.rowCount {
                rows.append(.structure(zip(batch.columns, batch.row(row)).map { ($0.name, $1) }))
            }
        }
        return rows
    }

    /// A JSON value as a cell; `{"$float": "nan"}` stands for a number that JSON cannot write.
    static func value(_ json: JSONValue) -> TableValue {
        switch json {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .double(let value): return .double(value)
        case .string(let value): return .string(value)
        case .array(let values): return .list(values.map { value($0) })
        case .object(let object):
            if object.count == 1, let word = object["$float"]?.stringValue {
                return .double(word == "nan" ? .nan : word == "inf" ? .infinity : -.infinity)
            }
            return .structure(object.map { ($0.key, value($0.value)) })
        }
    }

    /// Whether both are the same, NaN being the same as NaN.
    static func same(_ left: TableValue, _ right: TableValue) -> Bool {
        String(reflecting: left).utf8.elementsEqual(String(reflecting: right).utf8)
    }

    /// The message of the error that reading all rows ends in, or nil.
    static func failure(
        _ path: String, format: TableFormat? = nil, options: TableOptions = TableOptions(), columns: [String]? = nil
    ) -> String? {
        do {
            _ = try rows(TableReader(path: path, format: format, options: options), columns: columns)
            return nil
        } catch {
            return "\(error)"
        }
    }
}

struct Unexpected: Error {
    let what: String
}
