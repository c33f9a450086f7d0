/// What Python's faulthandler tells of the threads of a process, without what is the program's own.
struct HangReport {
    /// The threads with the user's frames in them; empty when there are none.
    let threads: String

    /// - Parameter text: threads apart by an empty line: a head, then one frame a line, the innermost first.
    init(_ text: String) {
        let threads = text.split(separator: "\n\n").compactMap { thread -> String? in
            let lines = thread.split(separator: "\n")
            // The thread that watches the connection.
            guard !lines.contains(where: { Self.isOurs($0) && $0.hasSuffix(" in end_with_the_program") }) else {
                return nil
            }
            // What the program's frame is called from is `python -c`.
            var frames = lines.dropFirst()
            if let last = frames.last, last.hasSuffix("File \"<string>\", line 1 in <module>") { frames.removeLast() }
            frames.removeAll(where: Self.isOurs)
            return frames.isEmpty ? nil : (lines.prefix(1) + frames).joined(separator: "\n")
        }
        self.threads = threads.joined(separator: "\n\n")
    }

    private static func isOurs(_ frame: Substring) -> Bool { frame.contains("File \"<llama-recipes>\", line ") }
}
