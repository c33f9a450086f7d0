/// A part of a model: it owns parameters and contains other parts.
///
/// Names follow the keys of Hugging Face checkpoints, so that `namedParameters()` of a whole model gives those keys.
public protocol Module: AnyObject {
    /// The parts directly inside this one; a name may hold dots where the checkpoint has a level without a part.
    var children: [(name: String, module: any Module)] { get }

    /// The weights directly in this part.
    var parameters: [(name: String, parameter: Parameter)] { get }

    /// Puts `layer` in the place of the linear layer that `children` lists as `name`.
    /// - Throws: `NNError` when there is no such place.
    func replaceLinear(named name: String, with layer: any LinearLayer) throws
}

extension Module {
    public var children: [(name: String, module: any Module)] { [] }

    public var parameters: [(name: String, parameter: Parameter)] { [] }

    public func replaceLinear(named name: String, with layer: any LinearLayer) throws {
        throw NNError(
            "\(type(of: self)): has no linear layer '\(name)' to replace; list the replaceable ones in its children")
    }
}
