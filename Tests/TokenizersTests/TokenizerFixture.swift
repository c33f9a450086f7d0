import Foundation

/// A committed tokenizer with the ids that the `tokenizers` library gives (scripts/make_tokenizer_fixtures.py).
struct TokenizerFixture: Decodable, Sendable {
    struct Case: Decodable, Sendable {
        /// Absent where only decoding is checked.
        var text: String?
        var ids: [Int]
        var decoded: String
        var skipped: String
    }

    /// Ids around a text by default.
    var prefix: [Int]
    var suffix: [Int]
    var cases: [Case]

    static let folder = packageRoot.appendingPathComponent("Tests/Fixtures/tokenizers")

    static let packageRoot = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

    static func cases(of name: String) throws -> TokenizerFixture {
        let data = try Data(contentsOf: folder.appendingPathComponent("\(name)/cases.json"))
        return try JSONDecoder().decode(TokenizerFixture.self, from: data)
    }
}
