import Foundation
import ModelFiles

/// One end of the connection to the Python process: messages of one JSON line, with bytes behind it where the line
/// says so under `bytes`.
final class PythonChannel {
    struct Message {
        let header: JSONValue
        let bytes: [UInt8]
    }

    private let descriptor: Int32
    private var received: [UInt8] = []
    /// How much of `received` is used up.
    private var start = 0

    init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }

    /// Sends a message.
    ///
    /// - Returns: false when the other end is gone, which `receive` tells more about.
    func send(_ header: JSONValue, bytes: [UInt8] = []) throws -> Bool {
        var header = header
        if !bytes.isEmpty { header["bytes"] = .int(bytes.count) }
        return send(Array((try header.text() + "\n").utf8) + bytes)
    }

    /// Sends bytes as they are.
    func send(_ bytes: [UInt8]) -> Bool {
        var sent = 0
        while sent < bytes.count {
            // No SIGPIPE: a process that ended is an error to report, not a reason to end too.
            let count = bytes.withUnsafeBytes {
                Foundation.send(descriptor, $0.baseAddress.map { $0 + sent }, bytes.count - sent, Self.noSignal)
            }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            sent += count
        }
        return true
    }

    /// The next message; nil when the other end is gone.
    ///
    /// - Parameter waiting: called several times a second while nothing comes; throws to give up.
    func receive(waiting: () throws -> Void) throws -> Message? {
        guard let line = try take(until: UInt8(ascii: "\n"), waiting) else { return nil }
        let header = try line.withUnsafeBytes { try JSONValue(parsing: $0, origin: "the Python process") }
        guard let count = header["bytes"]?.intValue else { return Message(header: header, bytes: []) }
        while received.count - start < count {
            guard try fill(waiting) else { return nil }
        }
        defer { start += count }
        return Message(header: header, bytes: Array(received[start..<start + count]))
    }

    private func take(until end: UInt8, _ waiting: () throws -> Void) throws -> ArraySlice<UInt8>? {
        var searched = start
        while true {
            if let place = received[searched...].firstIndex(of: end) {
                defer { start = place + 1 }
                return received[start..<place]
            }
            let pending = received.count - start
            guard try fill(waiting) else { return nil }
            searched = start + pending
        }
    }

    /// Reads what has come; false at the end.
    private func fill(_ waiting: () throws -> Void) throws -> Bool {
        if start > 0 {
            received.removeFirst(start)
            start = 0
        }
        var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        while Foundation.poll(&poll, 1, 200) <= 0 { try waiting() }
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(descriptor, &chunk, chunk.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { return false }
            received.append(contentsOf: chunk[..<count])
            return true
        }
    }

    #if os(Linux)
        private static let noSignal = Int32(MSG_NOSIGNAL)
    #else
        private static let noSignal: Int32 = 0
    #endif
}
