import Hub
import Recipes

extension HubFiles {
    /// Tells what is fetched on standard error, with a line of progress where that is a terminal.
    static var console: HubFiles {
        let line = ProgressLine()
        return HubFiles(
            events: HubEvents(
                note: {
                    line.clear()
                    Terminal.note($0)
                }, progress: { line.show("\(bar($0.fraction)) \($0.repository): \($0.text)") }, finished: line.clear))
    }

    private static func bar(_ fraction: Double) -> String {
        let full = min(20, max(0, Int(fraction * 20)))
        return "[" + String(repeating: "#", count: full) + String(repeating: "-", count: 20 - full) + "]"
    }
}
