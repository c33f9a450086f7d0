/// A token that is found in the text as a whole, before the text is split into words.
struct AddedToken: Sendable, Equatable {
    var id: Int
    var content: String
    /// Whether it steers the model and is left out of decoded text on request.
    var isSpecial = false
    /// Whether it takes the whitespace before it along.
    var stripsLeft = false
    /// Whether it takes the whitespace after it along.
    var stripsRight = false
    /// Whether it is found only where no letter or digit touches it.
    var isSingleWord = false
    /// Whether it is looked for in the normalized text.
    var isNormalized = false
}
