import Hub
import TestFolders
import Testing
import TestingSupport

@Suite("environment")
struct EnvironmentTests {
    private func read(_ environment: [String: String]) throws -> HubConfiguration {
        try HubConfiguration(environment: ["HOME": "/home/u"].merging(environment) { $1 })
    }

    @Test("the cache is where Python has it")
    func cache() throws {
        #expect(try read([:]).cacheFolder == "/home/u/.cache/huggingface/hub")
        #expect(try read(["XDG_CACHE_HOME": "/x"]).cacheFolder == "/x/huggingface/hub")
        #expect(try read(["XDG_CACHE_HOME": "/x", "HF_HOME": "~/hf"]).cacheFolder == "/home/u/hf/hub")
        #expect(try read(["HF_HOME": "/h", "HUGGINGFACE_HUB_CACHE": "/old"]).cacheFolder == "/old")
        #expect(try read(["HF_HOME": "/h", "HF_HUB_CACHE": "$D/c", "D": "/d"]).cacheFolder == "/d/c")
        #expect(try read(["HF_HOME": ""]).cacheFolder == "/home/u/.cache/huggingface/hub")
    }

    @Test("endpoint, offline and timeouts")
    func others() throws {
        #expect(try read([:]).endpoint == "https://huggingface.co")
        #expect(try read(["HF_ENDPOINT": "https://mirror.example/hf/"]).endpoint == "https://mirror.example/hf")
        for text in ["1", "TRUE", "yes", "On"] { #expect(try read(["HF_HUB_OFFLINE": text]).isOffline) }
        for text in ["0", "false", "", "2"] { #expect(try !read(["HF_HUB_OFFLINE": text]).isOffline) }
        #expect(try read(["HF_HUB_DOWNLOAD_TIMEOUT": "7"]).readTimeout == 7)
    }

    @Test("an endpoint that is none is an error", arguments: ["huggingface.co", "ftp://h", "http://", "https://h?x=1"])
    func badEndpoint(_ text: String) {
        #expect(hubError { _ = try read(["HF_ENDPOINT": text]) }?.description.contains("HF_ENDPOINT") == true)
    }

    @Test("the token: variable, file, or neither")
    func token() throws {
        let scratch = try ScratchFolder()
        try scratch.write("hf_file\n", to: "home/token")
        try scratch.write("  hf_other \r\n", to: "elsewhere")
        let home = scratch("home")
        #expect(try read(["HF_HOME": home]).token == "hf_file")
        #expect(try read(["HF_HOME": home, "HF_TOKEN": "hf_variable"]).token == "hf_variable")
        #expect(try read(["HF_HOME": home, "HF_TOKEN_PATH": scratch("elsewhere")]).token == "hf_other")
        #expect(try read(["HF_HOME": home, "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"]).token == nil)
        #expect(try read(["HF_HOME": scratch("nowhere")]).token == nil)
        #expect(hubError { _ = try read(["HF_TOKEN": "hf with blanks"]) }?.description.contains("HF_TOKEN") == true)
    }
}
