import Foundation

/// Numbers as people read them.
public enum Figures {
    /// `value` with a fixed number of decimals, whatever the locale.
    public static func fixed(_ value: Double, _ decimals: Int) -> String {
        value.isNaN ? "nan" : String(format: "%.\(decimals)f", value)
    }

    /// `value` with at most four significant digits: 0.000255, 1e-05.
    public static func short(_ value: Double) -> String {
        String(format: "%.4g", value)
    }

    /// `value` with its digits in groups of three: 134,515,008.
    public static func grouped(_ value: Int) -> String {
        let digits = String(value.magnitude)
        var text = ""
        for (offset, digit) in digits.enumerated() {
            if offset > 0, (digits.count - offset) % 3 == 0 { text += "," }
            text.append(digit)
        }
        return value < 0 ? "-" + text : text
    }

    /// Seconds as `1:05` or `2:03:04`.
    public static func duration(_ seconds: Double) -> String {
        let whole = Int(seconds.rounded())
        let (hours, minutes, rest) = (whole / 3600, whole / 60 % 60, whole % 60)
        let twoDigits: (Int) -> String = { $0 < 10 ? "0\($0)" : "\($0)" }
        return hours > 0 ? "\(hours):\(twoDigits(minutes)):\(twoDigits(rest))" : "\(minutes):\(twoDigits(rest))"
    }
}
