/// Collects tokens and merge rules from a file, checking each.
struct ByteLevelBPEBuilder {
    /// The file, for error messages.
    let path: String
    private(set) var tokens: TokenTable
    private var texts: TokenTable
    private var merges: MergeTable
    private var joined: [UInt8] = []

    // Far above any vocabulary; a damaged id would otherwise claim memory for all ids below it.
    private static let highestID = 1 << 24

    /// Starts with room for this many tokens and exactly this many rules.
    init(path: String, tokenCount: Int, mergeCount: Int) {
        self.path = path
        tokens = TokenTable(capacity: tokenCount)
        texts = TokenTable(capacity: tokenCount)
        merges = MergeTable(capacity: mergeCount)
    }

    /// Adds a token as the vocabulary writes it.
    /// - Throws: `TokenizerError` for an id out of range, or where the token or the id is taken.
    mutating func addToken(_ token: String, id: Int, place: @autoclosure () -> String) throws {
        guard (0..<Self.highestID).contains(id) else {
            throw TokenizerError(path, place(), problem: "the id \(id) of '\(token)' is out of range")
        }
        var text = token
        guard text.withUTF8({ tokens.insert($0, id: id) }) else {
            let problem =
                tokens.contains(id)
                ? "the id \(id) of '\(token)' belongs to '\(self.text(of: id))' already"
                : "the token '\(token)' appears twice"
            throw TokenizerError(path, place(), problem: problem)
        }
        joined.removeAll(keepingCapacity: true)
        if ByteAlphabet.append(token, to: &joined) {
            // The alphabet is one to one, so bytes cannot be taken where the token was not.
            _ = joined.withUnsafeBufferPointer { texts.insert($0, id: id) }
        }
    }

    /// Adds the rule of rank `rank` that joins two tokens, which must be known with the token they join into.
    mutating func addMerge(_ left: Substring, _ right: Substring, rank: Int, place: @autoclosure () -> String) throws {
        // One buffer holds all three tokens; a string for each would double the time to load.
        joined.removeAll(keepingCapacity: true)
        joined.append(contentsOf: left.utf8)
        joined.append(contentsOf: right.utf8)
        let cut = left.utf8.count
        let (leftID, rightID, resultID) = joined.withUnsafeBufferPointer { bytes in
            (
                tokens.id(of: UnsafeBufferPointer(rebasing: bytes[..<cut])),
                tokens.id(of: UnsafeBufferPointer(rebasing: bytes[cut...])), tokens.id(of: bytes)
            )
        }
        guard let leftID, let rightID, let resultID else {
            let unknown = leftID == nil ? left : rightID == nil ? right : left + right
            throw TokenizerError(path, place(), problem: "the token '\(unknown)' is not in the vocabulary")
        }
        merges.insert(Int32(leftID), Int32(rightID), MergeTable.Rule(rank: UInt32(rank), result: Int32(resultID)))
    }

    /// Adds a rule written as two tokens with a space between.
    mutating func addMerge(_ rule: String, rank: Int, place: @autoclosure () -> String) throws {
        let parts = rule.utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            throw TokenizerError(path, place(), problem: "'\(rule)' is not two tokens with a space between")
        }
        try addMerge(Substring(parts[0]), Substring(parts[1]), rank: rank, place: place())
    }

    /// The finished model.
    func build(_ options: ByteLevelBPE.Options) -> ByteLevelBPE {
        ByteLevelBPE(tokens: tokens, texts: texts, merges: merges, options: options)
    }

    private func text(of id: Int) -> String {
        String(decoding: tokens.bytes(of: id) ?? [], as: UTF8.self)
    }
}
