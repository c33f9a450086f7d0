import Configuration
import Testing

@Suite struct SettingValueTests {
    private func text<Value: SettingValue>(_ value: Value.Type, _ text: String) throws -> Value {
        try Value(setting: .plain(text))
    }

    private func mismatch<Value: SettingValue>(_ type: Value.Type, _ literal: SettingLiteral) -> String? {
        do {
            _ = try Value(setting: literal)
            return nil
        } catch {
            return error.description
        }
    }

    @Test func wholeNumbers() throws {
        #expect(try text(Int.self, "8") == 8)
        #expect(try text(Int.self, "-12") == -12)
        #expect(try text(Int.self, "+7") == 7)
        #expect(try text(Int.self, "1_000_000") == 1_000_000)
        #expect(try text(Int.self, "007") == 7)
        #expect(try text(Int.self, "-9223372036854775808") == Int.min)
        #expect(try Int(setting: .quoted("8")) == 8)
        #expect(try text(UInt64.self, "18446744073709551615") == UInt64.max)
        #expect(mismatch(Int.self, .plain("four")) == "'four' is not a whole number")
        #expect(mismatch(Int.self, .plain("1e3")) == "'1e3' is not a whole number; write 1000")
        #expect(mismatch(Int.self, .plain("2.0")) == "'2.0' is not a whole number; write 2")
        #expect(mismatch(Int.self, .plain("2.5")) == "'2.5' is not a whole number")
        #expect(mismatch(Int.self, .plain("")) == "'' is not a whole number")
        #expect(mismatch(Int.self, .plain("9223372036854775808"))?.contains("is outside -9223372036854775808") == true)
        #expect(mismatch(UInt64.self, .plain("-1")) == "'-1' is outside 0 to 18446744073709551615")
        #expect(mismatch(Int.self, .null) == "has no value; it takes a whole number")
        #expect(mismatch(Int.self, .list([])) == "takes a whole number, not a list")
    }

    @Test(arguments: [
        ("1e-4", 1e-4), ("1E-4", 1e-4), ("5", 5), ("-0.5", -0.5), (".5", 0.5), ("5.", 5), ("5.e3", 5000), ("+2", 2),
        ("1_000.5", 1000.5), ("inf", .infinity), ("-.inf", -.infinity),
    ])
    func numbers(written: String, expected: Double) throws {
        #expect(try text(Double.self, written) == expected)
    }

    @Test(arguments: ["nan", "0x1p3", "1,5", "ten", "", " 1", "1e", "--1", "infinity", "_1"])
    func noNumbers(written: String) {
        #expect(mismatch(Double.self, .plain(written)) == "'\(written)' is not a number")
    }

    @Test func hugeNumbersAreNotInfinite() {
        #expect(mismatch(Double.self, .plain("1e999")) == "'1e999' is too large for a number")
    }

    @Test func switches() throws {
        for word in ["True", "true", "TRUE", "1", "yes", "Yes", "on", "t", "y"] {
            #expect(try text(Bool.self, word))
        }
        for word in ["False", "false", "0", "no", "NO", "off", "f", "n"] {
            #expect(try !text(Bool.self, word))
        }
        #expect(mismatch(Bool.self, .plain("maybe")) == "'maybe' is not True or False")
        #expect(mismatch(Bool.self, .plain("2")) == "'2' is not True or False")
    }

    @Test func texts() throws {
        #expect(try text(String.self, "a b") == "a b")
        #expect(try text(String.self, "None") == "None")
        #expect(try text(String.self, "") == "")
        #expect(mismatch(String.self, .null) == "has no value; it takes text (\"\" for empty text)")
        #expect(mismatch(String.self, .list([.plain("a")])) == "takes text, not a list")
    }

    @Test func optionals() throws {
        for word in ["None", "none", "null", "NULL", "~"] {
            #expect(try text(Int?.self, word) == nil)
            #expect(try text(String?.self, word) == nil)
            #expect(try text([String]?.self, word) == nil)
        }
        #expect(try text(Int?.self, "3") == 3)
        #expect(try text(Bool?.self, "no") == false)
        #expect(try String?(setting: .quoted("None")) == "None")
        #expect(mismatch(Int?.self, .plain("nil")) == "'nil' is not a whole number")
    }

    @Test func enumerations() throws {
        #expect(try text(Strategy.self, "padding") == .padding)
        #expect(try text(Precision?.self, "8bit") == .eightBit)
        #expect(
            mismatch(Strategy.self, .plain("packin"))
                == "'packin' is not one of packing, padding; did you mean packing?")
        #expect(mismatch(Strategy.self, .plain("rows")) == "'rows' is not one of packing, padding")
        #expect(mismatch(Precision?.self, .plain("int4")) == "'int4' is not one of 4bit, 8bit")
        #expect(mismatch(Strategy.self, .null) == "has no value; it takes one of packing, padding")
    }

    @Test(arguments: [
        "[a,b]", "a,b", "['a','b']", "[\"a\",\"b\"]", "[ 'a' , \"b\" ]", "('a','b')", "(a, b)", " a , b ", "[a,b,]",
        "a,b,",
    ])
    func lists(written: String) throws {
        #expect(try text([String].self, written) == ["a", "b"])
    }

    @Test func listsOfOtherThings() throws {
        #expect(try text([Int].self, "[1, -2,3]") == [1, -2, 3])
        #expect(try text([Int].self, "5") == [5])
        #expect(try text([String].self, "[]") == [])
        #expect(try text([String].self, "()") == [])
        #expect(try text([String].self, "['a,b', 'it\\'s', \"[c]\", '']") == ["a,b", "it's", "[c]", ""])
        #expect(try text([String].self, "(q|v)_proj") == ["(q|v)_proj"])
        #expect(try text([Strategy].self, "padding,packing") == [.padding, .packing])
        #expect(try [String](setting: .list([.plain("a"), .quoted("b,c")])) == ["a", "b,c"])
    }

    @Test(arguments: [
        ("", "is empty; write [] for an empty list"),
        ("[a", "'[a' opens a list with [ and does not close it"),
        ("a,,b", "'a,,b' has an empty item"),
        ("[,]", "'[,]' has an empty item"),
        ("['a' 'b']", "'['a' 'b']' lacks a comma before ''b''"),
        ("['a", "'['a' opens a list with [ and does not close it"),
        ("'a,b", "''a,b' opens a quote and does not close it"),
        ("[[a],[b]]", "'[[a],[b]]' has a bracket inside an item; put that item in quotes"),
    ])
    func brokenLists(written: String, expected: String) {
        #expect(mismatch([String].self, .plain(written)) == expected)
    }

    @Test func listsNameTheItemThatIsWrong() {
        #expect(mismatch([Int].self, .plain("[1,x]")) == "item 2: 'x' is not a whole number")
        #expect(mismatch([Int].self, .null) == "has no value; it takes a list ([] for an empty one)")
        #expect(mismatch([String].self, .list([.null])) == "item 1: has no value; it takes text (\"\" for empty text)")
    }

    /// Decodes what a value writes, directly and in the form of a flag.
    private func expectRoundTrip<Value: SettingValue & Equatable>(_ value: Value) throws {
        #expect(try Value(setting: value.setting) == value)
        #expect(try Value(setting: .plain(value.setting.displayText)) == value)
    }

    @Test func writtenValuesReadBack() throws {
        for number in [0, 1, -1, Int.max, Int.min] { try expectRoundTrip(number) }
        for number in [0, 1, -1.5, 1e-5, 1e-300, 1e300, 0.1, .infinity, -.infinity, 3e20, .pi] {
            try expectRoundTrip(number)
            try expectRoundTrip(Double?.some(number))
        }
        try expectRoundTrip([true, false])
        try expectRoundTrip(Int?.none)
        for texts in [[], ["a"], [""], ["a,b", "c d", "[e]", "it's", "\"q\"", "back\\slash", "line\nbreak", "täb\t"]] {
            try expectRoundTrip(texts)
        }
        try expectRoundTrip(Precision?.some(.fourBit))
    }

    @Test func numbersAreWrittenForYAML11ReadersToo() {
        #expect(1e-5.setting == .plain("1.0e-05"))
        #expect(1e-4.setting == .plain("0.0001"))
        #expect(Double.infinity.setting == .plain(".inf"))
    }
}
