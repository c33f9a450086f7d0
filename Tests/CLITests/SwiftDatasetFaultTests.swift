import Foundation
import ModelFiles
import TestFolders
import Testing
import TestingSupport

/// Code of data collators, as the tests write it.
private enum Code {
    static let collator = """
        func getDataCollator(tokenizer: any Tokenizer) -> any DataCollator { Ones() }
        """

    static let ones = """

        struct Ones: DataCollator {
            func collate(_ samples: [CollatorSample]) throws -> CollatedBatch {
                CollatedBatch(
                    inputIDs: samples.map { _ in [98, 257] }, attentionMask: nil, labels: samples.map { _ in [98, 257] })
            }
        }
        """

    /// A file whose function runs `body`, and whose samples run `sample`.
    static func source(imports: [String] = [], _ body: String = "", sample: String = "") -> String {
        """
        import Datasets
        import Tokenizers
        \(imports.map { "import \($0)\n" }.joined())
        let none: [Int] = []

        struct Words: Dataset {
            var count: Int { 2 }
            func sample(at index: Int) throws -> Sample {
                \(sample)
                return .tokenized(inputIDs: [97, 257], labels: [97, 257])
            }
        }

        func getCustomDataset(
            datasetConfig: DatasetConfig, tokenizer: any Tokenizer, split: DatasetSplit
        ) throws -> any Dataset {
            \(body)
            return Words()
        }
        """
    }
}

/// What goes wrong in a custom data set in Swift, and what the program says then.
@Suite("faults of custom data sets in Swift")
struct SwiftDatasetFaultTests {
    private static let cache = try? ScratchFolder()
    private let bench: CustomDatasetBench

    init() throws { bench = try CustomDatasetBench(cache: Self.cache?.path) }

    private func write(_ text: String, to name: String = "data.swift") throws -> String {
        try bench.bench.scratch.write(text, to: name)
    }

    private static var modules: String {
        get throws { (try #require(Program.path) as NSString).deletingLastPathComponent + "/Modules" }
    }

    // MARK: Compiling

    @Test(
        "compile errors are word for word what the compiler prints of the file itself",
        arguments: [
            "import Datasets; let x = wrds\n" + Code.source(), Code.source("wrds += 1"),
            Code.source() + "\nfunc last(x: Int) {\n    wrds(x)\n}",
        ])
    func compileErrors(text: String) throws {
        let file = try write(text, to: "my \"data\", ü/it's.swift")
        let answer = try bench.inspect(file)
        let compiler = try Subprocess.run(
            "/usr/bin/env",
            [
                "swiftc", "-typecheck", "-parse-as-library", "-swift-version", "6", "-module-name", "M", "-I",
                try Self.modules, file,
            ])
        let message = compiler.errors.trimmingCharacters(in: .newlines)
        #expect(message.contains("\(file):") && message.contains("error: "), "\(compiler)")
        #expect(answer.errors == "compiling \(file)\n\(message)\nerror: \(file): does not compile\n")
    }

    @Test("modules that a file cannot import are told with those that it can", arguments: ["NIO", "Tables", "CArrow"])
    func imports(module: String) throws {
        let file = try write(Code.source(imports: [module]))
        let answer = try bench.inspect(file)
        #expect(answer.exitCode == 1)
        #expect(answer.errors.contains("\(file):3:8: error: no such module '\(module)'"), "\(answer)")
        #expect(
            answer.errorLines.last
                == "error: \(file): does not compile; a data set file can import Batching, Datasets, ModelFiles, "
                + "Tokenizers and the modules that come with Swift, such as Foundation")
    }

    @Test("all modules that the documentation names can be imported")
    func documentedImports() throws {
        let file = try write(Code.source(imports: ["Batching", "ModelFiles", "Foundation"]))
        #expect(try bench.inspect(file).samples().count == 2)
    }

    @Test("modules that the compiler cannot read ask for the right toolchain")
    func toolchain() throws {
        let modules = bench.bench.scratch("modules")
        try FileManager.default.createDirectory(atPath: modules, withIntermediateDirectories: true)
        for name in try #require(entries(try Self.modules)) where name.hasSuffix(".swiftmodule") {
            try FileManager.default.createSymbolicLink(
                atPath: "\(modules)/\(name)", withDestinationPath: "\(try Self.modules)/\(name)")
        }
        try FileManager.default.removeItem(atPath: "\(modules)/Datasets.swiftmodule")
        try bench.bench.scratch.write("of another compiler", to: "modules/Datasets.swiftmodule")
        // With an error of its own, too, which is not what has to be mended first.
        for text in [Code.source(), Code.source("wrds += 1")] {
            let answer = try bench.inspect(try write(text), environment: ["LLAMA_RECIPES_MODULES": modules])
            #expect(answer.exitCode == 1 && answer.errors.contains("Datasets.swiftmodule"), "\(answer)")
            #expect(
                answer.errorLines.last?.hasSuffix("use the Swift toolchain that the program was built with") == true)
            #expect(answer.errorLines.last?.contains("cannot read the program's modules in \(modules)") == true)
        }
    }

    @Test(
        "what only looks like a data collator is none",
        arguments: [
            "/* /* nested */\n\(Code.collator)\n*/", "// \(Code.collator)",
            "let text = \"\"\"\n\(Code.collator)\n\"\"\"",
            "let text = #\"\"\"\n\"\"\"\n\(Code.collator)\n\"\"\"#",
            "let text = \"\\(none.map { \"{\\($0)\" })\" /*\n\(Code.collator)*/",
            "struct S {\n\(Code.collator)\n}", "func f() { _ = #/\"/*/# }\nstruct S {\n\(Code.collator)\n}",
        ])
    func noCollator(text: String) throws {
        let file = try write(Code.source(imports: ["Batching"]) + Code.ones + "\n" + text)
        #expect(try bench.inspect(file, batching: "padding").samples().map(\.ids) == [[97, 257], [97, 257]])
    }

    @Test(
        "a data collator is found wherever it stands at the top level",
        arguments: [
            Code.collator, "    \(Code.collator)", "/* { */ \(Code.collator)", "let text = \"{\"; \(Code.collator)",
            "let text = \"\\(\"{\")\"\n\(Code.collator)", "#if os(Linux) || os(macOS)\n    \(Code.collator)\n#endif",
            "public\nfunc\ngetDataCollator(tokenizer: any Tokenizer) -> any DataCollator { Ones() }",
        ])
    func collator(text: String) throws {
        let file = try write(Code.source(imports: ["Batching"]) + Code.ones + "\n" + text)
        #expect(try bench.inspect(file, batching: "padding").samples().map(\.ids) == [[98, 257], [98, 257]])
    }

    @Test("a data collator of a wrong form is told with its line")
    func wrongCollator() throws {
        let file = try write(Code.source() + "\nfunc getDataCollator() -> Int { 0 }\n")
        let answer = try bench.inspect(file)
        let line = Code.source().split(separator: "\n", omittingEmptySubsequences: false).count + 1
        #expect(
            answer.errorLines.last
                == "error: \(file):\(line): getDataCollator is not a function as wanted: func getDataCollator() -> Int "
                + "{ 0 }; write func getDataCollator(tokenizer: any Tokenizer) throws -> any DataCollator")
    }

    // MARK: Running

    @Test("what a file prints goes to standard error, so that answers stay readable")
    func printing() throws {
        let file = try write(
            Code.source(
                imports: ["Foundation"], "print(\"printed\", split)\nputs(\"put\")",
                sample: "print(\"printed\", index)"))
        let answer = try bench.inspect(file)
        #expect(try answer.samples().count == 2)
        for line in ["printed train", "put", "printed 0", "printed 1"] {
            #expect(answer.errorLines.contains(line), "\(answer)")
        }
        let events = try bench.finetune(file)
        #expect(try events.json().last?["event"]?.stringValue == "finished" && events.errors.contains("printed train"))
    }

    /// Runs a program with its standard output on a terminal and standard error in a file.
    private static let terminal = """
        import os, pty, sys
        os.environ["ERRORS"] = sys.argv[1]
        status = pty.spawn(["/bin/sh", "-c", 'exec "$@" 2>"$ERRORS"', "sh"] + sys.argv[2:])
        sys.exit(os.waitstatus_to_exitcode(status))
        """

    @Test("a terminal is still known as one")
    func terminal() throws {
        let file = try write(Code.source())
        let arguments = [
            "inspect", "--model_name", bench.bench.model, "--dataset", "custom_dataset", "--custom_dataset.file", file,
            "--batching_strategy", "none",
        ]
        let shown = try Subprocess.run(
            "/usr/bin/env",
            ["python3", "-c", Self.terminal, bench.bench.scratch("errors"), try #require(Program.path)] + arguments,
            environment: bench.environment)
        #expect(shown.exitCode == 0 && shown.output.contains("\u{1B}["), "\(shown)")
        let piped = try Program.run(arguments, environment: bench.environment)
        #expect(piped.exitCode == 0 && !piped.output.isEmpty && !piped.output.contains("\u{1B}["), "\(piped)")
    }

    @Test("an answer that cannot be written is an error", arguments: [">&-", ">/dev/full"])
    func lostAnswers(redirection: String) throws {
        let file = try write(Code.source())
        let answer = try Subprocess.run(
            "/bin/sh",
            [
                "-c", "exec \"$@\" \(redirection)", "sh", try #require(Program.path), "inspect", "--model_name",
                bench.bench.model, "--dataset", "custom_dataset", "--custom_dataset.file", file, "--batching_strategy",
                "none", "--json",
            ], environment: bench.environment)
        #expect(answer.exitCode == 1)
        #expect(answer.errors.contains("error: standard output cannot be written"), "\(answer)")
    }

    @Test(
        "a trap is told with the file",
        arguments: [
            (Code.source("_ = none[3 + datasetConfig.options.count]"), "train"),
            (Code.source("_ = none[3 + datasetConfig.options.count]"), "validation"),
            (Code.source(sample: "_ = none[3 + index]"), "train"),
            (Code.source("fatalError(\"mine\")"), "train"),
            (Code.source(imports: ["Foundation"], "abort()"), "train"),
            (
                Code.source(
                    "if UnsafePointer<Int>(bitPattern: 16 + datasetConfig.options.count)!.pointee == 3 { print(3) }"),
                "train"
            ),
        ])
    func traps(text: String, split: String) throws {
        let file = try write(text)
        let answer = try bench.inspect(file, split: split, environment: ["SWIFT_BACKTRACE": "enable=no"])
        #expect(answer.exitCode > 128)
        let line = "error: \(file): crashed while making the \(split) samples; mend the file (a trap ends the program)"
        #expect(answer.errorLines.filter { $0 == line }.count == 1, "\(answer)")
    }

    @Test("a trap in a data collator is told, and a backtrace still comes if it is asked for")
    func collatorTrap() throws {
        let file = try write(
            Code.source(imports: ["Batching"])
                + Code.ones.replacing("CollatedBatch(\n", with: "_ = none[samples.count]; return CollatedBatch(\n")
                + "\n"
                + Code.collator)
        let answer = try bench.inspect(
            file, batching: "padding", environment: ["SWIFT_BACKTRACE": "enable=yes,color=no"])
        #expect(answer.exitCode > 128)
        let line = "error: \(file): crashed while collating samples; mend the file (a trap ends the program)"
        #expect(answer.errorLines.filter { $0 == line }.count == 1, "\(answer)")
        #expect(answer.errors.contains("Crash") || answer.errors.contains("crashed:"), "\(answer)")
    }

    // MARK: The folder of compiled files

    @Test(
        "a folder that others can write into is not trusted", arguments: [false, true], [0o777, 0o770, 0o702])
    func openFolder(isLink: Bool, mode: Int) throws {
        let bench = try CustomDatasetBench()
        let file = try write(Code.source())
        let plugins = bench.bench.scratch("cache/plugins")
        let folder = isLink ? bench.bench.scratch("elsewhere") : plugins
        try FileManager.default.createDirectory(
            atPath: bench.bench.scratch("cache"), withIntermediateDirectories: true)
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        if isLink { try FileManager.default.createSymbolicLink(atPath: plugins, withDestinationPath: folder) }
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: folder)
        expectRefusal(
            try bench.inspect(file),
            naming: [
                plugins, "others can write into it (mode \(String(mode, radix: 8)))", "remove it",
                "LLAMA_RECIPES_CACHE",
            ])
        #expect(entries(folder) == [])
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder)
        #expect(try bench.inspect(file).samples().count == 2)
    }

    @Test("a folder of another user is not trusted", .enabled(if: geteuid() == 0, "only root can give files away"))
    func foreignFolder() throws {
        let bench = try CustomDatasetBench()
        let plugins = bench.bench.scratch("cache/plugins")
        try FileManager.default.createDirectory(atPath: plugins, withIntermediateDirectories: true)
        try #require(chown(plugins, 65534, 65534) == 0)
        expectRefusal(
            try bench.inspect(try write(Code.source())), naming: [plugins, "belongs to another user (65534)"])
    }

    @Test("a compiled file that others can have written is made anew")
    func openLibrary() throws {
        let bench = try CustomDatasetBench()
        let file = try write(Code.source())
        #expect(try bench.inspect(file).errors.hasPrefix("compiling \(file)\n"))
        let library = "\(bench.bench.scratch("cache/plugins"))/\(try #require(bench.cached.first))"
        try Data("not compiled here".utf8).write(to: URL(fileURLWithPath: library))
        try FileManager.default.setAttributes([.posixPermissions: 0o666], ofItemAtPath: library)
        let answer = try bench.inspect(file)
        #expect(try answer.samples().count == 2 && answer.errors.hasPrefix("compiling \(file)\n"), "\(answer)")
        #expect(bench.cached.count == 1)
    }
}
