import Foundation

/// The folder of compiled data set files. What lies here is loaded into the program, so nobody else may write into it.
struct PluginFolder {
    let path: String

    /// Makes the folder, unless it is there.
    ///
    /// - Throws: `CustomDatasetError` when it cannot be made, or others can write into it.
    init(_ path: String) throws {
        self.path = path
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw CustomDatasetError(
                file: path, problem: "the cache folder cannot be made: \(error.localizedDescription)",
                cure: "let LLAMA_RECIPES_CACHE name a folder that can be written")
        }
        if let fault = Self.fault(of: path) {
            throw CustomDatasetError(
                file: path, problem: "holds compiled data set files, which the program would run, and \(fault)",
                cure: "remove it, it is made anew; or let LLAMA_RECIPES_CACHE name a folder of your own")
        }
    }

    /// The compiled file of this name, if it is there and nobody else can have written it.
    func library(_ name: String) -> String? {
        let path = "\(path)/\(name)"
        return Self.fault(of: path) == nil ? path : nil
    }

    /// Puts a compiled file into place, over what may be there.
    func add(_ draft: String, as name: String) throws {
        guard chmod(draft, 0o600) == 0, rename(draft, "\(path)/\(name)") == 0 else {
            throw CocoaError(.fileWriteUnknown, userInfo: [NSLocalizedDescriptionKey: String(cString: strerror(errno))])
        }
    }

    /// Why others may have written what is at `path`, or at the end of a symbolic link there; nil where they cannot.
    private static func fault(of path: String) -> String? {
        var status = stat()
        guard stat(path, &status) == 0 else { return "cannot be looked at: \(String(cString: strerror(errno)))" }
        guard status.st_uid == geteuid() else { return "belongs to another user (\(status.st_uid))" }
        guard status.st_mode & 0o022 == 0 else {
            return "others can write into it (mode \(String(status.st_mode & 0o777, radix: 8)))"
        }
        return nil
    }
}
