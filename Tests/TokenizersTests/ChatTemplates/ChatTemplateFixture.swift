import Foundation
import ModelFiles

/// Templates and conversations with what transformers makes of them (scripts/make_chat_template_fixtures.py).
enum ChatTemplateFixture {
    static let packageRoot = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// Real templates and vectors of other projects, which are not part of the repository.
    static let shared = packageRoot.deletingLastPathComponent()
        .appendingPathComponent("shared/fixtures/chat_templates").path
    static let isSharedPresent = FileManager.default.fileExists(atPath: shared)

    static func cases() throws -> JSONValue {
        try JSONValue(contentsOf: packageRoot.appendingPathComponent("Tests/Fixtures/chat_templates/cases.json").path)
    }

    /// The moment in UTC that the fixtures were rendered at, written `2024-07-06` or `2024-07-06T15:04:05.006007`.
    static func date(_ text: String) throws -> Date {
        let parts = text.split(separator: ".")
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = utc
        formatter.dateFormat = parts[0].contains("T") ? "yyyy-MM-dd'T'HH:mm:ss" : "yyyy-MM-dd"
        guard let date = formatter.date(from: String(parts[0])) else { throw Missing(what: "a date in \(text)") }
        return date.addingTimeInterval(parts.count > 1 ? Double("0." + parts[1]) ?? 0 : 0)
    }

    static let utc = TimeZone(secondsFromGMT: 0) ?? .current

    struct Missing: Error { let what: String }
}

extension JSONValue {
    /// The member that the fixture must have.
    func member(_ key: String) throws -> JSONValue {
        guard let value = self[key] else { throw ChatTemplateFixture.Missing(what: key) }
        return value
    }

    func text(_ key: String) throws -> String {
        guard let text = try member(key).stringValue else { throw ChatTemplateFixture.Missing(what: key) }
        return text
    }

    func list(_ key: String) throws -> [JSONValue] {
        guard let list = try member(key).arrayValue else { throw ChatTemplateFixture.Missing(what: key) }
        return list
    }

    /// The members of an object by key.
    var variables: [String: JSONValue] {
        Dictionary(uniqueKeysWithValues: (objectValue ?? [:]).map { ($0.key, $0.value) })
    }
}
