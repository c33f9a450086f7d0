import Foundation

/// Sizes for people, in the decimal units that the Hub shows.
public enum ByteCount {
    /// `512 bytes`, `3.4 kB`, `12.0 MB`.
    public static func text(_ bytes: Int) -> String {
        guard bytes >= 1000 else { return bytes == 1 ? "1 byte" : "\(bytes) bytes" }
        var value = Double(bytes)
        var unit = ""
        for next in ["kB", "MB", "GB", "TB"] where value >= 999.95 {
            value /= 1000
            unit = next
        }
        return String(format: "%.1f %@", value, unit)
    }
}
