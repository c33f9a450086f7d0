import Foundation
import Recipes
import TestFolders
import Testing
import TestingSupport

@Suite("names of models")
struct HubNameTests {
    /// What becomes of a name when nothing may be fetched.
    private func problem(_ name: String) -> String {
        var settings = ModelSettings()
        settings.modelName = name
        do {
            let scratch = try ScratchFolder()
            _ = try LoadedModel(
                settings,
                hub: HubFiles(environment: ["HF_HUB_OFFLINE": "1", "HF_HUB_CACHE": scratch("cache"), "HOME": "/"]))
            return "loaded"
        } catch {
            return "\(error)"
        }
    }

    @Test(
        "on the Hub",
        arguments: [
            "owner/name", "owner/name@v1", "owner/name@refs/pr/3", "owner/GGUF/file.gguf", "owner/name/sub/file.GGUF",
            "runs/grammar",
        ])
    func names(_ name: String) {
        #expect(problem(name).contains("HF_HUB_OFFLINE"), "\(problem(name))")
        #expect(problem(name).hasPrefix("\(name): there is no such file or folder here, and "))
    }

    @Test(
        "that are paths and nothing else",
        arguments: [
            "/owner/name", "./owner/name", "../name", "name", "~/name", "a/b/c", "owner/name.gguf", "models/a.gguf", "",
            "owner/name@", "owner/na me",
        ])
    func paths(_ name: String) {
        #expect(
            problem(name) == "\(name): there is no such file or folder; give --model_name with a Hugging Face folder, "
                + "a .gguf file, or a name on the Hub (owner/name)")
    }
}
