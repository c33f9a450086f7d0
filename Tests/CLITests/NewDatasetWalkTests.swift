import Datasets
import Foundation
import ModelFiles
import TestFolders
import Testing
import TestingSupport

/// What docs/adding-a-dataset.md promises of one line in the registry, held against every data set in it: settings,
/// `--help` and documentation follow by themselves.
@Suite("what follows from a line in the registry")
struct NewDatasetWalkTests {
    private static let names = DatasetRegistry.standard.names

    @Test("it is a choice of --dataset, and its options are settings that take only their choices", arguments: names)
    func settings(name: String) throws {
        let help = try Program.run(["config", "--explain", "dataset"])
        #expect(help.exitCode == 0 && help.output.contains(name), "\(help)")
        let about = try #require(DatasetRegistry.standard.about(name))
        for key in ["data_path", "train_split", "test_split"] + about.options.map(\.key) {
            let answer = try Program.run(["config", "--explain", "\(name).\(key)", "--dataset", name])
            #expect(answer.exitCode == 0 && answer.output.contains("\(name).\(key)"), "\(answer)")
        }
        for option in about.options where !option.choices.isEmpty {
            let answer = try Program.run(["config", "--dataset", name, "--\(name).\(option.key)", "no such choice"])
            #expect(answer.exitCode == 2 && answer.errors.contains(option.choices[0]), "\(answer)")
        }
    }

    @Test("--help and docs/options.md hold its options, licence and summary")
    func documentation() throws {
        let help = try Program.run(["finetuning", "--help"])
        let page = try String(contentsOfFile: PackageRoot.file("docs/options.md"), encoding: .utf8)
        func words(_ text: String) -> String { text.split(whereSeparator: \.isWhitespace).joined(separator: " ") }
        for name in Self.names {
            let about = try #require(DatasetRegistry.standard.about(name))
            for text in [words(help.output), words(page)] {
                #expect(text.contains("Licence: \(words(about.licence))"), "\(name)")
                for option in about.options {
                    #expect(text.contains("\(name).\(option.key)"), "\(name).\(option.key)")
                    #expect(text.contains(words(String(option.help.prefix(20)))), "\(name).\(option.key)")
                }
            }
        }
    }
}
