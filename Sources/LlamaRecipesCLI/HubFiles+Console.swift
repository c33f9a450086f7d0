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
                }, progress: { line.show("\($0.repository): \($0.text)") }, finished: line.clear))
    }
}
