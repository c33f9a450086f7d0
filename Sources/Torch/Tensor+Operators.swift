import CTorch

// Shapes broadcast and types promote as in PyTorch. A whole number leaves an integer tensor an integer tensor; `/` always
// divides truly. Three overloads per operator and no literal conformances keep long expressions quick to type-check.
extension Tensor {
    public static func + (a: Tensor, b: Tensor) throws -> Tensor { try a.make(b, ct_add) }
    public static func + (a: Tensor, b: Double) throws -> Tensor { try a.make { ct_add_value($0, $1, b) } }
    public static func + (a: Double, b: Tensor) throws -> Tensor { try b.make { ct_add_value($0, $1, a) } }

    public static func - (a: Tensor, b: Tensor) throws -> Tensor { try a.make(b, ct_sub) }
    public static func - (a: Tensor, b: Double) throws -> Tensor { try a.make { ct_sub_value($0, $1, b) } }
    public static func - (a: Double, b: Tensor) throws -> Tensor { try b.make { ct_value_sub($0, $1, a) } }

    public static func * (a: Tensor, b: Tensor) throws -> Tensor { try a.make(b, ct_mul) }
    public static func * (a: Tensor, b: Double) throws -> Tensor { try a.make { ct_mul_value($0, $1, b) } }
    public static func * (a: Double, b: Tensor) throws -> Tensor { try b.make { ct_mul_value($0, $1, a) } }

    public static func / (a: Tensor, b: Tensor) throws -> Tensor { try a.make(b, ct_div) }
    public static func / (a: Tensor, b: Double) throws -> Tensor { try a.make { ct_div_value($0, $1, b) } }
    public static func / (a: Double, b: Tensor) throws -> Tensor { try b.make { ct_value_div($0, $1, a) } }

    public static prefix func - (a: Tensor) throws -> Tensor { try a.neg() }
}
