/// What a loopback Hub does instead of what it should.
public enum ServerFault: Sendable {
    /// Sends only the first bytes of the body, then closes the connection.
    case drop(afterBytes: Int)
    /// Sends the first bytes of the body, then nothing until `LoopbackHub.mend()`.
    case stall(afterBytes: Int)
    /// Answers with a status, such as 429 or 500.
    case status(Int, headers: [String: String] = [:], body: String = "")
    /// Answers with a page for people.
    case webPage
    /// Sends a body of the right length with one other byte.
    case wrongByte
    /// Sends the whole body whatever range was asked for.
    case ignoresRange
    /// Describes another content than that of the listing.
    case wrongEtag
    /// Leads to another address.
    case redirect(to: String)
}
