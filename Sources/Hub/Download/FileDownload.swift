import AsyncHTTPClient
import NIOCore
import NIOHTTP1

/// Brings one file into the cache: resumed, checked, and put in place whole.
struct FileDownload: Sendable {
    let configuration: HubConfiguration
    let api: HubAPI
    let cache: RepositoryCache
    let repository: HubRepository
    let commit: String
    let file: HubFile
    let meter: ProgressMeter
    let note: @Sendable (String) -> Void

    func run() async throws {
        let lock = try await FileLock.acquire(cache.lock(file)) {
            note("waiting for another program that fetches \(file.path)")
        }
        defer { lock.release() }
        // Another program may have brought it in the meantime.
        if cache.hasBlob(file) {
            try meter.add(bytes: file.size)
        } else {
            try await fetch()
        }
        try cache.link(file, commit)
        try meter.add(bytes: 0, files: 1)
    }

    private func fetch() async throws {
        let part = try PartialFile(cache.part(file), of: file)
        let isResumed = part.size > 0
        if isResumed { try meter.add(bytes: part.size) }
        try await complete(part)
        if !part.isRight, isResumed {
            // The old part was not what it seemed to be; once more from the start.
            try restart(part)
            try await complete(part)
        }
        guard part.isRight else {
            try part.restart()
            throw HubError(
                .damaged, "\(repository): \(file.path) came with another content than its checksum says",
                cure: "run it again; if it stays, the server or a proxy changes the file")
        }
        try part.become(cache.blob(file))
    }

    /// Fetches the bytes that are missing, in as many attempts as it takes while each brings some.
    private func complete(_ part: PartialFile) async throws {
        var retry = Retry(configuration)
        let address = api.address(of: file, in: repository, commit: commit)
        while part.size < file.size {
            let before = part.size
            var failure: HubError?
            var wait: Double?
            do {
                let answer = try await api.transport.get(address, from: part.size)
                if try isUsable(answer, for: part) {
                    try await receive(answer, into: part)
                } else {
                    failure = AnswerProblem(configuration, repository, .commit(commit), api.transport)
                        .error(answer, file: file.path)
                    wait = Retry.wait(asked: answer)
                }
            } catch {
                guard let problem = Retry.problem(error, address: address) else { throw error }
                failure = problem
            }
            guard part.size < file.size else { return }
            if part.size > before { retry.succeeded() }
            try await retry.wait(after: failure ?? broken(address), asked: wait)
        }
    }

    /// Whether the answer brings bytes for the part; false for one that may be another the next time.
    private func isUsable(_ answer: Answer, for part: PartialFile) throws -> Bool {
        switch answer.status {
        case 200, 206: break
        case 416:
            // The server has less than the part, so the part is not of this file.
            try restart(part)
            return false
        default:
            guard Retry.isTransient(answer.status) else {
                throw AnswerProblem(configuration, repository, .commit(commit), api.transport)
                    .error(answer, file: file.path)
            }
            return false
        }
        try check(answer)
        let start = answer.status == 206 ? Self.start(of: answer.headers.first(name: "content-range")) : 0
        if start != part.size {
            // Not from where the part ends: all of it, then.
            try restart(part)
            return start == 0
        }
        return true
    }

    /// Compares what the endpoint says about the file with the listing, before any byte is taken.
    private func check(_ answer: Answer) throws {
        let isPage = [".html", ".htm"].contains { file.path.lowercased().hasSuffix($0) }
        guard !answer.isWebPage || isPage else { throw AnswerProblem.webPage(answer.address) }
        let headers = answer.endpointHeaders
        let linked = Answer.etag(headers.first(name: "x-linked-etag"))
        let etag = linked ?? Answer.etag(headers.first(name: "etag"))
        let size = headers.first(name: "x-linked-size").flatMap(Int.init)
        let told = headers.first(name: "x-repo-commit")
        let isOther =
            told.map { $0 != commit } ?? false || size.map { $0 != file.size } ?? false
            || (told != nil && etag.map { HubFile.isHex($0, file.etag.utf8.count) && $0 != file.etag } ?? false)
        guard !isOther else {
            throw HubError(
                .damaged, "\(repository): the server has another \(file.path) than the listing of \(commit.prefix(12))",
                cure: "run it again; if it stays, the server or a proxy changes the file")
        }
    }

    private func receive(_ answer: Answer, into part: PartialFile) async throws {
        for try await buffer in answer.body {
            try buffer.withUnsafeReadableBytes { bytes throws(HubError) in try part.write(bytes) }
            try meter.add(bytes: buffer.readableBytes)
            try Task.checkCancellation()
        }
    }

    private func restart(_ part: PartialFile) throws {
        try meter.add(bytes: -part.size)
        try part.restart()
    }

    private func broken(_ address: String) -> HubError {
        HubError(
            .unreachable, "\(repository): the connection ended before \(file.path) was complete",
            cure: "run it again; what was fetched is kept")
    }

    /// The first byte's place in `bytes 100-199/200`.
    static func start(of range: String?) -> Int? {
        guard let range, range.hasPrefix("bytes ") else { return nil }
        return Int(range.dropFirst(6).prefix { $0 != "-" })
    }
}
