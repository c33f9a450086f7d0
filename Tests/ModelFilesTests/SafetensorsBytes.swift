/// The bytes of safetensors files, put together by hand.
enum SafetensorsBytes {
    static func file(_ header: String, data: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: UInt64(header.utf8.count).littleEndian) { Array($0) } + Array(header.utf8) + data
    }

    static func file(_ header: String, dataCount: Int) -> [UInt8] {
        file(header, data: (0..<dataCount).map { UInt8(truncatingIfNeeded: $0) })
    }

    /// Two tensors, one of them empty, and metadata.
    static let valid = file(
        """
        {"__metadata__":{"format":"pt"},"b":{"dtype":"F32","shape":[2,3],"data_offsets":[4,28]},\
        "a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]},"none":{"dtype":"I64","shape":[0,5],"data_offsets":[4,4]}}
        """, dataCount: 28)
}
