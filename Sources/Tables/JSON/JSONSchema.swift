/// The columns of a JSON file, by its first rows.
struct JSONSchema {
    private(set) var fields: [TableField] = []
    /// Whether these were all rows.
    let isComplete: Bool

    private static let rows = 1000
    private static let bytes = 1 << 20

    init(path: String, format: TableFormat) throws {
        let source = try JSONRows(path: path, format: format)
        var (found, indices): ([TableField], [String: Int]) = ([], [:])
        var (count, size) = (0, 0)
        while count < Self.rows, size < Self.bytes {
            let length = try source.next { text in
                var parser = JSONRowParser(text)
                try parser.parseRow(wants: { _ in true }) { key, value in
                    let type = TableType(of: value)
                    if let index = indices[key] {
                        found[index] = TableField(name: key, type: found[index].type.joined(with: type))
                    } else {
                        indices[key] = found.count
                        found.append(TableField(name: key, type: type))
                    }
                }
                return text.count
            }
            guard let length else { break }
            count += 1
            size += length
        }
        fields = found
        isComplete = count < Self.rows && size < Self.bytes
    }
}

extension TableType {
    /// The type of a single cell.
    init(of value: TableValue) {
        self =
            switch value {
            case .null: .null
            case .bool: .bool
            case .int: .int
            case .double: .double
            case .string: .string
            case .list(let values): .list(values.reduce(.null) { $0.joined(with: TableType(of: $1)) })
            case .structure(let parts):
                .structure(parts.map { TableField(name: $0.name, type: TableType(of: $0.value)) })
            }
    }

    /// The type of a column that holds cells of both types.
    func joined(with other: TableType) -> TableType {
        switch (self, other) {
        case (.null, let type), (let type, .null): return type
        case (.int, .double), (.double, .int): return .double
        case (.list(let a), .list(let b)): return .list(a.joined(with: b))
        case (.structure(let a), .structure(let b)):
            var fields = a
            for field in b {
                if let index = fields.firstIndex(where: { $0.name == field.name }) {
                    fields[index] = TableField(name: field.name, type: fields[index].type.joined(with: field.type))
                } else {
                    fields.append(field)
                }
            }
            return .structure(fields)
        default: return self == other ? self : .mixed
        }
    }
}
