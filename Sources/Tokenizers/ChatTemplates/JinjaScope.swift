/// The variables of a block, inside of those of the block around it.
final class JinjaScope {
    var variables: [String: JinjaValue] = [:]
    private(set) var parent: JinjaScope?

    init(parent: JinjaScope?) { self.parent = parent }

    /// The variable of that name, here or further out.
    func lookUp(_ name: String) -> JinjaValue? {
        var scope: JinjaScope? = self
        while let current = scope {
            if let value = current.variables[name] { return value }
            scope = current.parent
        }
        return nil
    }

    /// Lets go of everything, so that scopes and the macros that hold them do not keep each other alive.
    func clear() {
        variables = [:]
        parent = nil
    }
}
