/// A value while a template is rendered; behaves as its Python counterpart does.
enum JinjaValue {
    /// Nothing, with the message that using it raises; Jinja's default `Undefined`.
    case undefined(String)
    case none
    case bool(Bool)
    case int(Int)
    case double(Double)
    case string(String)
    /// Text that `safe` or `escape` made; `+` escapes what is joined to it.
    case markup(String)
    case list(JinjaSequence)
    case tuple(JinjaSequence)
    case dictionary(JinjaDictionary)
    /// A generator, consumed by the first that goes through it.
    case iterator(JinjaIterator)
    /// `range`, or a dictionary's keys, values or items.
    case view(JinjaView)
    case namespace(JinjaNamespace)
    case loop(JinjaLoop)
    case function(JinjaFunction)

    /// The text of a string; nil for other kinds.
    var text: String? {
        switch self {
        case .string(let text), .markup(let text): text
        default: nil
        }
    }

    /// The number as Python's `int` subclasses give it (`True` is 1); nil for other kinds.
    var integer: Int? {
        switch self {
        case .int(let value): value
        case .bool(let value): value ? 1 : 0
        default: nil
        }
    }

    /// The number of an int, bool or float; nil for other kinds.
    var number: Double? {
        if case .double(let value) = self { return value }
        return integer.map(Double.init)
    }

    var isUndefined: Bool {
        if case .undefined = self { true } else { false }
    }

    var isNone: Bool {
        if case .none = self { true } else { false }
    }

    /// Elements of a list or tuple; nil for other kinds.
    var sequence: [JinjaValue]? {
        switch self {
        case .list(let sequence), .tuple(let sequence): sequence.elements
        default: nil
        }
    }

    /// Python's `bool()`.
    var isTrue: Bool {
        switch self {
        case .undefined, .none: false
        case .bool(let value): value
        case .int(let value): value != 0
        case .double(let value): value != 0
        case .string(let text), .markup(let text): !text.isEmpty
        case .list(let sequence), .tuple(let sequence): !sequence.elements.isEmpty
        case .dictionary(let dictionary): !dictionary.entries.isEmpty
        case .view(let view): !view.elements.isEmpty
        case .iterator, .namespace, .loop, .function: true
        }
    }

    /// Python's name of the type, for error messages.
    var typeName: String {
        switch self {
        case .undefined: "Undefined"
        case .none: "NoneType"
        case .bool: "bool"
        case .int: "int"
        case .double: "float"
        case .string: "str"
        case .markup: "Markup"
        case .list: "list"
        case .tuple: "tuple"
        case .dictionary: "dict"
        case .iterator: "generator"
        case .view(let view): view.kind.rawValue
        case .namespace: "Namespace"
        case .loop: "LoopContext"
        case .function: "function"
        }
    }

    /// How many containers lie inside each other here. Bounded, so that walking and freeing values cannot exhaust the
    /// stack; a namespace counts none, the context empties it at the end.
    var depth: Int {
        switch self {
        case .list(let sequence), .tuple(let sequence): sequence.depth
        case .dictionary(let dictionary): dictionary.depth
        case .iterator(let iterator): iterator.depth
        case .view(let view): view.depth
        case .loop(let loop): loop.depth
        case .function(let function): function.depth
        default: 0
        }
    }

    /// Makes a list.
    static func list(of elements: [JinjaValue]) throws -> JinjaValue { .list(try JinjaSequence(elements)) }

    /// Makes a tuple.
    static func tuple(of elements: [JinjaValue]) throws -> JinjaValue { .tuple(try JinjaSequence(elements)) }

    /// Makes a generator.
    static func iterator(over elements: [JinjaValue]) throws -> JinjaValue {
        .iterator(JinjaIterator(try JinjaSequence(elements)))
    }
}
