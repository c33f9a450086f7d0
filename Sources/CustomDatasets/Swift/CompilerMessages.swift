/// What the compiler said of a data set file and the entry files beside it, sorted by whose fault it is.
///
/// Only the head of a message is read, `FILE:LINE:COLUMN: error:`, so that its wording may change.
struct CompilerMessages {
    private let blocks: [Block]
    private let output: String

    init(_ output: String) {
        self.output = output
        blocks = Self.blocks(of: output)
    }

    /// The error to show: the compiler's own words on the user's file, or what is wrong with the functions that the
    /// entry files ask for.
    func error(for source: DatasetSource, draft: PluginDraft) -> CustomDatasetError {
        let own = blocks.filter { $0.path == draft.userFile }
        if own.contains(where: \.isError) {
            return CustomDatasetError(
                file: source.file.path, problem: "does not compile",
                // Without this wording only the hint is lost.
                cure: own.contains { $0.text.contains("error: no such module '") }
                    ? "a data set file can import \(ModuleFolder.importable.joined(separator: ", ")) and the modules "
                        + "that come with Swift, such as Foundation" : nil,
                details: own.map(\.text).joined(separator: "\n"))
        }
        if hasError(in: draft.datasetEntry) {
            let form =
                "func \(source.function)(datasetConfig: DatasetConfig, tokenizer: any Tokenizer, "
                + "split: DatasetSplit) throws -> any Dataset"
            return source.declaration(of: source.function).map { wrongForm($0, source, form) } ?? missing(source, form)
        }
        if hasError(in: draft.collatorEntry), let collator = source.declaration(of: DatasetSource.collatorFunction) {
            return wrongForm(
                collator, source, "func \(collator.name)(tokenizer: any Tokenizer) throws -> any DataCollator")
        }
        return CustomDatasetError(
            file: source.file.path, problem: "cannot be compiled", cure: "what the compiler says stands above",
            details: output)
    }

    private func hasError(in file: String) -> Bool { blocks.contains { $0.path == file && $0.isError } }

    private func missing(_ source: DatasetSource, _ form: String) -> CustomDatasetError {
        let functions = source.functions.map(\.name).filter { $0 != DatasetSource.collatorFunction }
        let found =
            functions.isEmpty ? "it has none at the top level" : "it has \(functions.joined(separator: ", "))"
        let cure =
            functions.count == 1
            ? "give --custom_dataset.file \(source.file.path):\(functions[0])"
            : "name one behind the colon: --custom_dataset.file \(source.file.path):FUNCTION"
        return CustomDatasetError(
            file: source.file.path, problem: "there is no function \(source.function); \(found)",
            cure: functions.isEmpty ? "write \(form)" : cure)
    }

    private func wrongForm(
        _ function: SwiftOutline.Function, _ source: DatasetSource, _ form: String
    ) -> CustomDatasetError {
        CustomDatasetError(
            file: "\(source.file.path):\(function.line)",
            problem: "\(function.name) is not a function as wanted: \(function.text)", cure: "write \(form)")
    }

    /// One message with the lines of source that the compiler shows below it.
    private struct Block {
        /// The file it speaks of; nil for what stands before the first message.
        let path: String?
        let isError: Bool
        var text: String
    }

    private static func blocks(of output: String) -> [Block] {
        var blocks: [Block] = []
        for line in output.split(separator: "\n", omittingEmptySubsequences: false) {
            if let head = line.wholeMatch(of: #/(.+?):\d+:\d+: (error|warning|note|remark): .*/#) {
                blocks.append(
                    Block(path: String(head.output.1), isError: head.output.2 == "error", text: String(line)))
            } else if blocks.isEmpty {
                blocks.append(Block(path: nil, isError: false, text: String(line)))
            } else {
                blocks[blocks.count - 1].text += "\n" + line
            }
        }
        for index in blocks.indices {
            while blocks[index].text.hasSuffix("\n") { blocks[index].text.removeLast() }
        }
        return blocks
    }
}
