import Foundation

/// One 64-bit number for each sample, equal for equal ids and labels; eight bytes a sample, in JSON as base64.
///
/// Among a million different samples the chance that any two share a number is about one in thirty million.
struct SampleHashes: Sendable, Equatable, Codable {
    private(set) var values: [UInt64] = []

    init() {}

    init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let data = try container.decode(Data.self)
        let size = MemoryLayout<UInt64>.size
        guard data.count % size == 0 else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "hashes are cut off")
        }
        values = data.withUnsafeBytes { bytes in
            stride(from: 0, to: bytes.count, by: size).map {
                UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: $0, as: UInt64.self))
            }
        }
    }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values.map(\.littleEndian).withUnsafeBytes { Data($0) })
    }

    mutating func append(_ later: SampleHashes) { values.append(contentsOf: later.values) }

    mutating func append(ids: some Collection<Int32>, labels: some Collection<Int32>) {
        var hash = Self.mixed(UInt64(ids.count), 0x9E37_79B9_7F4A_7C15)
        for (id, label) in zip(ids, labels) {
            hash = Self.mixed(hash, UInt64(UInt32(bitPattern: id)) << 32 | UInt64(UInt32(bitPattern: label)))
        }
        values.append(hash)
    }

    /// SplitMix64's output function (Steele, Lea, Flood 2014) on both together: each bit depends on all of them.
    private static func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
        var z = (hash ^ word) &+ 0x9E37_79B9_7F4A_7C15
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// The samples that equal an earlier one of these.
    func copies() -> SampleCopies {
        let sorted = sorted()
        var found = SampleCopies()
        var start = 0
        for place in sorted.indices.dropFirst() {
            guard sorted[place].hash == sorted[place - 1].hash else {
                start = place
                continue
            }
            found.add(Int(sorted[place].sample), of: Int(sorted[start].sample))
        }
        return found
    }

    /// The samples of these that equal one of `others`.
    func copies(of others: SampleHashes) -> SampleCopies {
        let theirs = others.sorted()
        var found = SampleCopies()
        for (sample, hash) in values.enumerated() {
            // The first place whose hash is not less; one list is sorted and not both, to save memory.
            var (low, high) = (0, theirs.count)
            while low < high {
                let middle = (low + high) / 2
                if theirs[middle].hash < hash { low = middle + 1 } else { high = middle }
            }
            if low < theirs.count, theirs[low].hash == hash { found.add(sample, of: Int(theirs[low].sample)) }
        }
        return found
    }

    /// By hash, then by number. Samples are counted with 32 bits: more would not fit in memory as hashes either.
    private func sorted() -> [(hash: UInt64, sample: UInt32)] {
        var pairs = values.indices.map { (hash: values[$0], sample: UInt32(truncatingIfNeeded: $0)) }
        pairs.sort { $0 < $1 }
        return pairs
    }
}
