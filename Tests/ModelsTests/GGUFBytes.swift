import Foundation

/// Writes small GGUF files of version 3 with float32 tensors.
struct GGUFBytes {
    enum Value {
        case text(String)
        case integer(UInt32)
        case number(Float)
    }

    var metadata: [(key: String, value: Value)] = []
    var tensors: [(name: String, shape: [Int], values: [Float])] = []

    func write(to path: String) throws {
        var header = Data("GGUF".utf8)
        append(UInt32(3), to: &header)
        append(UInt64(tensors.count), to: &header)
        append(UInt64(metadata.count), to: &header)
        for (key, value) in metadata {
            append(key, to: &header)
            switch value {
            case .integer(let value):
                append(UInt32(4), to: &header)
                append(value, to: &header)
            case .number(let value):
                append(UInt32(6), to: &header)
                append(value.bitPattern, to: &header)
            case .text(let value):
                append(UInt32(8), to: &header)
                append(value, to: &header)
            }
        }
        var body = Data()
        for (name, shape, values) in tensors {
            append(name, to: &header)
            append(UInt32(shape.count), to: &header)
            for size in shape.reversed() { append(UInt64(size), to: &header) }
            append(UInt32(0), to: &header)
            append(UInt64(body.count), to: &header)
            for value in values { append(value.bitPattern, to: &body) }
            pad(&body)
        }
        pad(&header)
        try (header + body).write(to: URL(fileURLWithPath: path))
    }

    private func append(_ value: some FixedWidthInteger, to data: inout Data) {
        withUnsafeBytes(of: value.littleEndian) { data.append(contentsOf: $0) }
    }

    private func append(_ text: String, to data: inout Data) {
        append(UInt64(text.utf8.count), to: &data)
        data.append(contentsOf: text.utf8)
    }

    private func pad(_ data: inout Data) {
        data.append(Data(count: (32 - data.count % 32) % 32))
    }
}
