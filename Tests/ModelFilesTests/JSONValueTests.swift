import Foundation
import ModelFiles
import Testing

@Suite struct JSONValueTests {
    private func parse(_ text: String) throws -> JSONValue { try JSONValue(parsing: text, origin: "test.json") }

    @Test func readsAllKinds() throws {
        let value = try parse(
            #" {"i": -12, "d": 1.5e-3, "z": 0, "t": true, "f": false, "n": null, "a": [1, [2]], "o": {"x": "y"}} "#)
        #expect(value["i"] == .int(-12))
        #expect(value["d"] == .double(0.0015))
        #expect(value["z"]?.intValue == 0)
        #expect(value["t"]?.boolValue == true)
        #expect(value["f"]?.boolValue == false)
        #expect(value["n"]?.isNull == true)
        #expect(value["a"]?[1]?[0]?.intValue == 2)
        #expect(value["a"]?[2] == nil)
        #expect(value["o"]?["x"]?.stringValue == "y")
        #expect(value["missing"] == nil)
        #expect(value["i"]?.doubleValue == -12)
        #expect(try parse("8.0").intValue == 8)
        #expect(try parse("8.5").intValue == nil)
    }

    @Test func readsStrings() throws {
        #expect(try parse(#""\"\\\/\b\f\n\r\t\u0041\u00e9""#).stringValue == "\"\\/\u{8}\u{c}\n\r\tAé")
        #expect(try parse(#""\ud83d\ude00x""#).stringValue == "😀x")
        #expect(try parse(#""""#).stringValue == "")
        #expect(try parse("\u{FEFF}1") == .int(1))
    }

    @Test func numbersBeyondIntegersBecomeDoubles() throws {
        #expect(try parse("9223372036854775807") == .int(.max))
        #expect(try parse("1000000000000000019884624838656") == .double(1e30))
    }

    @Test func keysAreToldApartByTheirBytes() throws {
        let value = try parse("{\"\u{e9}\": 1, \"e\u{301}\": 2, \"\u{f900}\": 3, \"\u{8c48}\": 4}")
        #expect(value.objectValue?.count == 4)
        #expect(value["\u{e9}"] == .int(1))
        #expect(value["e\u{301}"] == .int(2))
        var many = JSONObject()
        for number in 0..<100 { many["k\(number)"] = .int(number) }
        many["\u{e9}"] = 1
        many["e\u{301}"] = 2
        #expect(many.count == 102)
        #expect(many["k57"] == 57)
        #expect(many["\u{e9}"] == 1)
        many["k57"] = nil
        #expect(many.count == 101)
        #expect(many["k57"] == nil)
        #expect(many["k99"] == 99)
    }

    @Test func keepsTheOrderOfKeys() throws {
        let object = try #require(try parse(#"{"z": 1, "a": 2, "m": 3, "a": 4}"#).objectValue)
        #expect(object.keys == ["z", "a", "m"])
        #expect(object["a"] == 4)
        #expect(try parse(#"{"a":1,"b":2}"#) == parse(#"{"b":2,"a":1}"#))
        #expect(try parse(#"{"a":1}"#) != parse(#"{"b":1}"#))
    }

    @Test(arguments: [
        "", "{", "[1,", "[1,]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "01", "1.", ".5", "+1", "-", "1e", "tru",
        "nul", "\"", "\"\\x\"", "\"\\u12\"", "\"\\u12g4\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"a\nb\"", "1 2",
        "NaN", "1e999", "'a'", "[1 2]",
    ])
    func refuses(_ text: String) {
        let error = #expect(throws: ModelFileError.self) { _ = try parse(text) }
        #expect(error?.description.hasPrefix("test.json: line ") == true)
    }

    @Test func namesLineAndColumn() {
        let error = #expect(throws: ModelFileError.self) { _ = try parse("{\n  \"a\": x\n}") }
        #expect(error?.place == "line 2, column 8")
    }

    @Test func refusesDeepNestingAndBrokenUTF8() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(throws: ModelFileError.self) { _ = try parse(deep) }
        #expect(throws: ModelFileError.self) {
            _ = try ([0x22, 0xC3, 0x28, 0x22] as [UInt8]).withUnsafeBytes { try JSONValue(parsing: $0, origin: "x") }
        }
    }

    @Test func writesText() throws {
        let value: JSONValue = ["r": 8, "x": 0.05, "n": nil, "l": ["q", "\u{1}\"\n"], "e": [], "o": [:]]
        #expect(try value.text() == #"{"r":8,"x":0.05,"n":null,"l":["q","\u0001\"\n"],"e":[],"o":{}}"#)
        #expect(
            try value.text(indent: 2) == """
                {
                  "r": 8,
                  "x": 0.05,
                  "n": null,
                  "l": [
                    "q",
                    "\\u0001\\"\\n"
                  ],
                  "e": [],
                  "o": {}
                }
                """)
        #expect(try parse(try value.text(indent: 4)) == value)
        #expect(throws: ModelFileError.self) { try JSONValue.double(.nan).text() }
    }

    @Test func setsMembers() throws {
        var value: JSONValue = ["a": 1]
        value["b"] = [1, 2]
        value["a"] = nil
        #expect(value == ["b": [1, 2]])
    }

    @Test func isCodable() throws {
        let value: JSONValue = ["a": [1, 2.5, "x", nil, true], "b": ["c": false]]
        let decoded = try JSONDecoder().decode(JSONValue.self, from: try JSONEncoder().encode(value))
        #expect(decoded == value)
    }
}
