public import NN

/// Low-rank adaptation: small trainable updates beside frozen linear layers.
public enum LoRA {
    /// Freezes the model and wraps the targeted layers; the fresh update changes nothing until it is trained.
    ///
    /// Draws from the global generator: seed it first for a repeatable start.
    /// - Throws: `AdapterError` for settings out of range, a target that matches nothing, or an adapted model.
    public static func apply(to model: any CausalLanguageModel, configuration: LoRAConfiguration) throws {
        try configuration.validate()
        let selection = try TargetSelection(
            targets: configuration.targetModules, model: model, place: "target_modules")
        try wrap(model, selection) { _, layer in try LoRALinear(base: layer, configuration: configuration) }
    }

    /// The adapted layers with their paths.
    public static func layers(in model: any CausalLanguageModel) -> [(path: String, layer: LoRALinear)] {
        model.linearLayers().compactMap { path, layer in (layer as? LoRALinear).map { (path, $0) } }
    }

    /// Freezes all weights and puts what `make` returns in place of the selected layers.
    static func wrap(
        _ model: any CausalLanguageModel, _ selection: TargetSelection,
        _ make: (_ path: String, _ layer: any LinearLayer) throws -> LoRALinear
    ) throws {
        guard layers(in: model).isEmpty else {
            throw AdapterError(
                place: "model", problem: "already has an adapter", cure: "load the base model again for another one")
        }
        try model.setTrainable(false)
        try model.replaceLinears { path, layer in
            selection.paths.contains(path) ? try make(path, layer) : nil
        }
    }
}
