import Torch

extension Module {
    /// All weights of this part and the parts inside it, under their checkpoint keys.
    ///
    /// A weight that two parts share (tied embeddings) appears once, under the first of its names.
    public func namedParameters() -> [(name: String, parameter: Parameter)] {
        var seen: Set<ObjectIdentifier> = []
        var found: [(name: String, parameter: Parameter)] = []
        visit(path: "") { path, module in
            for (name, parameter) in module.parameters where seen.insert(ObjectIdentifier(parameter)).inserted {
                found.append((join(path, name), parameter))
            }
        }
        return found
    }

    /// The weights that training changes, under their checkpoint keys.
    public func trainableParameters() -> [(name: String, parameter: Parameter)] {
        namedParameters().filter { $0.parameter.isTrainable }
    }

    /// Switches the gradients of all weights on (full fine-tuning) or off (freezing).
    public func setTrainable(_ isTrainable: Bool) throws {
        for (_, parameter) in namedParameters() { try parameter.setTrainable(isTrainable) }
    }

    /// Forgets the gradients of all weights.
    public func clearGradients() throws {
        for (_, parameter) in namedParameters() { try parameter.tensor.clearGrad() }
    }

    /// Tells every part that behaves differently in training (dropout) which mode holds.
    public func setTraining(_ isTraining: Bool) {
        visit(path: "") { _, module in (module as? any TrainingModeSwitching)?.isTraining = isTraining }
    }

    /// The linear layers with their paths, in the order of the checkpoint.
    ///
    /// A layer that wraps another counts as one.
    public func linearLayers() -> [(path: String, layer: any LinearLayer)] {
        var found: [(path: String, layer: any LinearLayer)] = []
        visit(path: "") { path, module in
            if let layer = module as? any LinearLayer { found.append((path, layer)) }
        }
        return found
    }

    /// Offers every linear layer to `transform` and puts what it returns in the layer's place; nil keeps the layer.
    public func replaceLinears(
        _ transform: (_ path: String, _ layer: any LinearLayer) throws -> (any LinearLayer)?
    ) throws {
        try replaceLinears(under: "", transform)
    }

    private func replaceLinears(
        under path: String, _ transform: (_ path: String, _ layer: any LinearLayer) throws -> (any LinearLayer)?
    ) throws {
        for (name, child) in children {
            let childPath = join(path, name)
            if let layer = child as? any LinearLayer {
                if let replacement = try transform(childPath, layer) {
                    try replaceLinear(named: name, with: replacement)
                }
            } else {
                try child.replaceLinears(under: childPath, transform)
            }
        }
    }

    private func visit(path: String, _ body: (_ path: String, _ module: any Module) -> Void) {
        body(path, self)
        for (name, child) in children { child.visit(path: join(path, name), body) }
    }
}

private func join(_ path: String, _ name: String) -> String {
    path.isEmpty ? name : "\(path).\(name)"
}
