import Tables
import TestFolders
import Testing

/// What is wrong is told in one line: file, row, cure.
@Suite struct BadFileTests {
    private func failure(_ text: String, _ name: String) throws -> String {
        let folder = try ScratchFolder()
        let path = try folder.write(text, to: name)
        let message = try #require(Expected.failure(path), "\(name) was read")
        #expect(!message.contains("\n"))
        #expect(message.hasPrefix(path + ": "))
        return String(message.dropFirst(path.count + 2))
    }

    @Test(arguments: [
        ("a,b\n1,2\n3\n", "row 1 (from 0): Expected 2 columns, got 1: 3; mend the row"),
        ("a,b\n1,\"x\ny\"\n\n3,4,5\n", "row 1 (from 0): Expected 2 columns, got 3: 3,4,5; mend the row"),
        ("a,b\n1,2\n\n3,\"4\n5,6\n", "row 1 (from 0): a quote is opened and never closed; close the quote"),
        ("a,a\n1,2\n", "the column 'a' is there twice"),
        ("", "the file is empty"),
        ("<!DOCTYPE html><html></html>", "this is a web page, not a CSV file; download it again"),
    ])
    func csv(_ text: String, _ message: String) throws {
        #expect(try failure(text, "bad.csv").hasPrefix(message))
    }

    @Test func csvRowsFarDown() throws {
        let folder = try ScratchFolder()
        let many = "a,b\n" + String(repeating: "1,2\n", count: 5_000)
        let options = TableOptions(blockBytes: 1_000)
        let ragged = try folder.write(many + "x\n", to: "ragged.csv")
        #expect(Expected.failure(ragged, options: options)?.contains(": row 5000 (from 0): Expected 2") == true)
        let latin = try folder.write(Array((many + "x,").utf8) + [0xE9, 0x0A], to: "latin.csv")
        let failure = Expected.failure(latin, options: options)
        #expect(failure?.contains(": row 5000 (from 0): ") == true)
        #expect(failure?.contains("convert the file to UTF-8") == true)
        let open = try folder.write(many + "x,\"y\n", to: "open.csv")
        #expect(Expected.failure(open, options: options)?.contains(": row 5000 (from 0): a quote is opened") == true)
    }

    @Test(arguments: [
        ("{\"a\": 1}\n\n{\"a\": }\n", "row 1 (from 0), line 3: expected a value (byte 6 of the row); mend the row"),
        ("{\"a\": 1}\n{\"a\": \"x", "row 1 (from 0), line 2: the text that begins here is never closed"),
        ("{\"a\": 1}\n[1]\n", "row 1 (from 0), line 2: the row is a list, not an object with columns"),
        ("{\"a\": 1} {\"a\": 2}\n", "row 0 (from 0), line 1: there is more text after the object"),
        ("{\"a\": \"\\ud800\"}", "row 0 (from 0), line 1: half of a surrogate pair stands alone"),
        ("{\"a\": 01}", "row 0 (from 0), line 1: a number begins with a superfluous 0"),
        ("{\"a\": \"\t\"}", "row 0 (from 0), line 1: there is a control character in a text"),
    ])
    func jsonLines(_ text: String, _ message: String) throws {
        #expect(try failure(text, "bad.jsonl").hasPrefix(message))
    }

    @Test(arguments: [
        ("[{\"a\": 1},\n{\"a\": 2}\n{\"a\": 3}]", "row 1 (from 0), line 3: expected ',' or ']' after the row"),
        ("[{\"a\": 1},\n 7]", "row 1 (from 0), line 2: the row is not an object with columns"),
        ("[{\"a\": 1},\n{\"a\": [1", "row 1 (from 0), line 2: the file ends inside of this row"),
        ("[{\"a\": 1}", "row 0 (from 0), line 1: the file ends inside of its list"),
        ("[{\"a\": 1},]", "row 0 (from 0), line 1: there is a comma after the last row"),
        ("[{\"a\": 1}] x", "row 0 (from 0), line 1: there is more text after the list"),
        ("[{\"a\":\n\n tru}]", "row 0 (from 0), line 3: expected a value"),
    ])
    func jsonList(_ text: String, _ message: String) throws {
        #expect(try failure(text, "bad.json").hasPrefix(message))
    }

    @Test func deepNestingIsAnError() throws {
        let deep = String(repeating: "[", count: 200_000) + String(repeating: "]", count: 200_000)
        #expect(try failure("{\"a\": \(deep)}", "deep.jsonl").contains("nested more than 256 deep"))
    }

    @Test func foreignFiles() throws {
        #expect(try failure("\n <html>404", "a.parquet").hasPrefix("this is a web page, not a Parquet file; down"))
        let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:0\n"
        #expect(try failure(pointer, "a.parquet").hasPrefix("this is a Git LFS pointer"))
        #expect(try failure("", "a.parquet").hasPrefix("the file is empty"))
        #expect(try failure("a,b\n", "a.parquet").contains("it begins with the bytes 61 2C 62 0A"))
        #expect(try failure("hello", "a.xyz").contains("name it .parquet, .arrow, .csv"))
        let missing = try #require(Expected.failure("/nowhere/a.csv"))
        #expect(missing.hasPrefix("/nowhere/a.csv: ") && missing.hasSuffix("check the path and whether it may be read"))
        let folder = try ScratchFolder()
        #expect(Expected.failure(folder.path)?.contains("check the path") == true)
        let utf16 = try folder.write([0xFF, 0xFE, 0x61, 0x00], to: "a.csv")
        #expect(Expected.failure(utf16)?.contains("iconv -f UTF-16") == true)
        let gzip = try folder.write([0x1F, 0x8B, 8, 0], to: "b.csv")
        #expect(Expected.failure(gzip)?.contains("name it .gz") == true)
    }

    @Test func cutOffFiles() throws {
        let folder = try ScratchFolder()
        for name in ["snappy.parquet", "plain.arrow"] {
            let bytes = try Places.bytes(Places.fixture(name))
            let path = try folder.write(Array(bytes.prefix(bytes.count / 2)), to: name)
            #expect(Expected.failure(path)?.contains("cut off") == true, "\(name)")
        }
        let bytes = try Places.bytes(Places.fixture("stream.arrow"))
        let path = try folder.write(Array(bytes.prefix(bytes.count - 1000)), to: "stream.arrow")
        #expect(Expected.failure(path)?.contains("rows from 16 on (from 0)") == true)
    }
}
