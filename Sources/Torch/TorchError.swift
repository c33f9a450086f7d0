import CTorch

/// What libtorch, or the boundary to it, refused to do.
public struct TorchError: Error, Sendable, Hashable, CustomStringConvertible {
    public enum Code: String, Sendable {
        /// Shapes, values or state that the operation does not accept.
        case invalidArgument
        case outOfMemory
        case index
        case type
        /// Another error of the C++ side, described by the message.
        case other
        /// Something of the C++ side that carries no description.
        case unknown
    }

    public let code: Code
    /// The method or function that failed, by its Swift name.
    public let operation: String
    /// One line that says what is wrong, with the operands' shapes where they are at hand.
    public let message: String

    public init(code: Code, operation: String, message: String) {
        self.code = code
        self.operation = operation
        self.message = message
    }

    public var description: String { "\(operation): \(message)" }

    /// The error behind a status other than `CT_OK`; to be read on the thread of the failed call.
    init(status: ct_status, operands: [Tensor]) {
        code =
            switch Int(status) {
            case CT_INVALID_ARGUMENT: .invalidArgument
            case CT_OUT_OF_MEMORY: .outOfMemory
            case CT_INDEX: .index
            case CT_TYPE: .type
            case CT_OTHER: .other
            default: .unknown
            }
        operation = String(cString: ct_error_operation())
        let text = String(cString: ct_error_message())
        let shown = operands.prefix(6).map(\.summary).joined(separator: ", ")
        let rest = operands.count > 6 ? ", ... (\(operands.count) tensors)" : ""
        message = operands.isEmpty ? text : "\(text) (with \(shown)\(rest))"
    }
}
