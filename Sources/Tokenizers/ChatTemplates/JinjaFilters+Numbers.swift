import Foundation

extension JinjaFilters {
    static let numberFilters: [String: Filter] = [
        "abs": { value, arguments, _ in
            _ = try arguments.bound(to: [], of: "abs")
            if let integer = value.integer { return integer < 0 ? try value.signed(negative: true) : .int(integer) }
            if case .double(let number) = value { return .double(number.magnitude) }
            if case .undefined(let message) = value { throw ChatTemplateError.evaluation(message) }
            throw ChatTemplateError.evaluation("bad operand type for abs(): '\(value.typeName)'")
        },
        "int": { value, arguments, _ in
            let bound = try arguments.bound(to: ["default", "base"], of: "int")
            let base = try bound["base"]?.requireInteger("base") ?? 10
            if case .undefined(let message) = value { throw ChatTemplateError.evaluation(message) }
            if let integer = value.integer { return .int(integer) }
            var number = value.number
            if let text = value.text {
                if let integer = try PythonNumber.parsedInteger(text, base: base) { return .int(integer) }
                number = PythonNumber.parsedDouble(text)
                if number?.isInfinite == true { number = nil }
            }
            guard let number, !number.isNaN else { return bound["default"] ?? .int(0) }
            guard let integer = Int(exactly: number.rounded(.towardZero)) else {
                let text = PythonNumber.text(of: number)
                throw ChatTemplateError(.limit, "the integer \(text) does not fit into 64 bits")
            }
            return .int(integer)
        },
        "float": { value, arguments, _ in
            let bound = try arguments.bound(to: ["default"], of: "float")
            if case .undefined(let message) = value { throw ChatTemplateError.evaluation(message) }
            let number = value.number ?? value.text.flatMap(PythonNumber.parsedDouble)
            return number.map(JinjaValue.double) ?? bound["default"] ?? .double(0)
        },
        "round": { value, arguments, _ in
            let bound = try arguments.bound(to: ["precision", "method"], of: "round")
            let precision = try bound["precision"]?.requireInteger("precision") ?? 0
            let method = bound["method"]?.text ?? "common"
            guard ["common", "ceil", "floor"].contains(method) else {
                throw ChatTemplateError.evaluation("method must be common, ceil or floor")
            }
            if case .undefined(let message) = value { throw ChatTemplateError.evaluation(message) }
            guard let number = value.number else {
                throw ChatTemplateError.evaluation("type \(value.typeName) doesn't define __round__ method")
            }
            if method == "common" {
                if let integer = value.integer, precision >= 0 { return .int(integer) }
                let rounded = rounded(number, precision)
                return value.integer == nil ? .double(rounded) : Int(exactly: rounded).map(JinjaValue.int) ?? value
            }
            let scale = pow(10, Double(precision))
            let scaled = (number * scale).rounded(method == "ceil" ? .up : .down)
            return .double(scaled / scale)
        },
        "sum": { value, arguments, context in
            let bound = try arguments.bound(to: ["attribute", "start"], of: "sum")
            let path = AttributePath(bound["attribute"])
            var sum = bound["start"] ?? .int(0)
            for element in try value.elements(context) {
                sum = try .apply("+", sum, path.value(in: element, context), context)
            }
            return sum
        },
    ]

    /// Python's `round(value, precision)`: the nearest decimal of the exact value, ties to even.
    private static func rounded(_ value: Double, _ precision: Int) -> Double {
        guard value.isFinite, precision < 320 else { return value }
        if precision < -310 { return 0 }
        if precision < 0 {
            let scale = pow(10, Double(-precision))
            return (value / scale).rounded(.toNearestOrEven) * scale
        }
        return Double(String(format: "%.\(precision)f", value)) ?? value
    }
}
