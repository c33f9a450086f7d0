import Foundation

/// One line on standard error that is redrawn in place; shown only where that is a terminal.
struct ProgressLine: Sendable {
    private let isShown = isatty(STDERR_FILENO) == 1

    func show(_ text: String) { draw("\r\u{1B}[K\(text)") }

    func clear() { draw("\r\u{1B}[K") }

    private func draw(_ text: String) {
        guard isShown else { return }
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
