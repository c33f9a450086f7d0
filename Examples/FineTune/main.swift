import Adapters
import Foundation
import Recipes
import Training

// Fine-tunes a model by calling the library: what `llama-recipes finetuning` does, without a command line.
//
//     swift run -c release FineTune MODEL DATA-FOLDER OUTPUT-FOLDER [STEPS]

let arguments = CommandLine.arguments
guard arguments.count >= 4 else {
    print("usage: FineTune MODEL DATA-FOLDER OUTPUT-FOLDER [STEPS]")
    exit(2)
}

var settings = FinetuneSettings()
settings.model.modelName = arguments[1]
settings.data.dataset = "grammar_dataset"
settings.data.contextLength = 512
settings.dataset.dataPath = arguments[2]
settings.training.usePEFT = true
settings.training.outputDir = arguments[3]
settings.training.batchSizeTraining = 1
settings.training.maxTrainStep = arguments.count > 4 ? Int(arguments[4]) ?? 0 : 0
settings.lora.targetModules = ["q_proj", "k_proj", "v_proj", "o_proj"]

let summary = try FinetuneRecipe(settings).run { event in
    if case .step(let step) = event {
        print("step \(step.step): loss \(step.loss)")
    }
    return .goOn
}
print("adapter in \(summary.path ?? "-"), \(Int(summary.tokensPerSecond)) tokens/s")
