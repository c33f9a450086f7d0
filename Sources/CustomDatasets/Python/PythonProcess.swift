import Foundation
import ModelFiles

/// The Python process of one custom data set file: started for it, ended with this object.
///
/// Standard input of the process is one end of a socket pair, over which the messages go; what the file prints goes to
/// standard error. When this program ends in any way, the pair closes, on which the process ends itself and all it
/// started.
final class PythonProcess {
    private let file: String
    private let process = Process()
    private let channel: PythonChannel
    private let timeout: Double?
    private let note: @Sendable (String) -> Void
    /// Where Python tells on a signal where each of its threads stands.
    private var report: FileHandle?

    /// Starts `python` and gives it the program's side of the work.
    init(python: String, file: String, timeout: Double?, note: @escaping @Sendable (String) -> Void) throws {
        self.file = file
        self.timeout = timeout
        self.note = note
        var ends: [Int32] = [-1, -1]
        guard socketpair(AF_UNIX, Self.stream, 0, &ends) == 0 else {
            throw CustomDatasetError(
                file: file, problem: "no connection to Python can be made: \(String(cString: strerror(errno)))",
                cure: "raise the limit of open files (ulimit -n)")
        }
        _ = fcntl(ends[0], F_SETFD, FD_CLOEXEC)
        channel = PythonChannel(descriptor: ends[0])
        let theirs = FileHandle(fileDescriptor: ends[1], closeOnDealloc: true)
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = ["-c", Self.bootstrap]
        process.standardInput = theirs
        process.standardOutput = FileHandle.standardError
        process.standardError = FileHandle.standardError
        do {
            try process.run()
        } catch {
            throw CustomDatasetError(
                file: file, problem: "\(python) cannot be started: \(error.localizedDescription)",
                cure: "let --custom_dataset.python name a Python 3")
        }
        try theirs.close()
        let script = PackageResources.llama_recipes_tokenizer_py + PackageResources.llama_recipes_host_py
        _ = channel.send(Array("\(script.count)\n".utf8) + script)
        try waitForStart(python)
    }

    /// Waits until the process has taken its side of the work, which only a Python 3 does.
    private func waitForStart(_ python: String) throws {
        guard let started = try receive("start") else {
            let end = ended("start")
            throw CustomDatasetError(
                file: file, problem: "\(python) is no Python 3 that works: \(end.problem)",
                cure: "let --custom_dataset.python name one")
        }
        guard let path = started.header["report"]?.stringValue else { return }
        report = FileHandle(forReadingAtPath: path)
        // Both sides have it open.
        unlink(path)
    }

    deinit {
        if (try? channel.send(["do": "end"])) == true {
            // Time for what the file registered with atexit; the kill below is for what does not end by itself.
            for _ in 0..<100 where process.isRunning { usleep(20_000) }
        }
        kill(with: SIGKILL)
    }

    /// Sends a request and gives each message to `body` until that returns a value.
    ///
    /// - Throws: what `body` throws, or `CustomDatasetError` when the process ended, hung or speaks another language.
    func converse<Result>(
        _ request: JSONValue, about activity: String, _ body: (PythonChannel.Message) throws -> Answer<Result>
    ) throws -> Result {
        _ = try channel.send(request)
        while true {
            guard let message = try receive(activity) else { throw ended(activity) }
            switch try body(message) {
            case .reply(let reply): _ = try channel.send(reply)
            case .goOn: break
            case .done(let result): return result
            }
        }
    }

    enum Answer<Result> {
        /// The process asked something.
        case reply(JSONValue)
        /// It told something, and more will come.
        case goOn
        case done(Result)
    }

    private func receive(_ activity: String) throws -> PythonChannel.Message? {
        let begin = ContinuousClock.now
        var nextNote = Duration.seconds(30)
        do {
            return try channel.receive {
                let waited = ContinuousClock.now - begin
                if waited > nextNote {
                    note("\(file): \(activity): \(waited.components.seconds) s without a sign of life")
                    nextNote = nextNote + nextNote
                }
                if !process.isRunning { throw Ended() }
                if let timeout, waited > .seconds(timeout) { throw hung(activity, timeout) }
            }
        } catch is Ended {
            return nil
        } catch let error as ModelFileError {
            throw CustomDatasetError(
                file: file, problem: "\(activity): the Python process sent what is no message: \(error)",
                cure: "the file must not write to descriptors that it did not open")
        }
    }

    private struct Ended: Error {}

    private func hung(_ activity: String, _ timeout: Double) -> CustomDatasetError {
        // Python's faulthandler answers with the line where each thread stands.
        Foundation.kill(process.processIdentifier, SIGUSR1)
        usleep(2_000_000)
        kill(with: SIGKILL)
        let told = (try? report?.readToEnd()).map { String(decoding: $0, as: UTF8.self) } ?? ""
        let threads = HangReport(told).threads
        if !threads.isEmpty { note("\(file): \(activity): hung; where it stands:\n\(threads)") }
        return CustomDatasetError(
            file: file, problem: "\(activity): no sign of life for \(Int(timeout.rounded(.up))) s",
            cure: "mend the function, or raise --custom_dataset.python_timeout (0 waits for ever)")
    }

    private func ended(_ activity: String) -> CustomDatasetError {
        for _ in 0..<100 where process.isRunning { usleep(20_000) }
        guard !process.isRunning else {
            kill(with: SIGKILL)
            return CustomDatasetError(
                file: file, problem: "\(activity): the Python process closed its connection",
                cure: "the file must not close descriptors that it did not open")
        }
        let status = process.terminationStatus
        guard process.terminationReason == .uncaughtSignal else {
            return CustomDatasetError(
                file: file, problem: "\(activity): the Python process ended with exit code \(status)",
                cure: "a data set file must return, not exit")
        }
        let name = String(cString: strsignal(status))
        let cure =
            status == SIGKILL
            ? "something killed it; often that is the kernel, when memory runs out"
            : "native code that the file uses crashed; its messages are above"
        return CustomDatasetError(
            file: file, problem: "\(activity): the Python process was ended by signal \(status) (\(name))", cure: cure)
    }

    /// Ends the process and those that it started, which share its group.
    private func kill(with signal: Int32) {
        let id = process.processIdentifier
        guard id > 1 else { return }
        if getpgid(id) == id || !process.isRunning { Foundation.kill(-id, signal) }
        if process.isRunning { Foundation.kill(id, signal) }
    }

    /// Reads the program's side from the socket, so that it need not lie in a file, and makes it a module, so that
    /// pickle finds its types.
    private static let bootstrap =
        "import os,socket,sys,types;n='__llama_recipes__';m=sys.modules[n]=types.ModuleType(n);"
        + "m.connection=socket.socket(fileno=os.dup(0));m.incoming=m.connection.makefile('rb');"
        + "exec(compile(m.incoming.read(int(m.incoming.readline())),'<llama-recipes>','exec'),m.__dict__)"

    #if os(Linux)
        private static let stream = Int32(SOCK_STREAM.rawValue)
    #else
        private static let stream = SOCK_STREAM
    #endif
}
