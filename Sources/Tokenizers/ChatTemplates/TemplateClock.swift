import Foundation

/// What `strftime_now` takes for now.
struct TemplateClock: Sendable {
    let date: Date
    let timeZone: TimeZone

    private static let months = [
        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
        "December",
    ]
    private static let weekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]

    /// The time in the form of C's `strftime`, in the C locale; `%-d` and `%_d` change the padding as in glibc.
    func formatted(_ format: String) -> String {
        var text = ""
        var rest = format.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar == "%", var directive = rest.popFirst() else {
                text.unicodeScalars.append(scalar)
                continue
            }
            var padding: Unicode.Scalar?
            if ["-", "_", "0", "^"].contains(directive), let next = rest.popFirst() {
                padding = directive
                directive = next
            }
            guard let field = field(directive, padding) else {
                text += "%" + (padding.map { String(Character($0)) } ?? "") + String(Character(directive))
                continue
            }
            text += padding == "^" ? field.uppercased() : field
        }
        return text
    }

    private func field(_ directive: Unicode.Scalar, _ padding: Unicode.Scalar?) -> String? {
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        let parts = calendar.dateComponents(
            [.year, .month, .day, .hour, .minute, .second, .nanosecond, .weekday], from: date)
        let (year, month, day) = (parts.year ?? 1970, parts.month ?? 1, parts.day ?? 1)
        let (hour, minute, second) = (parts.hour ?? 0, parts.minute ?? 0, parts.second ?? 0)
        let weekday = (parts.weekday ?? 1) - 1
        let yearDay = calendar.ordinality(of: .day, in: .year, for: date) ?? 1
        let halfDayHour = hour % 12 == 0 ? 12 : hour % 12
        func padded(_ value: Int, _ width: Int, _ fill: String = "0") -> String {
            if padding == "-" { return String(value) }
            let digits = String(value)
            let fill = padding == "_" ? " " : padding == "0" ? "0" : fill
            return String(repeating: fill, count: max(0, width - digits.count)) + digits
        }
        switch directive {
        case "Y": return String(year)
        case "C": return padded(year / 100, 2)
        case "y": return padded(year % 100, 2)
        case "m": return padded(month, 2)
        case "B": return Self.months[month - 1]
        case "b", "h": return String(Self.months[month - 1].prefix(3))
        case "d": return padded(day, 2)
        case "e": return padded(day, 2, " ")
        case "j": return padded(yearDay, 3)
        case "A": return Self.weekdays[weekday]
        case "a": return String(Self.weekdays[weekday].prefix(3))
        case "w": return String(weekday)
        case "u": return String(weekday == 0 ? 7 : weekday)
        case "U": return padded((yearDay + 6 - weekday) / 7, 2)
        case "W": return padded((yearDay + 6 - (weekday + 6) % 7) / 7, 2)
        case "H": return padded(hour, 2)
        case "I": return padded(halfDayHour, 2)
        case "k": return padded(hour, 2, " ")
        case "l": return padded(halfDayHour, 2, " ")
        case "M": return padded(minute, 2)
        case "S": return padded(second, 2)
        case "f": return padded(min(999_999, ((parts.nanosecond ?? 0) + 500) / 1000), 6)
        case "p": return hour < 12 ? "AM" : "PM"
        case "P": return hour < 12 ? "am" : "pm"
        case "s": return String(Int(date.timeIntervalSince1970.rounded(.down)))
        case "V", "G", "g": return isoWeek(directive)
        // Python's datetime.now() knows no zone.
        case "z", "Z": return ""
        case "D", "x": return formatted("%m/%d/%y")
        case "F": return formatted("%Y-%m-%d")
        case "T", "X": return formatted("%H:%M:%S")
        case "R": return formatted("%H:%M")
        case "r": return formatted("%I:%M:%S %p")
        case "c": return formatted("%a %b %e %H:%M:%S %Y")
        case "n": return "\n"
        case "t": return "\t"
        case "%": return "%"
        default: return nil
        }
    }

    private func isoWeek(_ directive: Unicode.Scalar) -> String {
        var calendar = Calendar(identifier: .iso8601)
        calendar.timeZone = timeZone
        let parts = calendar.dateComponents([.weekOfYear, .yearForWeekOfYear], from: date)
        let value = directive == "V" ? parts.weekOfYear ?? 1 : parts.yearForWeekOfYear ?? 1970
        let digits = String(directive == "g" ? value % 100 : value)
        return directive == "G" || digits.count > 1 ? digits : "0" + digits
    }
}
