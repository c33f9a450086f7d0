/// What the compiler said of a data set file and its entry file, sorted by whose fault it is.
struct CompilerMessages {
    private let output: String
    private let entry: String
    private let modules: String

    init(_ output: String, entry: String, modules: String) {
        self.output = output
        self.entry = entry
        self.modules = modules
    }

    /// The error to show: the compiler's own words on the user's file, or what is wrong with the functions that the
    /// entry file asks for.
    func error(for source: DatasetSource) -> CustomDatasetError {
        let blocks = blocks
        let own = blocks.filter { $0.path != entry && $0.path != nil }
        if own.contains(where: \.isError) {
            return CustomDatasetError(
                file: source.file.path, problem: "does not compile",
                details: own.map(\.text).joined(separator: "\n"))
        }
        let errors = blocks.filter { $0.path == entry && $0.isError }
        if !source.functions.contains(source.function), errors.contains(where: { $0.text.contains("cannot find '") }) {
            return missing(source)
        }
        if errors.contains(where: { $0.text.contains("module") && $0.text.contains(modules) }) || errors.isEmpty {
            return CustomDatasetError(
                file: source.file.path, problem: "cannot be compiled",
                cure: "use the Swift toolchain that the program was built with", details: output)
        }
        return wrongSignature(source, errors)
    }

    private func missing(_ source: DatasetSource) -> CustomDatasetError {
        let functions = source.functions.filter { $0 != DatasetSource.collatorFunction }
        let found =
            functions.isEmpty
            ? "it has none at the top level" : "it has \(functions.joined(separator: ", "))"
        let cure =
            functions.count == 1 && functions.first != source.function
            ? "give --custom_dataset.file \(source.file.path):\(functions[0])"
            : "name one behind the colon: --custom_dataset.file \(source.file.path):FUNCTION"
        return CustomDatasetError(
            file: source.file.path, problem: "there is no function \(source.function); \(found)",
            cure: functions.isEmpty ? "write \(Self.datasetForm(source.function))" : cure)
    }

    private func wrongSignature(_ source: DatasetSource, _ errors: [Block]) -> CustomDatasetError {
        let isCollator = errors.allSatisfy { $0.text.contains("CollatorCall") }
        let function = isCollator ? DatasetSource.collatorFunction : source.function
        let declaration = source.declaration(of: function)
        return CustomDatasetError(
            file: source.file.path + (declaration.map { ":\($0.line)" } ?? ""),
            problem: "\(function) is not a function as wanted" + (declaration.map { ": \($0.text)" } ?? ""),
            cure: "write "
                + (isCollator
                    ? "func \(function)(tokenizer: any Tokenizer) throws -> any DataCollator"
                    : Self.datasetForm(function)))
    }

    private static func datasetForm(_ function: String) -> String {
        "func \(function)(datasetConfig: DatasetConfig, tokenizer: any Tokenizer, split: DatasetSplit) throws "
            + "-> any Dataset"
    }

    /// One message with the lines of source that the compiler shows below it.
    private struct Block {
        /// The file it speaks of; nil for what stands before the first message.
        let path: String?
        let isError: Bool
        var text: String
    }

    private var blocks: [Block] {
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
