import Testing
import Torch

/// Expects values to agree with a tensor's within an absolute tolerance, and shapes to agree if one is given.
func expectClose(
    _ tensor: Tensor, _ expected: [Double], shape: [Int]? = nil, tolerance: Double = 1e-6,
    sourceLocation: SourceLocation = #_sourceLocation
) throws {
    let values = try tensor.doubles()
    if let shape { #expect(tensor.shape == shape, sourceLocation: sourceLocation) }
    guard values.count == expected.count else {
        Issue.record("\(values.count) values, expected \(expected.count)", sourceLocation: sourceLocation)
        return
    }
    for (index, (value, wanted)) in zip(values, expected).enumerated()
    where !(abs(value - wanted) <= tolerance) && value != wanted && !(value.isNaN && wanted.isNaN) {
        Issue.record("element \(index): \(value), expected \(wanted)", sourceLocation: sourceLocation)
    }
}

/// The error that `body` throws, if it throws a `TorchError`.
func torchError(_ body: () throws -> Void) -> TorchError? {
    do {
        try body()
        return nil
    } catch {
        return error as? TorchError
    }
}
