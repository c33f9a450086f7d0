import Foundation

/// A YAML file of settings: keys, and groups as mappings or with a dot (`lora_config.r: 16`).
public struct SettingsFile: Sendable {
    /// The name that messages and origins give, usually the path as the user wrote it.
    public let name: String

    let entries: [Entry]

    /// One line `key: value` of the file.
    struct Entry: Sendable {
        let key: String
        let line: Int
        let value: Value
    }

    /// What stands behind the colon.
    enum Value: Sendable {
        case literal(SettingLiteral)
        case mapping([Entry])
        /// Something that no setting takes, in words.
        case other(String)
    }

    /// Nobody writes more settings than this; a larger file is some other file.
    private static let largestSize = 4 << 20

    /// Reads and parses a file.
    /// - Throws: ``ConfigurationError`` naming the file, and the line where it is no valid YAML.
    public init(contentsOf path: String) throws(ConfigurationError) {
        try self.init(name: path, text: Self.readText(path))
    }

    /// Parses settings from memory.
    ///
    /// - Parameters:
    ///   - name: stands for the file in messages and origins.
    ///   - text: the YAML text; empty text holds no settings.
    /// - Throws: ``ConfigurationError`` naming the line where it is no valid YAML, or repeats a key.
    public init(name: String, text: String) throws(ConfigurationError) {
        self.name = name
        self.entries = try YAMLReader(file: name).entries(of: text)
    }

    private static func readText(_ path: String) throws(ConfigurationError) -> String {
        var isFolder: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
            throw ConfigurationError(place: path, message: "there is no such settings file; check the path")
        }
        guard !isFolder.boolValue else {
            throw ConfigurationError(place: path, message: "is a folder; name the YAML file inside it")
        }
        let size = (try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int) ?? 0
        guard size <= largestSize else {
            throw ConfigurationError(place: path, message: "has \(size) bytes; that is no file of settings")
        }
        guard let data = FileManager.default.contents(atPath: path) else {
            throw ConfigurationError(place: path, message: "cannot be read; check its permissions")
        }
        guard let text = String(bytes: data, encoding: .utf8) else {
            throw ConfigurationError(place: path, message: "is not UTF-8 text; save it as UTF-8")
        }
        return text
    }
}
