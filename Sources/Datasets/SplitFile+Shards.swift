import Foundation

extension SplitFile {
    /// The files under the Hub's names for this split, or nil if there are none; a missing shard is an error.
    func shards(in dataPath: String) throws -> [String]? {
        for folder in folders.map({ Self.join(dataPath, $0) }) {
            for name in Self.synonyms(of: splitName) {
                for ending in config.tableEndings {
                    let whole = Self.join(folder, name + ending)
                    if Self.isFolder(whole) == false { return [whole] }
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
        guard Self.isFolder(folder) == true else { return nil }
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let shards = names.compactMap { name -> (name: String, number: Int, total: Int?)? in
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
}
