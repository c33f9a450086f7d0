// swift-tools-version: 6.1
import Foundation
import PackageDescription

// Targets in the order in which data flows; arrows go one way only (docs/architecture.md).

/// Where libtorch lives: the `torch` folder of the PyPI wheel. `scripts/bootstrap` puts it at `.deps/libtorch`;
/// `LIBTORCH` names another one (a CUDA build, say).
let libtorch = Context.environment["LIBTORCH"] ?? "\(Context.packageDirectory)/.deps/libtorch"

let torchCompileFlags =
    [
        "-I\(libtorch)/include", "-I\(libtorch)/include/torch/csrc/api/include", "-O3", "-Wall",
        "-Wno-unused-parameter",
        // libtorch's own headers mix enumerations; our code is still held to -Wall.
        "-Wno-deprecated-enum-enum-conversion", "-Wno-deprecated-anon-enum-enum-conversion",
    ] + (Context.environment["LLAMA_RECIPES_WARNINGS"] == "error" ? ["-Werror"] : [])
let torchLinkFlags = ["-L\(libtorch)/lib", "-Xlinker", "-rpath", "-Xlinker", "\(libtorch)/lib"]

/// Where Arrow C++ lives: the `pyarrow` folder of the PyPI wheel. `scripts/bootstrap` puts it at `.deps/arrow`; `ARROW`
/// names another one of the same major version.
let arrow = Context.environment["ARROW"] ?? "\(Context.packageDirectory)/.deps/arrow"

let arrowCompileFlags =
    ["-I\(arrow)/include", "-O2", "-Wall", "-Wno-unused-parameter"]
    + (Context.environment["LLAMA_RECIPES_WARNINGS"] == "error" ? ["-Werror"] : [])
let arrowLinkFlags = ["-L\(arrow)", "-Xlinker", "-rpath", "-Xlinker", "\(arrow)"]

/// `LLAMA_RECIPES_WARNINGS=error` turns warnings in our own targets into errors; dependencies are not ours to judge.
let warningsAreErrors = Context.environment["LLAMA_RECIPES_WARNINGS"] == "error"

let swiftSettings: [SwiftSetting] =
    [
        .enableUpcomingFeature("ExistentialAny"),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
    ] + (warningsAreErrors ? [.unsafeFlags(["-warnings-as-errors"])] : [])

let yams = Target.Dependency.product(name: "Yams", package: "Yams")
let httpClient: [Target.Dependency] = [
    // swift-configuration, which it can read settings with, has a target of the same name as one of ours.
    .product(
        name: "AsyncHTTPClient", package: "async-http-client", moduleAliases: ["Configuration": "SwiftConfiguration"]),
    .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
]
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let argumentParser = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")

func library(_ name: String, _ dependencies: [Target.Dependency] = [], linker: [LinkerSetting] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: swiftSettings, linkerSettings: linker)
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .testTarget(name: name, dependencies: dependencies, swiftSettings: swiftSettings)
}

let package = Package(
    name: "LlamaRecipes",
    // Mutex of the Synchronization module; Linux has no such floor.
    platforms: [.macOS(.v15)],
    products: [
        .library(name: "LlamaRecipes", targets: ["Recipes"]),
        .executable(name: "llama-recipes", targets: ["LlamaRecipesCLI"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swift-server/async-http-client", from: "1.37.0"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        // For tests only: a Hub on this machine. Without its traits it builds less.
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1", traits: []),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        library("NearestNames"),
        library("Configuration", ["NearestNames", yams]),
        library("MappedFiles"),
        library("Datasets", ["MappedFiles", "NearestNames"]),
        .target(
            name: "CArrow",
            cxxSettings: [.unsafeFlags(arrowCompileFlags)],
            linkerSettings: [
                // The wheel has no plain libarrow.so, only the name that carries the version.
                .unsafeFlags(arrowLinkFlags), .linkedLibrary(":libparquet.so.2600"),
                .linkedLibrary(":libarrow.so.2600"),
            ]),
        library("Tables", ["CArrow", "MappedFiles", "NearestNames"]),
        library("ModelFiles", ["MappedFiles"]),
        library("Hub", ["ModelFiles", crypto] + httpClient),
        library("Tokenizers", ["MappedFiles", "ModelFiles"]),
        library("Batching", ["Datasets", "MappedFiles", "Tokenizers"]),
        library("DatasetPlugins", ["Batching", "Datasets", "Tokenizers"]),
        .target(
            name: "CustomDatasets",
            dependencies: [
                "Batching", "DatasetPlugins", "Datasets", "MappedFiles", "ModelFiles", "Tokenizers", crypto,
            ],
            resources: [
                .embedInCode("Python/llama_recipes_host.py"), .embedInCode("Python/llama_recipes_tokenizer.py"),
            ],
            swiftSettings: swiftSettings,
            linkerSettings: [
                .unsafeFlags(
                    [
                        // Data set files that users write in Swift are compiled into libraries which take this
                        // program's own types and functions from the program itself.
                        "-Xlinker", "--export-dynamic",
                        // Where `make install` puts libraries.
                        "-Xlinker", "-rpath", "-Xlinker", "$ORIGIN/../lib/llama-recipes",
                    ], .when(platforms: [.linux]))
            ]),
        .target(
            name: "CTorch",
            cxxSettings: [.unsafeFlags(torchCompileFlags)],
            linkerSettings: [
                .unsafeFlags(torchLinkFlags), .linkedLibrary("torch_cpu"), .linkedLibrary("c10"),
            ]),
        library("Torch", ["CTorch"]),
        library("NN", ["Torch"]),
        library("Models", ["NN", "Torch", "MappedFiles", "ModelFiles"]),
        library("Adapters", ["NearestNames", "NN", "Torch", "ModelFiles", "Checkpoints"]),
        library("Checkpoints", ["NN", "Torch", "MappedFiles", "ModelFiles"]),
        library("Training", ["Batching", "ModelFiles", "NN", "Torch"]),
        library(
            "Recipes",
            [
                "Configuration", "Datasets", "Hub", "MappedFiles", "ModelFiles", "NearestNames", "Tables", "Tokenizers",
                "Batching", "CustomDatasets", "Torch", "NN", "Models", "Adapters", "Checkpoints", "Training", crypto,
            ]),
        .executableTarget(
            name: "LlamaRecipesCLI",
            dependencies: [
                "Batching", "Configuration", "CustomDatasets", "Datasets", "Hub", "ModelFiles", "NearestNames",
                "Recipes",
                "Tokenizers", "Training", argumentParser,
            ],
            swiftSettings: swiftSettings),
        .executableTarget(
            name: "FineTune", dependencies: ["Adapters", "Recipes", "Training"], path: "Examples/FineTune",
            swiftSettings: swiftSettings),
        // Tests mirror the sources; TestFolders and TestingSupport are what several of them share. The first is plain
        // Swift, so that the tests of plain Swift need no libtorch.
        .target(name: "TestFolders", path: "Tests/TestFolders", swiftSettings: swiftSettings),
        .target(
            name: "TestingSupport",
            dependencies: ["Batching", "Checkpoints", "ModelFiles", "Models", "NN", "TestFolders", "Torch"],
            path: "Tests/TestingSupport", swiftSettings: swiftSettings),
        .target(
            name: "ParitySupport", dependencies: ["Batching", "Checkpoints", "Models", "NN", "Torch", "Training"],
            path: "Tests/ParitySupport",
            swiftSettings: swiftSettings),
        .target(
            name: "HubServer",
            dependencies: [
                "Hub", crypto, .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Logging", package: "swift-log"), .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
            ], path: "Tests/HubServer", swiftSettings: swiftSettings),
        tests("NearestNamesTests", ["NearestNames"]),
        tests("ConfigurationTests", ["Configuration"]),
        tests("MappedFilesTests", ["MappedFiles"]),
        tests("DatasetsTests", ["Datasets", "MappedFiles", "TestFolders"]),
        tests("HubTests", ["Hub", "HubServer", "ModelFiles", "TestFolders", "TestingSupport"]),
        tests("TablesTests", ["ModelFiles", "Tables", "Torch", "TestFolders"]),
        tests("ModelFilesTests", ["MappedFiles", "ModelFiles", "TestFolders"]),
        tests("TokenizersTests", ["Tokenizers", "ModelFiles", "TestFolders"]),
        tests("BatchingTests", ["Batching", "Datasets", "MappedFiles", "Tokenizers", "TestFolders"]),
        tests("TorchTests", ["Torch"]),
        tests("NNTests", ["NN", "Torch"]),
        tests("ModelsTests", ["ParitySupport", "Models", "NN", "Torch", "ModelFiles", "Checkpoints", "TestFolders"]),
        tests(
            "AdaptersTests",
            ["ParitySupport", "Adapters", "Models", "NN", "Torch", "ModelFiles", "Checkpoints", "TestFolders"]),
        tests("CheckpointsTests", ["Checkpoints", "NN", "Torch", "ModelFiles", "TestFolders"]),
        tests(
            "TrainingTests",
            ["Training", "Batching", "ModelFiles", "NN", "TestFolders", "TestingSupport", "Torch"]),
        tests(
            "RecipesTests",
            [
                "Recipes", "Adapters", "Checkpoints", "Configuration", "ModelFiles", "NN", "TestingSupport",
                "Tokenizers", "Torch", "Training", "TestFolders",
            ]),
        tests(
            "CLITests",
            ["Datasets", "HubServer", "LlamaRecipesCLI", "ModelFiles", "TestingSupport", "Tokenizers", "TestFolders"]),
    ],
    swiftLanguageModes: [.v6],
    cxxLanguageStandard: .cxx20
)
