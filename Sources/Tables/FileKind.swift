import MappedFiles

/// Finds out what a file is by its first bytes and its name.
struct FileKind {
    let path: String
    private let head: [UInt8]

    /// Reads the first bytes of the file, decompressed where the name says so.
    init(path: String) throws {
        self.path = path
        let stream = try ByteStream(path: path)
        var head: [UInt8] = []
        while head.count < 4096, try stream.read(into: &head, upTo: 4096 - head.count) {}
        self.head = head
    }

    /// The format of the file; the wanted one is checked where there is one.
    func format(wanted: TableFormat?) throws -> TableFormat {
        try refuseForeign(wanted ?? formatByName())
        if let wanted {
            try check(wanted)
            return wanted
        }
        if let format = formatByMagic() { return format }
        guard let format = formatByName() else {
            if let first = firstVisible, first == UInt8(ascii: "[") || first == UInt8(ascii: "{") { return jsonFormat }
            throw error(
                "the kind of file cannot be told from its name or its first bytes",
                cure: "name it .parquet, .arrow, .csv, .tsv, .jsonl or .json")
        }
        try check(format)
        return format
    }

    private var jsonFormat: TableFormat { firstVisible == UInt8(ascii: "[") ? .jsonArray : .jsonLines }

    private func formatByMagic() -> TableFormat? {
        if head.starts(with: Array("PAR1".utf8)) { return .parquet }
        if head.starts(with: Array("ARROW1".utf8)) { return .arrowFile }
        return head.starts(with: [0xFF, 0xFF, 0xFF, 0xFF]) ? .arrowStream : nil
    }

    private func formatByName() -> TableFormat? {
        var parts = path.split(separator: "/").last?.lowercased().split(separator: ".") ?? []
        if let last = parts.last, CompressedText.endings.contains(".\(last)") { parts.removeLast() }
        return switch parts.last {
        case "parquet", "pq": .parquet
        case "arrow", "ipc", "feather": .arrowStream
        case "csv": .csv
        case "tsv", "tab": .tsv
        case "jsonl", "ndjson": .jsonLines
        case "json": jsonFormat
        default: nil
        }
    }

    /// Refuses what is often found in the place of a data file.
    private func refuseForeign(_ format: TableFormat?) throws {
        let what = format.map { "a \($0.title) file" } ?? "a table"
        if let foreign = ForeignContent(head, insteadOf: what) {
            throw error(foreign.problem, cure: foreign.cure)
        }
        if head.starts(with: Array("PARE".utf8)) {
            throw error("this Parquet file is encrypted", cure: "write it without encryption")
        }
    }

    private func check(_ format: TableFormat) throws {
        if head.isEmpty, !format.isText {
            throw error("the file is empty", cure: "download or write it again")
        }
        if format == .parquet || format == .arrowFile, formatByMagic() != format {
            let start = head.prefix(4).map { byte in
                let digits = String(byte, radix: 16, uppercase: true)
                return digits.count == 1 ? "0" + digits : digits
            }
            throw error(
                "this is not a \(format.title) file: it begins with the bytes \(start.joined(separator: " "))",
                cure: "check what the file is and name it by its format")
        }
        if format.isText, let found = formatByMagic() {
            throw error("this is a \(found.title) file, not \(format.title)", cure: "name it by its format")
        }
    }

    private var firstVisible: UInt8? {
        let start = head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        return head[start...].first { !Self.isBlank($0) }
    }

    private static func isBlank(_ byte: UInt8) -> Bool { [0x20, 0x09, 0x0A, 0x0D].contains(byte) }

    private func error(_ problem: String, cure: String) -> TableError {
        TableError(file: path, problem: problem, cure: cure)
    }
}
