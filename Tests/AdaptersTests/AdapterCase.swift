import Adapters
import Models
import ParitySupport
import Torch

/// One adapter of one toy model, both as transformers and peft saved them.
struct AdapterCase: Sendable, CustomStringConvertible {
    let fixture: ParityFixture
    let adapter: String

    var description: String { "\(fixture.name)/\(adapter)" }
    var folder: String { "\(fixture.folder)/\(adapter)" }

    /// A fresh copy of the model with the adapter.
    func model(dtype: DType = .float32) throws -> LlamaModel {
        let model = try fixture.model(dtype: dtype)
        try PEFTAdapter.load(into: model, from: folder)
        return model
    }

    func expected(_ name: String) throws -> Tensor {
        try fixture.expected("\(adapter).\(name)")
    }
}
