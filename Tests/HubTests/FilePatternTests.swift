import Hub
import TestFolders
import Testing
import TestingSupport

@Suite("patterns")
struct FilePatternTests {
    private static let paths = [
        "a", "b.txt", "a/b.txt", "data/train-00000-of-00001.parquet", "data/x/[1].txt", "ü.txt", "a]b", "a-b", "abc",
        "data/", "!x", "b!.txt",
    ]
    private static let patterns = [
        "*", "*.txt", "a/*", "data/", "data/*.parquet", "[ab]*", "[!ab]*", "?.txt", "*/*", "data/x/[[]1].txt", "[a-c]*",
        "a[]]b", "a[!]]b", "[", "a[", "*b*", "**", "a*c", "[a-", "", "[!", "a[-]b", "[z-a]", "*[0-9].parquet",
    ]

    @Test("match as Python's fnmatch does", .enabled(if: PackageRoot.has(".deps/reference"), "needs python3"))
    func likePython() throws {
        let program = """
            import fnmatch, json, sys
            paths, patterns = json.loads(sys.argv[1]), json.loads(sys.argv[2])
            for p in patterns:
                q = p + "*" if p.endswith("/") else p
                print("".join("1" if fnmatch.fnmatchcase(x, q) else "0" for x in paths))
            """
        let answer = try Subprocess.run(
            "/usr/bin/env", ["python3", "-c", program, "\(Self.paths)", "\(Self.patterns)"])
        let expected = answer.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
        try #require(expected.count == Self.patterns.count, "\(answer)")
        for (pattern, line) in zip(Self.patterns, expected) {
            let found = Self.paths.map { FilePattern(pattern).matches($0) ? "1" : "0" }.joined()
            #expect(found == line, "\(pattern)")
        }
    }

    @Test("a pattern without wildcards is one path")
    func literal() {
        #expect(FilePattern("a/b.txt").isLiteral)
        for text in ["a*", "a?", "[a]", "a/"] { #expect(!FilePattern(text).isLiteral, "\(text)") }
    }
}
