import Hummingbird
import Synchronization

/// Hands requests to a Hub as long as there is one.
final class HubBox: Sendable {
    let hub = Mutex<WeakHub?>(nil)

    func respond(_ request: Request, _ context: BasicRequestContext, _ host: ServedRequest.Host) async -> Response {
        guard let hub = hub.withLock({ $0?.hub }) else { return Response(status: .serviceUnavailable) }
        return hub.respond(to: request, at: host)
    }
}
