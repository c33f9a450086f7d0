import Yams

/// Turns YAML text into the entries of a ``SettingsFile``, keeping the line of every key.
struct YAMLReader {
    let file: String

    func entries(of text: String) throws(ConfigurationError) -> [SettingsFile.Entry] {
        switch try root(of: text) {
        case nil: return []
        case .mapping(let mapping): return try entries(of: mapping, depth: 0)
        case .scalar(let scalar) where literal(scalar) == .null: return []
        case .some(let node): throw error(node.mark?.line ?? 1, "must hold keys and values, such as lr: 1e-4")
        }
    }

    private func root(of text: String) throws(ConfigurationError) -> Node? {
        do {
            return try Parser(yaml: text).singleRoot()
        } catch let yamlError as YamlError {
            throw describe(yamlError, text: text)
        } catch {
            throw self.error(1, "is not valid YAML: \(error)")
        }
    }

    private func entries(of mapping: Node.Mapping, depth: Int) throws(ConfigurationError) -> [SettingsFile.Entry] {
        var entries: [SettingsFile.Entry] = []
        for (key, value) in mapping {
            // The value's own mark would be wrong for an alias, which points to its anchor.
            let line = key.mark?.line ?? mapping.mark?.line ?? 1
            guard case .scalar(let name) = key else { throw error(line, "a key must be one word") }
            guard name.string != "<<" else { throw error(line, "merge keys (<<) are not read; write the keys out") }
            entries.append(.init(key: name.string, line: line, value: try self.value(of: value, depth: depth)))
        }
        return entries
    }

    private func value(of node: Node, depth: Int) throws(ConfigurationError) -> SettingsFile.Value {
        switch node {
        case .scalar(let scalar):
            return .literal(literal(scalar))
        case .sequence(let sequence):
            var items: [SettingLiteral] = []
            for item in sequence {
                guard case .scalar(let scalar) = item else { return .other("a list of lists or mappings") }
                items.append(literal(scalar))
            }
            return .literal(.list(items))
        case .mapping(let mapping):
            // Groups hold no groups.
            return depth == 0 ? .mapping(try entries(of: mapping, depth: 1)) : .other("a mapping")
        case .alias:
            return .other("an alias")
        }
    }

    private func literal(_ scalar: Node.Scalar) -> SettingLiteral {
        switch scalar.style {
        case .any, .plain:
            ["", "~", "null", "Null", "NULL"].contains(scalar.string) ? .null : .plain(scalar.string)
        case .singleQuoted, .doubleQuoted, .literal, .folded:
            .quoted(scalar.string)
        }
    }

    private func error(_ line: Int, _ message: String) -> ConfigurationError {
        ConfigurationError(place: "\(file):\(line)", message: message)
    }

    private func describe(_ yamlError: YamlError, text: String) -> ConfigurationError {
        switch yamlError {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            let setting = context.map { " (\($0.text), line \($0.mark.line))" } ?? ""
            return error(mark.line, "is not valid YAML: \(problem)\(setting)")
        case .reader(let problem, let offset, _, _):
            let line = 1 + text.prefix(offset ?? 0).count { $0.isNewline }
            return error(line, "is not valid YAML: \(problem)")
        case .duplicatedKeysInMapping(let keys, let context):
            let first = context.mark.line
            // Keys that are lists or mappings come without their text.
            guard let key = keys.first, text.contains(key) else { return error(first, "a key must be one word") }
            let again = secondLine(of: key, after: context.mark, in: text)
            return error(again ?? first, "\(key): is given twice (first in line \(first)); keep one of them")
        default:
            return error(1, "is not valid YAML: \(yamlError)")
        }
    }

    /// The YAML parser tells only where a repeated key stands first.
    private func secondLine(of key: String, after mark: Mark, in text: String) -> Int? {
        let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
        for (index, line) in lines.enumerated().dropFirst(mark.line) {
            let indent = line.prefix { $0 == " " }.count
            if indent == mark.column - 1, line.dropFirst(indent).hasPrefix(key),
                line.dropFirst(indent + key.count).drop(while: { $0 == " " }).first == ":"
            {
                return index + 1
            }
        }
        return nil
    }
}
