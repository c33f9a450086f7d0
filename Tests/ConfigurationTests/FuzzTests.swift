import Configuration
import Testing

/// Whatever is typed, the answer is settings or a list of problems, one line each.
@Suite struct FuzzTests {
    /// SplitMix64, so that a failure can be repeated.
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9E37_79B9_7F4A_7C15
            var word = state
            word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
            word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
            return word ^ (word >> 31)
        }
    }

    private static let pieces = [
        "--", "-", "=", ".", ",", "[", "]", "(", ")", "'", "\"", "\\", "no", "no_", "no-", "lr", "seed", "layers", "r",
        "lora_config", "my_dataset", "train_split", "shuffle", "stop_words", "note", "batching_strategy", "1", "0",
        "1e9",
        "-1", "True", "None", "packing", " ", "\n", "\u{0}", "é", "🦙", "\u{301}", "x", ":", "{", "}", "#", "&a", "*a",
        "- ",
        "\t", "|", ">", "!", "%", "@", "help", "null", "~", "<<", "99999999999999999999",
    ]

    private func word(_ generator: inout Generator, upTo count: Int) -> String {
        (0..<Int.random(in: 0...count, using: &generator))
            .map { _ in Self.pieces.randomElement(using: &generator) ?? "" }.joined()
    }

    private func check(_ body: () throws -> ResolvedSettings) throws -> Bool {
        do {
            let settings = try body()
            #expect(try Toy.read(yaml: settings.yaml()).yaml() == settings.yaml())
            return true
        } catch let error as ConfigurationError {
            #expect(!error.problems.isEmpty)
            #expect(error.problems.allSatisfy { !$0.description.contains("\n") })
            return false
        }
    }

    @Test func randomArguments() throws {
        var generator = Generator(state: 1)
        let schema = try Toy.schema()
        let names = schema.settings.map { "--\($0.qualifiedName)" }
        var successes = 0
        for _ in 0..<4000 {
            let arguments = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                switch Int.random(in: 0...3, using: &generator) {
                case 0: return names.randomElement(using: &generator) ?? ""
                case 1: return (names.randomElement(using: &generator) ?? "") + "=" + word(&generator, upTo: 2)
                case 2: return "--" + word(&generator, upTo: 3)
                default: return word(&generator, upTo: 3)
                }
            }
            if try check({ try SettingsReader(schema: schema).read(arguments: arguments) }) { successes += 1 }
        }
        // Both ways must have been walked.
        #expect(successes > 200 && successes < 3800)
    }

    @Test func randomYAML() throws {
        var generator = Generator(state: 2)
        let schema = try Toy.schema()
        let names = schema.settings.map(\.qualifiedName)
        var successes = 0
        for _ in 0..<4000 {
            let lines = (0..<Int.random(in: 0...4, using: &generator)).map { _ in
                switch Int.random(in: 0...2, using: &generator) {
                case 0: return "\(names.randomElement(using: &generator) ?? ""): \(word(&generator, upTo: 1))"
                case 1: return "  \(word(&generator, upTo: 2)): \(word(&generator, upTo: 2))"
                default: return word(&generator, upTo: 4)
                }
            }
            let text = lines.joined(separator: "\n")
            if try check({
                let file = try SettingsFile(name: "fuzz.yaml", text: text)
                return try SettingsReader(schema: schema).read(arguments: [], files: [file])
            }) {
                successes += 1
            }
        }
        #expect(successes > 200 && successes < 3800)
    }
}
