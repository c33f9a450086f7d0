import NN
import NearestNames

/// Which linear layers of a model the settings mean.
struct TargetSelection {
    /// The layers' paths.
    let paths: Set<String>

    /// Finds layers whose path is a target or ends with one, as peft does; every target must match something.
    /// - Parameter place: what errors call the setting.
    /// - Throws: `AdapterError` naming the nearest layer.
    init(targets: [String], model: any CausalLanguageModel, place: String) throws {
        let all = model.linearLayers().map(\.path)
        var chosen: Set<String> = []
        for target in targets {
            let matches =
                target == LoRAConfiguration.allLinear
                ? all.filter { $0 != model.outputHeadName }
                : all.filter { $0 == target || $0.hasSuffix("." + target) }
            if matches.isEmpty { throw Self.unknown(target, all, place) }
            chosen.formUnion(matches)
        }
        paths = chosen
    }

    /// Finds layers whose whole path matches a regular expression: the form in which peft keeps a text.
    init(pattern: String, model: any CausalLanguageModel, place: String) throws {
        guard let expression = try? Regex(pattern) else {
            throw AdapterError(
                place: place, problem: "'\(pattern)' is no regular expression", cure: "name the layers in a list")
        }
        paths = Set(model.linearLayers().map(\.path).filter { $0.wholeMatch(of: expression) != nil })
        guard !paths.isEmpty else {
            throw AdapterError(
                place: place, problem: "'\(pattern)' matches no linear layer", cure: "name the layers in a list")
        }
    }

    /// The shortest list of targets that means exactly these layers: last parts of paths where they are unambiguous.
    static func names(of paths: [String], model: any CausalLanguageModel) -> [String] {
        let chosen = Set(paths)
        let short = Set(paths.map(lastPart))
        let all = model.linearLayers().map(\.path)
        let isExact = all.allSatisfy { !short.contains(lastPart($0)) || chosen.contains($0) }
        return isExact ? short.sorted() : paths.sorted()
    }

    private static func unknown(_ target: String, _ paths: [String], _ place: String) -> AdapterError {
        let names = Set(paths.map(lastPart)).sorted()
        let nearest = NearestMatch.find(target, in: names).map { "did you mean '\($0)'? " } ?? ""
        let known = (names + [LoRAConfiguration.allLinear]).joined(separator: ", ")
        return AdapterError(
            place: place, problem: "'\(target)' matches no linear layer of the model",
            cure: "\(nearest)There are: \(known)")
    }

    private static func lastPart(_ path: String) -> String {
        path.split(separator: ".").last.map(String.init) ?? path
    }
}
