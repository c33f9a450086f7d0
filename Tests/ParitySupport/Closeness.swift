import Foundation
public import Torch

/// The distance of two tensors relative to the expected one: ‖a - b‖ / ‖b‖, in double precision.
///
/// Where the expected tensor is zero, the norm of the found one. A shape that differs is infinitely far.
public func relativeError(_ found: Tensor, _ expected: Tensor) throws -> Double {
    guard found.shape == expected.shape else { return .infinity }
    let (found, expected) = (try found.doubles(), try expected.doubles())
    let difference = zip(found, expected).reduce(0) { $0 + pow($1.0 - $1.1, 2) }
    let norm = expected.reduce(0) { $0 + $1 * $1 }
    return (norm == 0 ? found.reduce(0) { $0 + $1 * $1 } : difference / norm).squareRoot()
}
