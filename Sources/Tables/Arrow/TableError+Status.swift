import CArrow

extension TableError {
    /// The error behind a status other than `CA_OK`; to be read on the thread of the failed call.
    init(status: ca_status, file: String, format: TableFormat?) {
        // Arrow ends its sentences with a full stop; ours go on with the cure.
        var message = String(cString: ca_error_message())
        while message.hasSuffix(".") { message.removeLast() }
        let row = ca_error_row()
        self.init(
            file: file, row: row >= 0 ? Int(row) : nil, isRowRange: row >= 0 && ca_error_row_is_batch() != 0,
            problem: message.isEmpty ? "it cannot be read" : message,
            cure: Self.cure(status: Int(status), format: format, message: message))
    }

    private static func cure(status: Int, format: TableFormat?, message: String) -> String {
        switch status {
        case CA_OUT_OF_MEMORY: "the file is damaged, or needs more memory than there is"
        case CA_IO: "check the path and whether it may be read"
        case CA_UNSUPPORTED: "leave the column out, or write it as another type"
        default:
            if format == .csv || format == .tsv {
                if message.contains("quote") {
                    "close the quote and write quotes inside quoted fields twice, or turn quotes off"
                } else if message.contains("UTF8") || message.contains("UTF-8") {
                    "convert the file to UTF-8, for instance with iconv"
                } else {
                    "mend the row"
                }
            } else if message.contains("is there twice") {
                "give each column a name of its own"
            } else if message.contains("UTF-8 text") {
                "leave the column out, or write it as UTF-8 text"
            } else {
                "the file is damaged or cut off: download or write it again"
            }
        }
    }
}
