import Foundation

/// Real samples beside the checkout; their licences keep them out of it, so tests that use them may be skipped.
enum SharedFixtures {
    static let path = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()
        .appendingPathComponent("shared/fixtures").path

    static let isPresent = FileManager.default.fileExists(atPath: path)

    static let absence = "the optional folder ../shared/fixtures is absent"
}
