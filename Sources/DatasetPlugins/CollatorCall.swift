public import Batching
public import Tokenizers

/// One call of the program into the data collator function of a compiled data set file.
public final class CollatorCall {
    private let tokenizer: any Tokenizer

    /// What the function returned (nil: batches are made as usual) or threw; nil before `answer(with:)`.
    public private(set) var outcome: Result<(any DataCollator)?, any Error>?

    public init(tokenizer: any Tokenizer) {
        self.tokenizer = tokenizer
    }

    /// Calls the function.
    public func answer(with make: (any Tokenizer) throws -> (any DataCollator)?) {
        outcome = Result { try make(tokenizer) }
    }

    /// The call at an address that the program handed over.
    public static func at(_ address: UnsafeMutableRawPointer) -> CollatorCall {
        Unmanaged.fromOpaque(address).takeUnretainedValue()
    }
}
