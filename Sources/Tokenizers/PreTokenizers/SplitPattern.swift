/// The published regular expressions that cut text into words, each run by a scanner of its own.
///
/// General regex engines are an order of magnitude slower, and those at hand differ from the reference in their
/// Unicode tables. A scanner takes the same alternatives in the same order; each pattern matches every character, so
/// the words joined are the text.
enum SplitPattern: Sendable, Equatable {
    case gpt2
    /// The Llama 3 pattern, and the Qwen 2 pattern where a number is a single digit.
    case llama3(longestNumber: Int)

    /// Recognizes a pattern as tokenizer files write it.
    init?(regex: String) {
        switch regex {
        case Self.gpt2Regex, Self.gpt2ShortRegex: self = .gpt2
        case Self.llama3Head + #"\p{N}{1,3}"# + Self.llama3Tail: self = .llama3(longestNumber: 3)
        case Self.llama3Head + #"\p{N}"# + Self.llama3Tail: self = .llama3(longestNumber: 1)
        default: return nil
        }
    }

    /// The pattern as tokenizer files write it.
    var regex: String {
        switch self {
        case .gpt2: Self.gpt2Regex
        case .llama3(let longest):
            Self.llama3Head + (longest == 1 ? #"\p{N}"# : #"\p{N}{1,\#(longest)}"#) + Self.llama3Tail
        }
    }

    /// Names of the patterns for error messages.
    static let supported = "the published patterns of GPT-2, Llama 3 and Qwen 2"

    /// The pattern of the `ByteLevel` pre-tokenizer. Source: the GPT-2 release, `encoder.py`.
    static let gpt2Regex = #"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
    // The same language, as tiktoken writes it.
    private static let gpt2ShortRegex = #"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"#
    private static let llama3Head = #"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|"#
    private static let llama3Tail = #"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"#

    /// Appends where each word of `range` ends.
    func split(_ text: ClassifiedText, _ range: Range<Int>, into ends: inout [Int]) {
        switch self {
        case .gpt2: GPT2Scanner(text: text, end: range.upperBound).split(from: range.lowerBound, into: &ends)
        case .llama3(let longestNumber):
            Llama3Scanner(text: text, end: range.upperBound, longestNumber: longestNumber)
                .split(from: range.lowerBound, into: &ends)
        }
    }
}
