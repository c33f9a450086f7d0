import Foundation

/// Where the files of these tests are.
enum Places {
    static let root = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().path

    /// A committed file, written by `scripts/make_table_fixtures.py`.
    static func fixture(_ name: String) -> String { "\(root)/Tests/Fixtures/tables/\(name)" }

    /// Real files beside the checkout; their licences keep them out of it.
    static let shared = "\(root)/../shared/fixtures"
    static let hasShared = FileManager.default.fileExists(atPath: shared)
    static let absence = "the optional folder ../shared/fixtures is absent"

    static func bytes(_ path: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: path)))
    }
}
