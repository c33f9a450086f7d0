/// A piece of a template as the parser sees it.
struct JinjaToken: Equatable {
    enum Kind: Equatable {
        case data(String)
        case blockBegin, blockEnd, outputBegin, outputEnd
        case name(String)
        case string(String)
        case integer(Int)
        case float(Double)
        case symbol(String)
        case end
    }

    let kind: Kind
    let line: Int

    /// The token in words, for error messages.
    var described: String {
        switch kind {
        case .data: "template text"
        case .blockBegin: "begin of statement block"
        case .blockEnd: "end of statement block"
        case .outputBegin: "begin of print statement"
        case .outputEnd: "end of print statement"
        case .name(let name): "'\(name)'"
        case .string(let text): "string '\(text)'"
        case .integer(let value): "number \(value)"
        case .float(let value): "number \(value)"
        case .symbol(let symbol): "'\(symbol)'"
        case .end: "end of template"
        }
    }
}
