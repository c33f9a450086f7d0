import Foundation

/// Places inside of the checkout.
public enum PackageRoot {
    public static let path = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    /// The path of an entry of the checkout, which need not exist.
    public static func file(_ name: String) -> String { "\(path)/\(name)" }

    public static func has(_ names: String...) -> Bool {
        names.allSatisfy { FileManager.default.fileExists(atPath: file($0)) }
    }
}
