/// How a file is read where its format leaves that open.
public struct TableOptions: Sendable, Equatable {
    /// What separates fields; nil for a comma in CSV and a tab in TSV.
    public var delimiter: Character?

    /// Whether fields of CSV and TSV may stand in double quotes. Turn it off for files whose text has quotes of its
    /// own, as TSV files of linguistic data often do.
    public var quotes: Bool

    /// Whether the first line of CSV and TSV names the columns; without, they are called `f0`, `f1` and so on.
    public var hasHeader: Bool

    /// How many bytes of CSV are parsed at once; no row may be longer.
    public var blockBytes: Int

    public init(
        delimiter: Character? = nil, quotes: Bool = true, hasHeader: Bool = true, blockBytes: Int = 8 << 20
    ) {
        self.delimiter = delimiter
        self.quotes = quotes
        self.hasHeader = hasHeader
        self.blockBytes = blockBytes
    }
}
