import Checkpoints
import Foundation
import TestFolders
import Testing

@Suite struct AtomicFolderTests {
    private struct Stop: Error {}

    private let folder: ScratchFolder
    private var target: String { folder.path + "/run/step-1" }

    init() throws { folder = try ScratchFolder() }

    private func write(_ text: String, to path: String) throws {
        try text.write(toFile: path, atomically: false, encoding: .utf8)
    }

    private func read(_ name: String) -> String? { try? String(contentsOfFile: "\(target)/\(name)", encoding: .utf8) }

    private func entries(_ path: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: path).sorted()
    }

    @Test func appearsWhole() throws {
        let target = target
        let result = try AtomicFolder.write(to: target) { draft in
            #expect(!FileManager.default.fileExists(atPath: target))
            try FileManager.default.createDirectory(atPath: draft + "/sub", withIntermediateDirectories: false)
            try write("1", to: draft + "/sub/a")
            return 7
        }
        #expect(result == 7)
        #expect(read("sub/a") == "1")
        #expect(try entries(folder.path + "/run") == ["step-1"])
    }

    @Test func replacesWhole() throws {
        for text in ["1", "2"] {
            try AtomicFolder.write(to: target + "/") { draft in
                #expect(try entries(draft).isEmpty)
                try write(text, to: draft + "/state.json")
                try write(text, to: draft + "/model-\(text).safetensors")
            }
        }
        #expect(read("state.json") == "2")
        #expect(try entries(target) == ["model-2.safetensors", "state.json"])
        #expect(try entries(folder.path + "/run") == ["step-1"])
    }

    @Test func anAdapterTakesNoModelsWeightsAway() throws {
        try AtomicFolder.write(to: target) { try write("model", to: $0 + "/model.safetensors") }
        try AtomicFolder.write(to: target) { try write("adapter", to: $0 + "/adapter_model.safetensors") }
        #expect(read("model.safetensors") == "model")
        #expect(read("adapter_model.safetensors") == "adapter")
    }

    @Test func failureLeavesNothingBehind() throws {
        #expect(throws: Stop.self) {
            try AtomicFolder.write(to: target) { draft in
                try write("half", to: draft + "/a")
                throw Stop()
            }
        }
        #expect(try entries(folder.path + "/run").isEmpty)
        try AtomicFolder.write(to: target) { try write("whole", to: $0 + "/a") }
        #expect(throws: Stop.self) {
            try AtomicFolder.write(to: target) { draft in
                try write("half", to: draft + "/a")
                throw Stop()
            }
        }
        #expect(read("a") == "whole")
        #expect(try entries(folder.path + "/run") == ["step-1"])
    }

    @Test func keepsWhatIsNotItsOwn() throws {
        try AtomicFolder.write(to: target) { draft in
            try write("old", to: draft + "/model.safetensors")
            try write("old", to: draft + "/config.json")
        }
        try write("mine", to: target + "/notes.txt")
        try FileManager.default.createDirectory(atPath: target + "/logs", withIntermediateDirectories: false)
        try AtomicFolder.write(to: target) { draft in
            try write("new", to: draft + "/model-1.safetensors")
            try write("new", to: draft + "/config.json")
        }
        #expect(try entries(target) == ["config.json", "logs", "model-1.safetensors", "notes.txt"])
        #expect(read("config.json") == "new")
        #expect(read("notes.txt") == "mine")
        #expect(try entries(folder.path + "/run") == ["step-1"])
    }

    @Test func replacesFoldersInsideAFolderThatHoldsMore() throws {
        for text in ["1", "2"] {
            try AtomicFolder.write(to: target) { draft in
                try FileManager.default.createDirectory(atPath: draft + "/sub", withIntermediateDirectories: false)
                try write(text, to: draft + "/sub/\(text)")
            }
            try write("mine", to: target + "/notes.txt")
        }
        #expect(try entries(target + "/sub") == ["2"])
        #expect(try entries(folder.path + "/run") == ["step-1"])
    }

    @Test func followsALinkToAFolder() throws {
        let real = folder.path + "/real"
        try FileManager.default.createDirectory(atPath: real, withIntermediateDirectories: false)
        try FileManager.default.createSymbolicLink(atPath: folder.path + "/link", withDestinationPath: real)
        try AtomicFolder.write(to: folder.path + "/link") { try write("1", to: $0 + "/a") }
        #expect(try entries(folder.path) == ["link", "real"])
        #expect(try entries(real) == ["a"])
    }

    @Test func emptiesADraftThatAStoppedProcessLeft() throws {
        let left = folder.path + "/run/.step-1.partial"
        try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: true)
        try write("half", to: left + "/old")
        try AtomicFolder.write(to: target) { try write("1", to: $0 + "/a") }
        #expect(try entries(target) == ["a"])
        #expect(try entries(folder.path + "/run") == ["step-1"])
    }

    @Test func twoWritersOfOneFolderDoNotMix() throws {
        let target = target
        let error = #expect(throws: CheckpointError.self) {
            try AtomicFolder.write(to: target) { _ in
                try AtomicFolder.write(to: target) { _ in Issue.record("the second writer must not start") }
            }
        }
        #expect(error?.description.contains("another process is saving this folder") == true)
        #expect(try entries(folder.path + "/run").isEmpty)
    }

    @Test func removesLeftoversButNoLivingDraft() throws {
        let left = folder.path + "/.step-9.partial"
        try FileManager.default.createDirectory(atPath: left, withIntermediateDirectories: true)
        try write("half", to: left + "/old")
        try AtomicFolder.write(to: folder.path + "/step-1") { draft in
            try write("1", to: draft + "/a")
            try AtomicFolder.removeLeftovers(in: folder.path)
        }
        #expect(try entries(folder.path) == ["step-1"])
        #expect(try entries(folder.path + "/step-1") == ["a"])
    }

    @Test func refusesPlacesThatCannotBeWritten() throws {
        try write("", to: folder.path + "/file")
        var places = [folder.path + "/file", folder.path + "/file/below", folder.path + "/file/far/below"]
        if FileManager.default.fileExists(atPath: "/proc/self") { places += ["/proc/no", "/proc/no/step-1"] }
        for place in places {
            let checked = #expect(throws: CheckpointError.self) { try AtomicFolder.checkWritable(place) }
            #expect(checked?.description.contains(place) == true && checked?.description.contains("\n") == false)
            #expect(throws: CheckpointError.self) {
                try AtomicFolder.write(to: place) { _ in Issue.record("must fail before any work") }
            }
        }
    }

    @Test func checkLeavesNothingBehind() throws {
        try AtomicFolder.checkWritable(target)
        #expect(try entries(folder.path).isEmpty)
        try AtomicFolder.write(to: target) { try write("1", to: $0 + "/a") }
        try AtomicFolder.checkWritable(target)
        #expect(try entries(folder.path + "/run") == ["step-1"])
        #expect(try entries(target) == ["a"])
    }
}
