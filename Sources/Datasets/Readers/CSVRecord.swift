/// The fields of one CSV row; the buffers are used again for the next row.
struct CSVRecord {
    private var bytes: [UInt8] = []
    private var ends: [Int] = []

    /// Where the row starts in the file.
    private(set) var offset = 0

    var count: Int { ends.count }

    subscript(field: Int) -> ArraySlice<UInt8> {
        bytes[(field == 0 ? 0 : ends[field - 1])..<ends[field]]
    }

    var texts: [String] { (0..<count).map { String(decoding: self[$0], as: UTF8.self) } }

    mutating func begin(at offset: Int) {
        bytes.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        self.offset = offset
    }

    mutating func append(_ text: Slice<UnsafeBufferPointer<UInt8>>) {
        bytes.append(contentsOf: text)
    }

    mutating func endField() {
        ends.append(bytes.count)
    }
}
