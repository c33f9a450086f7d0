import CTorch

/// An array of numbers with a shape, on a device, with libtorch's operations and automatic differentiation.
///
/// The object owns a reference to memory that it may share with views of it; the memory is freed with the last of
/// them. It is a reference in both senses: an in-place operation is seen by all who hold the tensor or a view of it.
/// Tensors do not cross threads: pass plain arrays, and make tensors where they are used.
///
/// Dimensions count from 0; negative ones count from the end. Operations throw ``TorchError``, and one `try` covers a
/// whole expression: `try (x * weight + bias).silu()`.
public final class Tensor: CustomStringConvertible {
    /// The C handle, for code that calls C functions of its own; it lives as long as this object.
    let handle: OpaquePointer

    public let dtype: DType
    public let device: Device

    /// Takes over a handle, which is freed with this object, or at once if this throws.
    init(adopting handle: OpaquePointer?) throws {
        guard let handle else {
            throw TorchError(code: .unknown, operation: "Tensor", message: "the operation made no tensor")
        }
        guard let dtype = DType(code: ct_tensor_dtype(handle)) else {
            let code = ct_tensor_dtype(handle)
            ct_tensor_free(handle)
            throw TorchError(
                code: .type, operation: "Tensor", message: "the result has an element type not in use here (\(code))")
        }
        self.handle = handle
        self.dtype = dtype
        device = Device(code: ct_tensor_device(handle))
    }

    deinit {
        ct_tensor_free(handle)
    }

    /// Sizes of the dimensions, outermost first; empty for a single number.
    public var shape: [Int] {
        withExtendedLifetime(self) {
            Array(UnsafeBufferPointer(start: ct_tensor_sizes(handle), count: ct_tensor_rank(handle)))
        }
    }

    /// The number of dimensions.
    public var rank: Int { withExtendedLifetime(self) { ct_tensor_rank(handle) } }

    /// The number of elements.
    public var count: Int { withExtendedLifetime(self) { ct_tensor_count(handle) } }

    /// The size of one dimension; throws when there is no such dimension.
    public func size(_ dim: Int) throws -> Int {
        let index = dim < 0 ? dim + rank : dim
        guard index >= 0, index < rank else {
            throw TorchError(code: .index, operation: "size", message: "no dimension \(dim) in \(summary)")
        }
        return withExtendedLifetime(self) { ct_tensor_sizes(handle)[index] }
    }

    /// Whether elements lie in memory in row-major order without gaps.
    public var isContiguous: Bool { withExtendedLifetime(self) { ct_tensor_is_contiguous(handle) } }

    /// Whether the memory is lent by ``borrowing(_:byteCount:owner:shape:dtype:)`` and so must not be written to.
    public var isBorrowed: Bool { withExtendedLifetime(self) { ct_tensor_is_borrowed(handle) } }

    /// Type and shape, as error messages show them: `bfloat16[2, 3]`.
    var summary: String { "\(dtype)\(shape)" }

    /// Shape, type and the first few values.
    public var description: String {
        let place = device == .cpu ? "" : " on \(device)"
        let limit = 8
        let values: [String]
        do {
            let head = try Autograd.noGrad { try flatten().narrow(dim: 0, start: 0, length: Swift.min(count, limit)) }
            values = dtype.isFloatingPoint ? try head.floats().map { "\($0)" } : try head.int64s().map { "\($0)" }
        } catch {
            return "Tensor(\(summary)\(place))"
        }
        let rest = count > limit ? ", ..." : ""
        return "Tensor(\(summary)\(place): \(values.joined(separator: ", "))\(rest))"
    }
}
