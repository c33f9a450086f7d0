import Foundation

/// What `--custom_dataset.file` names: a file, and the function in it.
struct CustomDatasetFile: Sendable, Equatable {
    enum Language: Sendable { case swift, python }

    /// The value as given.
    let given: String
    let path: String
    /// The function's name; nil for the default one.
    let function: String?
    let language: Language

    /// Takes `path` or `path:function` apart.
    ///
    /// - Throws: `CustomDatasetError` when there is no such file, or it is neither `.swift` nor `.py`.
    init(_ given: String) throws {
        self.given = given
        var path = given
        var function: String?
        if let colon = given.lastIndex(of: ":"), !FileManager.default.fileExists(atPath: given) {
            path = String(given[..<colon])
            let name = String(given[given.index(after: colon)...])
            guard name.wholeMatch(of: #/[\p{L}_][\p{L}\p{N}_]*/#) != nil else {
                throw CustomDatasetError(
                    file: given, problem: "'\(name)' behind the colon is not the name of a function",
                    cure: "write FILE or FILE:FUNCTION")
            }
            function = name
        }
        self.path = path
        self.function = function
        switch (path as NSString).pathExtension {
        case "swift": language = .swift
        case "py": language = .python
        default:
            throw CustomDatasetError(
                file: path, problem: "is neither a .swift nor a .py file",
                cure: "let --custom_dataset.file name one of these")
        }
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder.boolValue else {
            throw CustomDatasetError(file: path, problem: "there is no such file", cure: "check --custom_dataset.file")
        }
    }
}
