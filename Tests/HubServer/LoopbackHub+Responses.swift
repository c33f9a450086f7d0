import HTTPTypes
import Hummingbird
import Synchronization

extension LoopbackHub {
    enum Grant {
        case granted(PublishedRepository)
        case denied(Response)
    }

    /// The repository, if the request may see it.
    ///
    /// - Parameter opensContent: a gate lets everybody see what there is, but not read it.
    func access(to name: String, _ request: Request, opensContent: Bool) -> Grant {
        guard let repository = state.withLock({ $0.repositories[name] }) else {
            // Without a token the Hub does not tell whether there is a private one.
            let isKnown = request.headers[.authorization] != nil
            return .denied(Self.failure(isKnown ? 404 : 401, "RepoNotFound"))
        }
        switch repository.access {
        case .open: return .granted(repository)
        case .isPrivate(let token):
            return request.headers[.authorization] == "Bearer \(token)"
                ? .granted(repository)
                : .denied(Self.failure(request.headers[.authorization] == nil ? 401 : 404, "RepoNotFound"))
        case .gated:
            guard opensContent else { return .granted(repository) }
            return .denied(
                Self.failure(
                    request.headers[.authorization] == nil ? 401 : 403, "GatedRepo",
                    ["X-Error-Message": "Access to this repository is restricted."]))
        }
    }

    static func failure(_ status: Int, _ code: String, _ headers: [String: String] = [:]) -> Response {
        var headers = headers
        if !code.isEmpty { headers["X-Error-Code"] = code }
        return text(.init(code: status), #"{"error":"\#(code)"}"#, headers: headers, isHead: false)
    }

    static func json(_ text: String, headers: [String: String] = [:]) -> Response {
        self.text(.ok, text, headers: headers.merging(["Content-Type": "application/json"]) { $1 }, isHead: false)
    }

    static func text(
        _ status: HTTPResponse.Status, _ text: String, headers: [String: String] = [:], isHead: Bool
    ) -> Response {
        guard !isHead else { return head(status, headers, length: text.utf8.count) }
        return Response(
            status: status, headers: fields(headers), body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    static func head(_ status: HTTPResponse.Status, _ headers: [String: String], length: Int) -> Response {
        var fields = fields(headers)
        fields[.contentLength] = "\(length)"
        return Response(status: status, headers: fields, body: ResponseBody())
    }

    static func fields(_ headers: [String: String]) -> HTTPFields {
        var fields = HTTPFields()
        for (name, value) in headers {
            if let name = HTTPField.Name(name) { fields[name] = value }
        }
        return fields
    }

    /// A JSON text.
    static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case _ where scalar.value < 0x20:
                let digits = String(scalar.value, radix: 16)
                quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
