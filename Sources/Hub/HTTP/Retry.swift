import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOPosix

/// Counts failures in a row, and waits between attempts.
struct Retry {
    private let configuration: HubConfiguration
    private let note: @Sendable (String) -> Void
    private var failures = 0

    /// - Parameter note: takes a line before each wait that a person would notice.
    init(_ configuration: HubConfiguration, note: @escaping @Sendable (String) -> Void) {
        self.configuration = configuration
        self.note = note
    }

    /// Something went well: the next failure is the first again.
    mutating func succeeded() { failures = 0 }

    /// Waits before the next attempt, or throws the failure when there were enough.
    ///
    /// - Parameter wait: seconds that the server asked for.
    mutating func wait(after failure: HubError, asked wait: Double? = nil) async throws {
        failures += 1
        guard failures < configuration.attempts else { throw failure }
        let seconds = wait ?? configuration.backOff * Double(1 << (failures - 1))
        guard seconds <= configuration.longestWait else { throw failure }
        if seconds >= 1 {
            note(
                "\(failure.problem); trying again in \(Int(seconds.rounded(.up))) s "
                    + "(attempt \(failures + 1) of \(configuration.attempts))")
        }
        try await Self.sleep(seconds)
    }

    /// Sleeps without a thread, waking up now and then to see whether it was cancelled.
    static func sleep(_ seconds: Double) async throws {
        var left = seconds
        while left > 0 {
            try Task.checkCancellation()
            let slice = min(left, 0.1)
            try await MultiThreadedEventLoopGroup.singleton.any()
                .scheduleTask(in: .nanoseconds(Int64(slice * 1e9))) {}.futureResult.get()
            left -= slice
        }
        try Task.checkCancellation()
    }

    /// Whether the answer is one that may be another the next time.
    static func isTransient(_ status: Int) -> Bool { [408, 429, 500, 502, 503, 504].contains(status) }

    /// Seconds to wait by `Retry-After` (seconds or a date), else by `RateLimit` (`"api";r=0;t=55`).
    static func wait(asked answer: Answer, now: Date = Date()) -> Double? {
        if let text = answer.headers.first(name: "retry-after") {
            if let seconds = Double(text.trimmingCharacters(in: .whitespaces)) { return max(0, seconds) }
            let formatter = DateFormatter()
            formatter.locale = Locale(identifier: "en_US_POSIX")
            formatter.timeZone = TimeZone(identifier: "GMT")
            formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
            return formatter.date(from: text).map { max(0, $0.timeIntervalSince(now)) }
        }
        guard answer.status == 429, let limit = answer.headers.first(name: "ratelimit") else { return nil }
        let parts = limit.split(separator: ";").map { $0.trimmingCharacters(in: .whitespaces) }
        return parts.first { $0.hasPrefix("t=") }.flatMap { Double($0.dropFirst(2)) }
    }

    /// What a failed connection means for the user; nil for an error that a second attempt would not change.
    static func problem(_ error: any Error, address: String) -> HubError? {
        if error is HubError || error is CancellationError { return nil }
        if let error = error as? HTTPClientError, [.cancelled, .alreadyShutdown].contains(error) { return nil }
        let host = Origin(address)?.host ?? address
        let reason =
            switch error {
            case let error as HTTPClientError: Self.reason(error)
            case let error as NIOConnectionError:
                error.connectionErrors.isEmpty ? "cannot be found: its name is not resolved" : "cannot be connected to"
            case let error as IOError: "cannot be reached (\(String(cString: strerror(error.errnoCode))))"
            default: "cannot be reached (\(error))"
            }
        return HubError(
            .unreachable, "\(host) \(reason)",
            cure: "check the connection, HF_ENDPOINT and the proxy, or use what is cached with HF_HUB_OFFLINE=1")
    }

    private static func reason(_ error: HTTPClientError) -> String {
        switch error {
        case .connectTimeout: "does not answer"
        case .readTimeout: "went silent"
        case .remoteConnectionClosed, .uncleanShutdown: "broke the connection"
        default: "cannot be reached (\(error.shortDescription))"
        }
    }
}
