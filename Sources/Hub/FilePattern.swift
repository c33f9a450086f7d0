/// A pattern for paths as Python's `fnmatch` reads it: `*` and `?` match any characters, `/` included, `[a-z]` and
/// `[!a-z]` one of a set. A pattern that ends in `/` means everything below that folder.
public struct FilePattern: Sendable, Equatable {
    private enum Piece: Equatable {
        case character(Unicode.Scalar)
        case any
        case anyRun
        case set([ClosedRange<Unicode.Scalar>], isNegated: Bool)
    }

    public let text: String
    private let pieces: [Piece]

    public init(_ text: String) {
        self.text = text
        pieces = Self.parse(Array((text.hasSuffix("/") ? text + "*" : text).unicodeScalars))
    }

    /// Whether it can match one path only.
    public var isLiteral: Bool { pieces.allSatisfy { if case .character = $0 { true } else { false } } }

    public func matches(_ path: String) -> Bool {
        let path = Array(path.unicodeScalars)
        // On a mismatch the last run of any characters takes one character more; earlier ones need not.
        var (piece, place) = (0, 0)
        var retry: (piece: Int, place: Int)?
        while place < path.count {
            if piece < pieces.count, pieces[piece] == .anyRun {
                retry = (piece, place)
                piece += 1
            } else if piece < pieces.count, Self.accepts(pieces[piece], path[place]) {
                piece += 1
                place += 1
            } else if let last = retry {
                retry = (last.piece, last.place + 1)
                (piece, place) = (last.piece + 1, last.place + 1)
            } else {
                return false
            }
        }
        return pieces[piece...].allSatisfy { $0 == .anyRun }
    }

    private static func accepts(_ piece: Piece, _ character: Unicode.Scalar) -> Bool {
        switch piece {
        case .character(let wanted): character == wanted
        case .any: true
        case .anyRun: false
        case .set(let ranges, let isNegated): ranges.contains { $0.contains(character) } != isNegated
        }
    }

    private static func parse(_ text: [Unicode.Scalar]) -> [Piece] {
        var pieces: [Piece] = []
        var next = 0
        while next < text.count {
            let character = text[next]
            next += 1
            switch character {
            case "*": pieces.append(.anyRun)
            case "?": pieces.append(.any)
            case "[":
                // A bracket that is never closed stands for itself.
                let isNegated = next < text.count && text[next] == "!"
                let start = next + (isNegated ? 1 : 0)
                guard start < text.count, let end = text[(start + 1)...].firstIndex(of: "]") else {
                    pieces.append(.character(character))
                    continue
                }
                pieces.append(.set(ranges(Array(text[start..<end])), isNegated: isNegated))
                next = end + 1
            default: pieces.append(.character(character))
            }
        }
        return pieces
    }

    private static func ranges(_ text: [Unicode.Scalar]) -> [ClosedRange<Unicode.Scalar>] {
        var ranges: [ClosedRange<Unicode.Scalar>] = []
        var next = 0
        while next < text.count {
            if next + 2 < text.count, text[next + 1] == "-" {
                if text[next] <= text[next + 2] { ranges.append(text[next]...text[next + 2]) }
                next += 3
            } else {
                ranges.append(text[next]...text[next])
                next += 1
            }
        }
        return ranges
    }
}
