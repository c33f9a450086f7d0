/// A count of tokens that are in no batch.
public struct LostTokens: Sendable, Equatable, Codable {
    public var tokens: Int
    public var samples: Int

    public init(tokens: Int = 0, samples: Int = 0) {
        self.tokens = tokens
        self.samples = samples
    }
}
