/// Turns gradients into changed parameters.
public protocol Optimizer: AnyObject {
    /// The rate of the next step; a schedule sets it.
    var learningRate: Double { get set }
    /// Updates every parameter that has a gradient, then clears the gradients.
    func step() throws
    /// Forgets the gradients without using them.
    func clearGradients() throws
    /// The L2 norm of all gradients as one vector, accumulated in float32.
    func gradientNorm() throws -> Double
    /// Multiplies every gradient by `factor`.
    func scaleGradients(by factor: Double) throws
}
