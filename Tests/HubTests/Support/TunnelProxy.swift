import Foundation
import TestFolders
import TestingSupport

/// A proxy that connects everybody to one server, whatever host they ask for.
final class TunnelProxy {
    let address: String
    private let process = Process()
    /// The proxy ends when this closes, which also the end of the tests does.
    private let life = Pipe()

    init(to server: String, in scratch: ScratchFolder) throws {
        let program = """
            import os, socket, sys, threading
            threading.Thread(target=lambda: (sys.stdin.read(), os._exit(0)), daemon=True).start()
            target = ("127.0.0.1", int(sys.argv[1]))
            listener = socket.create_server(("127.0.0.1", 0))
            print(listener.getsockname()[1], flush=True)
            def copy(a, b):
                try:
                    while data := a.recv(65536): b.sendall(data)
                except OSError: pass
                finally: b.close()
            while True:
                client, _ = listener.accept()
                head = b""
                while b"\\r\\n\\r\\n" not in head: head += client.recv(65536)
                assert head.startswith(b"CONNECT hub.invalid:80 ")
                upstream = socket.create_connection(target)
                client.sendall(b"HTTP/1.1 200 Connected\\r\\n\\r\\n")
                for pair in ((client, upstream), (upstream, client)):
                    threading.Thread(target=copy, args=pair, daemon=True).start()
            """
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["python3", "-c", program, String(server.split(separator: ":").last ?? "")]
        let output = Pipe()
        process.standardInput = life
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let port = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self)
        address = "http://127.0.0.1:\(port.trimmingCharacters(in: .whitespacesAndNewlines))"
    }

    deinit { try? life.fileHandleForWriting.close() }
}
