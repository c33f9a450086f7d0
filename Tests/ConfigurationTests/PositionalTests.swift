import Configuration
import Testing

@Suite("a value that stands alone")
struct PositionalTests {
    private struct Group: SettingsGroup {
        var name: String?
        var json = false
        var revision: String?
        init() {}
        static let fields: [Field<Self>] = [
            Field("name", \.name, "What."), Field("json", \.json, "How."), Field("revision", \.revision, "Which."),
        ]
    }

    private func read(_ words: String...) throws -> Group {
        try SettingsReader(schema: SettingsSchema([Group.self])).read(arguments: words, positional: "name")
            .value(of: Group.self)
    }

    @Test(
        "is taken wherever it stands, and never for a switch's value",
        arguments: [["owner/name", "--json"], ["--json", "owner/name"], ["--name", "owner/name", "--json", "true"]])
    func placed(_ words: [String]) throws {
        let group = try SettingsReader(schema: SettingsSchema([Group.self]))
            .read(arguments: words, positional: "name").value(of: Group.self)
        #expect(group.name == "owner/name")
        #expect(group.json)
    }

    @Test("comes after an option with its own value")
    func afterOption() throws {
        let group = try read("--revision", "main", "owner/name")
        #expect(group.name == "owner/name")
        #expect(group.revision == "main")
    }

    @Test("there is one of them, and only where the command takes one")
    func once() throws {
        #expect(throws: ConfigurationError.self) { _ = try read("a/b", "c/d") }
        #expect(throws: ConfigurationError.self) { _ = try read("a/b", "--name", "c/d") }
        #expect(throws: ConfigurationError.self) {
            _ = try SettingsReader(schema: SettingsSchema([Group.self])).read(arguments: ["a/b"])
        }
    }
}
