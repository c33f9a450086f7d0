/// A part of a model that behaves differently in training and in evaluation.
public protocol TrainingModeSwitching: AnyObject {
    /// True while training; `Module.setTraining` sets it throughout a model.
    var isTraining: Bool { get set }
}
