import Foundation

/// Finds the files of a split by `data_path`, `train_split` and `test_split`.
///
/// In a folder, first the data set's documented names are tried, then `<split>.<ending>`, the shards
/// `<split>-00000-of-00001.<ending>` and the folder `<split>/` with `0000.<ending>`, as the Hub lays them out, or with
/// `data-00000-of-00001.arrow`, as Hugging Face's `datasets` saves to a disk.
struct SplitFile {
    let config: DatasetConfig
    let split: DatasetSplit

    /// Folders inside `data_path` in which the Hub's names are tried; "" is `data_path` itself.
    let folders: [String]

    /// The documented file names of a split, most wanted first.
    let fileNames: (_ splitName: String) -> [String]

    init(
        config: DatasetConfig, split: DatasetSplit, folders: [String] = ["", "data/"],
        fileNames: @escaping (_ splitName: String) -> [String]
    ) {
        self.config = config
        self.split = split
        self.folders = folders
        self.fileNames = fileNames
    }

    /// The paths: one file, or all shards in their order; an error lists what was tried.
    func locate() throws -> [String] {
        if let path = try explicitPath() { return [path] }
        let names = fileNames(splitName)
        guard let dataPath = config.dataPath else {
            throw DatasetError(
                problem: "\(config.name) has no \(split.rawValue) data",
                cure: "give \(option("data_path")) FOLDER with \(Self.list(names))\(orFile)")
        }
        guard let isFolder = Self.isFolder(dataPath) else {
            throw DatasetError(file: dataPath, problem: "no such file or folder", cure: "check \(option("data_path"))")
        }
        guard isFolder else { return [try path(ofSingleFile: dataPath, names: names)] }
        let paths = names.map { Self.join(dataPath, $0) }
        if let path = paths.first(where: { Self.isFolder($0) == false }) { return [path] }
        if let shards = try shards(in: dataPath) { return shards }
        throw DatasetError(
            file: dataPath, problem: "the folder holds no \(split.rawValue) file: tried \(Self.list(names))",
            cure: "rename the file\(orFile)\(orNoValidation)")
    }

    /// The path that `train_split` or `test_split` spells out, or nil if it is a name or absent.
    func explicitPath() throws -> String? {
        guard let given = config.givenName(of: split) else { return nil }
        guard isPath(given) else { return nil }
        var tried = [given]
        if !given.hasPrefix("/"), let folder = config.dataPath, Self.isFolder(folder) == true {
            tried.append(Self.join(folder, given))
        }
        if let path = tried.first(where: { Self.isFolder($0) == false }) { return path }
        throw DatasetError(
            file: given, problem: "no such file: tried \(Self.list(tried))", cure: "check \(option(splitOption))")
    }

    /// Whether `data_path` is a folder that holds the split under one of its documented names.
    var hasDocumentedFile: Bool {
        get throws {
            guard try explicitPath() == nil, let folder = config.dataPath else { return true }
            return fileNames(splitName).contains { Self.isFolder(Self.join(folder, $0)) == false }
        }
    }

    /// The name of the split, unless a path was given for it.
    var splitName: String { config.givenName(of: split) ?? split.rawValue }

    /// The names under which a split is filed: validation sets go by several.
    static func synonyms(of name: String) -> [String] {
        let validation = ["validation", "valid", "val", "dev"]
        return validation.contains(name) ? [name] + validation.filter { $0 != name } : [name]
    }

    /// True for a folder, false for a file, nil where there is nothing.
    static func isFolder(_ path: String) -> Bool? {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return nil }
        return isFolder.boolValue
    }

    static func join(_ folder: String, _ name: String) -> String {
        folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
    }

    /// The name of an option as a user types it.
    func option(_ key: String) -> String { "--\(config.name).\(key)" }

    /// A split's name that is a path.
    private func isPath(_ given: String) -> Bool {
        given.contains("/") || config.tableEndings.contains { given.lowercased().hasSuffix($0) }
    }

    private func path(ofSingleFile file: String, names: [String]) throws -> String {
        let isNamedForSplit = names.contains((file as NSString).lastPathComponent)
        if split == .train || isNamedForSplit || !config.splitsInUse.contains(.train) { return file }
        throw DatasetError(
            file: file, problem: "is one file, so it holds the train split, and there is no \(split.rawValue) data",
            cure: "let \(option("data_path")) name a folder with \(Self.list(names))\(orFile)\(orNoValidation)")
    }

    private var splitOption: String { split == .train ? "train_split" : "test_split" }
    private var orFile: String { split == .test ? "" : ", or give \(option(splitOption)) FILE" }
    private var orNoValidation: String { config.optionWithout(split).map { ", or use \($0)" } ?? "" }

    private static func list(_ names: [String]) -> String { names.joined(separator: " or ") }
}
