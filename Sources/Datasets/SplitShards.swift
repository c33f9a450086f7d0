/// Which files make up a split, by the names that the Hub gives them: `train.csv`, `train-00000-of-00002.parquet` (also
/// with a hash behind the numbers), `train/0000.parquet`.
///
/// One rule for folders on disk and for listings of what is not on disk yet.
public struct SplitShards {
    /// The names of the entries of a folder; none where there is no such folder.
    private let names: (_ folder: String) -> [String]
    private let isFile: (_ path: String) -> Bool

    /// Files in a listing of paths relative to one root.
    public init(listing paths: [String]) {
        let files = Set(paths)
        var folders: [String: [String]] = [:]
        for path in paths {
            let parts = path.split(separator: "/")
            folders[parts.dropLast().joined(separator: "/"), default: []].append(parts.last.map(String.init) ?? "")
        }
        let all = folders
        names = { all[$0.hasSuffix("/") ? String($0.dropLast()) : $0] ?? [] }
        isFile = { files.contains($0) }
    }

    init(names: @escaping (String) -> [String], isFile: @escaping (String) -> Bool) {
        self.names = names
        self.isFile = isFile
    }

    /// The paths of the split's files in their order, or nil if there are none; a missing shard is an error.
    ///
    /// - Parameters:
    ///   - split: the split's name; validation sets are also found under their other usual names.
    ///   - folders: the folders to look in, most wanted first; "" for the root.
    ///   - endings: endings of the files that can be read, most wanted first.
    public func files(of split: String, in folders: [String], endings: [String]) throws -> [String]? {
        for folder in folders {
            for name in SplitFile.synonyms(of: split) {
                for ending in endings {
                    let whole = Self.join(folder, name + ending)
                    if isFile(whole) { return [whole] }
                    if let shards = try numbered(in: folder, prefix: "\(name)-", ending: ending) { return shards }
                    let inner = Self.join(folder, name)
                    if let shards = try numbered(in: inner, prefix: "", ending: ending) { return shards }
                    if let shards = try numbered(in: inner, prefix: "data-", ending: ending) { return shards }
                }
            }
        }
        return nil
    }

    /// `<prefix>00000-of-00002<ending>` and so on, or without a prefix `0000<ending>` and so on; also with a hash behind
    /// the numbers.
    private func numbered(in folder: String, prefix: String, ending: String) throws -> [String]? {
        let shards = names(folder).compactMap { name -> (name: String, number: Int, total: Int?)? in
            guard name.hasPrefix(prefix), name.lowercased().hasSuffix(ending) else { return nil }
            let parts = name.dropFirst(prefix.count).dropLast(ending.count).split(separator: "-")
            guard let first = parts.first, let number = Int(first) else { return nil }
            if parts.count >= 3, parts[1] == "of", let total = Int(parts[2]) { return (name, number, total) }
            return prefix.isEmpty && parts.count == 1 ? (name, number, nil) : nil
        }.sorted { $0.number < $1.number }
        guard let last = shards.last else { return nil }
        let total = last.total ?? last.number + 1
        guard shards.map(\.number) == Array(0..<total) else {
            let missing = (0..<total).first { number in !shards.contains { $0.number == number } }
            throw DatasetError(
                file: folder,
                problem: "there are \(shards.count) files like \(last.name), and \(total) belong together",
                cure: missing.map { "number \($0) (from 0) is missing; copy the folder whole" }
                    ?? "keep one copy of each")
        }
        return shards.map { Self.join(folder, $0.name) }
    }

    private static func join(_ folder: String, _ name: String) -> String {
        folder.isEmpty ? name : SplitFile.join(folder, name)
    }
}
