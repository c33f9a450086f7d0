// OpenAssistant/oasst1 as a custom data set: the Swift counterpart of llama-recipes' example.
//
//     llama-recipes finetuning --dataset custom_dataset --custom_dataset.file Examples/CustomDataset.swift …
//
// Options: --custom_dataset.data_path (a local copy), --custom_dataset.lang en, --custom_dataset.best_only True.

import Datasets
import Tokenizers

/// The function that llama-recipes calls for each split.
func getCustomDataset(
    datasetConfig: DatasetConfig, tokenizer: any Tokenizer, split: DatasetSplit
) throws -> some Dataset {
    let rows = try datasetConfig.openSplit(split, of: HubSource("OpenAssistant/oasst1", folder: "data"))
    let bestOnly = datasetConfig.options["best_only"] ?? "False"
    guard ["True", "true", "1", "False", "false", "0"].contains(bestOnly) else {
        throw DatasetError(problem: "best_only is '\(bestOnly)'", cure: "use True or False")
    }
    return try OpenAssistantThreads(
        rows: rows, tokenizer: tokenizer, language: datasetConfig.options["lang"],
        bestOnly: ["True", "true", "1"].contains(bestOnly))
}

/// Every path from a root to a last answer, as a conversation between user and assistant.
struct OpenAssistantThreads: Dataset {
    private let reader: ColumnReader
    private let form: ConversationForm
    /// The rows of the messages of each thread.
    private let threads: [[Int]]

    init(rows: any RowSource, tokenizer: any Tokenizer, language: String?, bestOnly: Bool) throws {
        var optional = ["rank"]
        if language == nil { optional.append("lang") }
        reader = try ColumnReader(
            rows, required: ["message_id", "parent_id", "text"] + (language == nil ? [] : ["lang"]),
            optional: optional)
        form = try ConversationForm(tokenizer)
        let trees = try MessageTrees(reader, language: language, bestOnly: bestOnly)
        threads = trees.threads
        if threads.isEmpty, let language {
            throw DatasetError(
                problem: "no thread is in '\(language)'",
                cure: "use one of \(trees.languages.sorted().joined(separator: ", "))")
        }
    }

    var count: Int { threads.count }
    var origin: String { reader.rows.origin }

    func sample(at index: Int) throws -> Sample {
        let texts = try threads[index].map { try reader.row(at: $0).text("text") }
        return try form.sample(texts)
    }
}

/// Messages that answer each other. Roots are the user's; below, roles take turns.
private struct MessageTrees {
    private var roots: [Int] = []
    private var replies: [Int: [Int]] = [:]
    /// Those of all messages; only known when one of them is asked for.
    private(set) var languages: Set<String> = []

    init(_ reader: ColumnReader, language: String?, bestOnly: Bool) throws {
        var rowOfMessage: [String: Int] = [:]
        var parents: [(row: Int, parent: String?)] = []
        var ranks: [Int: Int] = [:]
        for index in 0..<reader.count {
            let row = try reader.row(at: index)
            // A message in another language takes the whole branch below it away.
            if let language {
                let own = try row.textIfPresent("lang")
                if let own { languages.insert(own) }
                if own != language { continue }
            }
            let id = try row.text("message_id")
            guard rowOfMessage.updateValue(index, forKey: id) == nil else {
                throw row.error("the message_id '\(id)' is there twice", cure: "give each message once")
            }
            // Files write the parent of a root as null or as nothing.
            let parent = try row.textIfPresent("parent_id")
            parents.append((index, parent == "" ? nil : parent))
            ranks[index] = row["rank"] == .null ? nil : try row.integer("rank")
        }
        for (row, parent) in parents {
            guard let parent else {
                roots.append(row)
                continue
            }
            if let parentRow = rowOfMessage[parent] { replies[parentRow, default: []].append(row) }
        }
        if bestOnly { keepBestAnswers(ranks) }
    }

    /// Of the answers to each of the user's messages, keeps the one of the lowest rank, the first of equals.
    private mutating func keepBestAnswers(_ ranks: [Int: Int]) {
        var users = roots
        while let user = users.popLast() {
            let answers = replies[user] ?? []
            guard
                let best = answers.indices.min(by: {
                    (ranks[answers[$0]] ?? Int.max, $0) < (ranks[answers[$1]] ?? Int.max, $1)
                })
            else { continue }
            replies[user] = [answers[best]]
            users += replies[answers[best]] ?? []
        }
    }

    /// Depth first, in the order of the file. A question that nobody answered has nothing to train, so it is left out
    /// and its thread ends with the answer before it.
    var threads: [[Int]] {
        var threads: [[Int]] = []
        var open = roots.reversed().map { [$0] }
        while let thread = open.popLast() {
            let isUsers = thread.count % 2 == 1
            var next = thread.last.flatMap { replies[$0] } ?? []
            if !isUsers { next.removeAll { replies[$0]?.isEmpty ?? true } }
            if next.isEmpty, !isUsers { threads.append(thread) }
            open += next.reversed().map { thread + [$0] }
        }
        return threads
    }
}

/// Turns a thread into ids, and trains the assistant's turns: by Llama 3's chat template, or in Llama 2's form.
private enum ConversationForm {
    case llama3(Llama3Form)
    case llama2(any Tokenizer)

    init(_ tokenizer: any Tokenizer) throws {
        self = tokenizer.vocabularySize >= 128_000 ? .llama3(try Llama3Form(tokenizer)) : .llama2(tokenizer)
    }

    func sample(_ texts: [String]) throws -> Sample {
        switch self {
        case .llama3(let form): try form.sample(texts)
        case .llama2(let tokenizer): try Self.llama2Sample(texts, tokenizer)
        }
    }

    /// `{bos}[INST] {user} [/INST]`, masked, then `{answer} {eos}`, for each pair of turns.
    private static func llama2Sample(_ texts: [String], _ tokenizer: any Tokenizer) throws -> Sample {
        var ids: [Int] = []
        var labels: [Int] = []
        for (turn, text) in texts.enumerated() {
            let text = text.strippedAsPythonDoes
            let isUsers = turn % 2 == 0
            let part = try tokenizer.encode(
                isUsers ? "\(tokenizer.bosToken ?? "")[INST] \(text) [/INST]" : "\(text) \(tokenizer.eosToken ?? "")",
                addSpecialTokens: false)
            ids += part
            labels += isUsers ? part.map { _ in -100 } : part
        }
        return .tokenized(inputIDs: ids, labels: labels)
    }
}

/// The chat template of Llama 3, whose turns end with `<|eot_id|>`.
private struct Llama3Form {
    private let encoder: ChatEncoder
    private let endOfTurn: Int
    /// Last ids of "system" and "user", by which a turn that is not trained shows.
    private let masked: Set<Int>
    private let assistantHeader: [Int]

    init(_ tokenizer: any Tokenizer) throws {
        guard let endOfTurn = tokenizer.id(for: "<|eot_id|>") else {
            throw DatasetError(
                problem: "the tokenizer has no <|eot_id|>, and this example knows the forms of Llama 2 and 3 only",
                cure: "write the labels of your model's chat template in ConversationForm")
        }
        encoder = try ChatEncoder(tokenizer)
        self.endOfTurn = endOfTurn
        masked = Set(try ["system", "user"].compactMap { try tokenizer.encode($0, addSpecialTokens: false).last })
        assistantHeader = try tokenizer.encode(
            "<|start_header_id|>assistant<|end_header_id|>", addSpecialTokens: false)
    }

    func sample(_ texts: [String]) throws -> Sample {
        let ids = try encoder.ids(
            of: texts.enumerated().map { ChatMessage(role: $0 % 2 == 0 ? "user" : "assistant", content: $1) })
        var labels = ids
        labels[0] = -100  // BOS
        var start = 1
        for end in ids.indices where ids[end] == endOfTurn {
            // A turn begins with <|start_header_id|>, then its role.
            if start + 1 < end, masked.contains(ids[start + 1]) {
                for place in start...end { labels[place] = -100 }
            }
            start = end + 1
        }
        for place in 0...max(0, ids.count - assistantHeader.count)
        where labels[place...].starts(with: assistantHeader) {
            for offset in assistantHeader.indices { labels[place + offset] = -100 }
        }
        return .tokenized(inputIDs: ids, labels: labels)
    }
}

extension String {
    /// Without white space at either end; Python counts the separators U+001C to U+001F among it.
    fileprivate var strippedAsPythonDoes: String {
        func isSpace(_ scalar: Unicode.Scalar) -> Bool {
            scalar.properties.isWhitespace || (0x1C...0x1F).contains(scalar.value)
        }
        let scalars = unicodeScalars
        guard let first = scalars.firstIndex(where: { !isSpace($0) }),
            let last = scalars.lastIndex(where: { !isSpace($0) })
        else { return "" }
        return String(scalars[first...last])
    }
}
