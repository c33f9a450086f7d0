import Datasets
import Testing

/// The prompts, character by character as llama-recipes writes them.
struct PromptTests {
    @Test func grammar() {
        #expect(
            GrammarDataset.prompt(for: "He go.") == "Correct this to standard English: He go.\n---\nCorrected: ")
    }

    @Test func samsum() {
        #expect(
            SAMSumDataset.prompt(for: "A: hi\nB: ho") == "Summarize this dialog:\nA: hi\nB: ho\n---\nSummary:\n")
    }

    @Test func alpacaWithInput() {
        let expected = """
            Below is an instruction that describes a task, paired with an input that provides further context. Write a \
            response that appropriately completes the request.

            ### Instruction:
            Add {them}.

            ### Input:
            1 2

            ### Response:
            """
        #expect(AlpacaDataset.prompt(instruction: "Add {them}.", input: "1 2") == expected)
    }

    @Test func alpacaWithoutInput() {
        let expected = """
            Below is an instruction that describes a task. Write a response that appropriately completes the request.

            ### Instruction:
            Sing.

            ### Response:
            """
        #expect(AlpacaDataset.prompt(instruction: "Sing.", input: "") == expected)
    }
}
