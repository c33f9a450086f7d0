import Foundation
import MappedFiles
import ModelFiles

/// Reads a file of one JSON object per line; empty lines are passed over.
struct JSONLines {
    let path: String

    /// - Parameter path: a file, or `-` for standard input.
    init(path: String) {
        self.path = path == "-" ? "/dev/stdin" : path
    }

    /// Each object with its line number, counted from 1.
    ///
    /// - Throws: an error that names file and line when one is not a JSON object or not UTF-8.
    func objects() throws -> [(line: Int, value: JSONValue)] {
        var objects: [(line: Int, value: JSONValue)] = []
        try MappedFile(path: path).withBytes { bytes in
            var number = 0
            for line in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
                number += 1
                guard line.contains(where: { !$0.isASCIIWhitespace }) else { continue }
                let value = try JSONValue(
                    parsing: UnsafeRawBufferPointer(rebasing: line), origin: "\(path), line \(number)")
                guard value.objectValue != nil else {
                    throw RecipeError("\(path), line \(number): not a JSON object", cure: "write one {…} per line")
                }
                objects.append((number, value))
            }
        }
        guard !objects.isEmpty else { throw RecipeError("\(path): holds no line", cure: "write one {…} per line") }
        return objects
    }

    /// The error for a line that lacks what the command needs.
    func problem(line: Int, _ problem: String, cure: String) -> RecipeError {
        RecipeError("\(path), line \(line): \(problem)", cure: cure)
    }
}

extension UInt8 {
    fileprivate var isASCIIWhitespace: Bool { self == 0x20 || (0x09...0x0D).contains(self) }
}
