import MappedFiles

/// Reads a GGUF file's header from front to back, never past its end.
struct GGUFCursor {
    let file: MappedFile
    private(set) var offset = 0
    /// What is being read, for error messages.
    var place = "header"

    private static let deepestNesting = 8
    /// Far above any vocabulary. A damaged count in a large file could otherwise fill the memory.
    private static let longestArray = 100_000_000

    init(file: MappedFile) {
        self.file = file
    }

    func failure(_ problem: String, cure: String = "fetch the file again") -> ModelFileError {
        ModelFileError(path: file.path, place: place, problem: problem, cure: cure)
    }

    var remaining: Int { file.bytes.count - offset }

    /// Reads a little-endian integer.
    mutating func integer<Integer: FixedWidthInteger>(_ type: Integer.Type = Integer.self) throws -> Integer {
        try require(MemoryLayout<Integer>.size)
        defer { offset += MemoryLayout<Integer>.size }
        return Integer(littleEndian: file.bytes.loadUnaligned(fromByteOffset: offset, as: Integer.self))
    }

    /// Reads a 64-bit number of things that take at least `smallest` bytes each, so that a number which cannot be
    /// true is found before room is made for it.
    mutating func count(of things: String, smallest: Int) throws -> Int {
        let number = try integer(UInt64.self)
        guard number <= UInt64(remaining / smallest) else {
            throw failure(
                "\(number) \(things) are announced, but only \(remaining) bytes follow: the file is truncated or broken"
            )
        }
        return Int(number)
    }

    mutating func string() throws -> String {
        let length = try count(of: "bytes of text", smallest: 1)
        defer { offset += length }
        let bytes = UnsafeRawBufferPointer(rebasing: file.bytes[offset..<(offset + length)])
        guard let text = String(validating: bytes, as: UTF8.self) else { throw failure("the text is not UTF-8") }
        return text
    }

    /// Reads a typed value, as the metadata holds them.
    mutating func value() throws -> GGUFValue {
        let type = try integer(UInt32.self)
        return type == GGUFValueType.array.rawValue ? try array(depth: 1) : try scalar(try valueType(type))
    }

    private func require(_ count: Int) throws {
        guard count <= remaining else {
            throw failure("the file ends at byte \(file.bytes.count) in the middle of this: it is truncated")
        }
    }

    private func valueType(_ number: UInt32) throws -> GGUFValueType {
        guard let type = GGUFValueType(rawValue: number) else {
            throw failure("the value type \(number) is unknown", cure: "fetch the file again or update this program")
        }
        return type
    }

    private mutating func scalar(_ type: GGUFValueType) throws -> GGUFValue {
        switch type {
        case .float32: .double(Double(try float()))
        case .float64: .double(try double())
        case .bool: .bool(try bool())
        case .string: .string(try string())
        default: .integer(try anyInteger(type))
        }
    }

    private mutating func array(depth: Int) throws -> GGUFValue {
        let type = try valueType(try integer(UInt32.self))
        let count = try count(of: "array elements", smallest: type.smallestSize)
        guard count <= Self.longestArray else { throw failure("\(count) array elements are beyond all models") }
        switch type {
        case .array:
            guard depth < Self.deepestNesting else { throw failure("arrays are nested too deeply") }
            return .arrays(try elements(count) { try $0.array(depth: depth + 1) })
        case .float32: return .floats(try elements(count) { try $0.float() })
        case .float64: return .doubles(try elements(count) { try $0.double() })
        case .bool: return .bools(try elements(count) { try $0.bool() })
        case .string: return .strings(try elements(count) { try $0.string() })
        default: return .integers(try elements(count) { try $0.anyInteger(type) })
        }
    }

    private mutating func elements<Element>(
        _ count: Int, _ read: (inout GGUFCursor) throws -> Element
    ) throws -> [Element] {
        var elements: [Element] = []
        elements.reserveCapacity(count)
        for _ in 0..<count { elements.append(try read(&self)) }
        return elements
    }

    private mutating func float() throws -> Float { Float(bitPattern: try integer()) }
    private mutating func double() throws -> Double { Double(bitPattern: try integer()) }

    private mutating func bool() throws -> Bool {
        let byte = try integer(UInt8.self)
        guard byte <= 1 else { throw failure("\(byte) is no truth value") }
        return byte == 1
    }

    private mutating func anyInteger(_ type: GGUFValueType) throws -> Int {
        switch type {
        case .uint8: return Int(try integer(UInt8.self))
        case .int8: return Int(try integer(Int8.self))
        case .uint16: return Int(try integer(UInt16.self))
        case .int16: return Int(try integer(Int16.self))
        case .uint32: return Int(try integer(UInt32.self))
        case .int32: return Int(try integer(Int32.self))
        case .int64: return Int(try integer(Int64.self))
        default:
            let number = try integer(UInt64.self)
            guard let result = Int(exactly: number) else { throw failure("\(number) does not fit into 64 signed bits") }
            return result
        }
    }
}

/// The numbers of GGUF's value types.
enum GGUFValueType: UInt32 {
    case uint8, int8, uint16, int16, uint32, int32, float32, bool, string, array, uint64, int64, float64

    /// The fewest bytes a value of this type takes.
    var smallestSize: Int {
        switch self {
        case .uint8, .int8, .bool: 1
        case .uint16, .int16: 2
        case .uint32, .int32, .float32: 4
        case .string, .uint64, .int64, .float64: 8
        case .array: 12
        }
    }
}
