import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import NIOPosix
import Synchronization

extension LoopbackHub {
    /// Notes the request, then does what a fault says or what a Hub does.
    func respond(to request: Request, at host: ServedRequest.Host) -> Response {
        let path = request.uri.path
        let address = request.uri.query.map { "\(path)?\($0)" } ?? path
        let headers = request.headers
        let met = state.withLock { state -> MetFault? in
            state.requests.append(
                ServedRequest(
                    host: host, method: request.method.rawValue, path: address, range: headers[.range],
                    authorization: headers[.authorization], hostHeader: request.head.authority))
            return Self.takeFault(&state, address, host)
        }
        let isHead = request.method == .head
        switch met?.fault {
        case .status(let code, let extra, let body):
            return Self.text(HTTPResponse.Status(code: code), body, headers: extra, isHead: isHead)
        case .webPage:
            return Self.text(
                .ok, "<html><body>Please log in to the network.</body></html>",
                headers: ["Content-Type": "text/html; charset=utf-8"], isHead: isHead)
        case .redirect(let target):
            return Self.text(.found, "", headers: ["Location": target], isHead: isHead)
        default: break
        }
        if host == .storage { return content(path, request, met) }
        if path.hasPrefix("/api/") { return api(path, request) }
        return file(path, request, met)
    }

    private static func takeFault(
        _ state: inout State, _ address: String, _ host: ServedRequest.Host
    ) -> MetFault? {
        let index = state.faults.firstIndex {
            address.contains($0.part) && $0.left > 0 && ($0.host == nil || $0.host == host)
        }
        guard let index else { return nil }
        state.faults[index].left -= 1
        return MetFault(fault: state.faults[index].fault, stallsEnded: state.stallsEnded)
    }

    /// A fault that a request meets, and how often stalls had been ended by then: a stall waits for the next time, also
    /// when that comes before the first byte is sent.
    private struct MetFault {
        let fault: ServerFault
        let stallsEnded: Int
    }

    // MARK: - The API

    private func api(_ path: String, _ request: Request) -> Response {
        // /api/models/owner/name[/revision|tree/REVISION | /refs]
        let parts = path.split(separator: "/").map(String.init)
        guard parts.count >= 4 else { return Self.failure(404, "RepoNotFound") }
        let name = "\(parts[1])/\(parts[2])/\(parts[3])"
        let repository: PublishedRepository
        switch access(to: name, request, opensContent: false) {
        case .denied(let response): return response
        case .granted(let found): repository = found
        }
        let rest = Array(parts.dropFirst(4))
        if rest == ["refs"] {
            let branches = repository.references.sorted { $0.key < $1.key }
                .map { #"{"name":"\#($0.key)","ref":"refs/heads/\#($0.key)","targetCommit":"\#($0.value)"}"# }
            return Self.json(#"{"branches":[\#(branches.joined(separator: ","))],"tags":[],"converts":[]}"#)
        }
        let revision = rest.count > 1 ? rest[1].removingPercentEncoding ?? rest[1] : "main"
        guard let (commit, files) = repository.find(revision) else { return Self.failure(404, "RevisionNotFound") }
        guard rest.first == "tree" else {
            let siblings = files.keys.sorted().map { #"{"rfilename":\#(Self.quoted($0))}"# }.joined(separator: ",")
            return Self.json(
                #"{"_id":"1","id":"\#(parts[2])/\#(parts[3])","sha":"\#(commit)","private":false,"gated":false,"#
                    + #""siblings":[\#(siblings)]}"#)
        }
        return page(of: files, at: request, path)
    }

    /// One page of a listing, with the address of the next.
    private func page(of files: [String: PublishedRepository.File], at request: Request, _ path: String) -> Response {
        let start = request.uri.queryParameters["cursor"].flatMap { Int($0) } ?? 0
        let (length, host) = state.withLock { ($0.pageLength, $0.listingEndpoint ?? endpoint) }
        let folders = Set(
            files.keys.flatMap { path in
                let parts = path.split(separator: "/").dropLast()
                return parts.indices.map { parts[...$0].joined(separator: "/") }
            })
        let entries =
            folders.sorted().map { #"{"type":"directory","oid":"\#(Self.noID)","size":0,"path":\#(Self.quoted($0))}"# }
            + files.sorted { $0.key < $1.key }.map { path, file in
                let large =
                    file.isLarge
                    ? #","lfs":{"oid":"\#(file.sha256)","size":\#(file.bytes.count),"pointerSize":130}"# : ""
                return #"{"type":"file","oid":"\#(file.blobID)","size":\#(file.bytes.count),"#
                    + #""path":\#(Self.quoted(path))\#(large)}"#
            }
        let end = min(start + length, entries.count)
        var headers: [String: String] = [:]
        if end < entries.count {
            headers["Link"] = "<\(host)\(path)?recursive=true&expand=false&cursor=\(end)>; rel=\"next\""
        }
        return Self.json("[\(entries[min(start, end)..<end].joined(separator: ","))]", headers: headers)
    }

    // MARK: - Files

    private func file(_ path: String, _ request: Request, _ met: MetFault?) -> Response {
        // /[datasets/]owner/name/resolve/REVISION/path
        var parts = path.split(separator: "/", omittingEmptySubsequences: false).dropFirst().map(String.init)
        let kind = parts.first == "datasets" ? parts.removeFirst() : "models"
        guard parts.count > 4, parts[2] == "resolve" else { return Self.failure(404, "RepoNotFound") }
        let repository: PublishedRepository
        switch access(to: "\(kind)/\(parts[0])/\(parts[1])", request, opensContent: true) {
        case .denied(let response): return response
        case .granted(let found): repository = found
        }
        guard let (commit, files) = repository.find(parts[3].removingPercentEncoding ?? parts[3]) else {
            return Self.failure(404, "RevisionNotFound")
        }
        let name = parts[4...].joined(separator: "/").removingPercentEncoding ?? ""
        guard let file = files[name] else { return Self.failure(404, "EntryNotFound", ["X-Repo-Commit": commit]) }
        var headers = ["X-Repo-Commit": commit, "ETag": "\"\(file.etag)\""]
        if case .wrongEtag = met?.fault { headers["ETag"] = "\"\(String(repeating: "f", count: file.etag.count))\"" }
        guard file.isLarge else { return bytes(file.bytes, headers, request, met) }
        headers["X-Linked-Etag"] = headers.removeValue(forKey: "ETag")
        headers["X-Linked-Size"] = "\(file.bytes.count)"
        headers["Location"] = "\(storageEndpoint)/content/\(file.sha256)/\(parts[4...].joined(separator: "/"))"
        return Self.text(.found, "", headers: headers, isHead: request.method == .head)
    }

    /// What the storage host has.
    private func content(_ path: String, _ request: Request, _ met: MetFault?) -> Response {
        let checksum = path.split(separator: "/").dropFirst().first.map(String.init) ?? ""
        let found = state.withLock { state in
            state.repositories.values.lazy.flatMap { $0.commits.values }.flatMap { $0.values }
                .first { $0.sha256 == checksum }
        }
        guard let found else { return Self.failure(404, "") }
        return bytes(found.bytes, ["ETag": "\"\(checksum.prefix(32))\""], request, met)
    }

    private func bytes(
        _ all: [UInt8], _ headers: [String: String], _ request: Request, _ met: MetFault?
    ) -> Response {
        var headers = headers
        headers["Accept-Ranges"] = "bytes"
        var bytes = all[...]
        var status = HTTPResponse.Status.ok
        if let start = Self.start(request.headers[.range]) {
            if case .ignoresRange = met?.fault {
            } else if start < all.count {
                bytes = all[start...]
                status = .partialContent
                headers["Content-Range"] = "bytes \(start)-\(all.count - 1)/\(all.count)"
            } else {
                return Self.text(
                    .init(code: 416), "", headers: ["Content-Range": "bytes */\(all.count)"], isHead: false)
            }
        }
        if case .wrongByte = met?.fault, let last = bytes.indices.last { bytes[last] ^= 1 }
        guard request.method != .head else { return Self.head(status, headers, length: bytes.count) }
        return Response(
            status: status, headers: Self.fields(headers),
            body: ResponseBody(contentLength: bytes.count) { [bytes, weak self] writer in
                let (length, stalls): (Int, Bool) =
                    switch met?.fault {
                    case .drop(let count): (min(count, bytes.count), false)
                    case .stall(let count): (min(count, bytes.count), true)
                    default: (bytes.count, false)
                    }
                for start in stride(from: bytes.startIndex, to: bytes.startIndex + length, by: 1 << 16) {
                    let end = min(start + 1 << 16, bytes.startIndex + length)
                    try await writer.write(ByteBuffer(bytes: bytes[start..<end]))
                }
                if stalls {
                    while let hub = self, hub.state.withLock({ $0.stallsEnded }) == met?.stallsEnded {
                        try await Self.sleep(milliseconds: 20)
                    }
                    try await writer.write(ByteBuffer(bytes: bytes[(bytes.startIndex + length)...]))
                } else if length < bytes.count {
                    // What is written may still be on its way when the connection closes.
                    try await Self.sleep(milliseconds: 50)
                    throw Dropped()
                }
                try await writer.finish(nil)
            })
    }

    private struct Dropped: Error {}

    /// Sleeps without the threads that tests may wait on.
    private static func sleep(milliseconds: Int64) async throws {
        try await MultiThreadedEventLoopGroup.singleton.any()
            .scheduleTask(in: .milliseconds(milliseconds)) {}.futureResult.get()
        try Task.checkCancellation()
    }

    private static func start(_ range: String?) -> Int? {
        guard let range, range.hasPrefix("bytes=") else { return nil }
        return Int(range.dropFirst(6).prefix { $0 != "-" })
    }

    private static let noID = String(repeating: "0", count: 40)
}
