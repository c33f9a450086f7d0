import Foundation

/// A folder for one test that goes away with the object.
public final class ScratchFolder: Sendable {
    public let path: String

    public init() throws {
        path = NSTemporaryDirectory() + "llama-recipes-scratch-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: path) }

    /// The path of an entry, which need not exist.
    public func callAsFunction(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file, making the folders it lies in, and gives its path.
    @discardableResult
    public func write(_ text: String, to name: String) throws -> String {
        try write(Array(text.utf8), to: name)
    }

    /// Writes a file, making the folders it lies in, and gives its path.
    @discardableResult
    public func write(_ bytes: [UInt8], to name: String) throws -> String {
        let file = self(name)
        let folder = (file as NSString).deletingLastPathComponent
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }

    /// The names in the folder, sorted.
    public var entries: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted() }

    /// The bytes of a file.
    public func read(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: self(name))))
    }

    /// Copies a file or folder into this one and gives the copy's path.
    public func copy(_ source: String, to name: String) throws -> String {
        try FileManager.default.copyItem(atPath: source, toPath: self(name))
        return self(name)
    }

    /// The bytes of every file below `folder` by relative path; nil where there is nothing.
    public static func contents(of folder: String) -> [String: [UInt8]]? {
        guard let entries = FileManager.default.enumerator(atPath: folder),
            FileManager.default.fileExists(atPath: folder)
        else { return nil }
        var contents: [String: [UInt8]] = [:]
        while let entry = entries.nextObject() as? String {
            contents[entry] = FileManager.default.contents(atPath: "\(folder)/\(entry)").map(Array.init)
        }
        return contents
    }
}
