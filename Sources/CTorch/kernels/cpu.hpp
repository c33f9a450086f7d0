// Which vector instructions the kernels use, found out once when the first of them runs.
#pragma once

namespace ct::kernels {

// From the least to the most able; each can run what stands before it.
enum class InstructionSet { portable, avx2, avx512, avx512_bf16 };

// What this processor can run, or less where LLAMA_RECIPES_INSTRUCTIONS (portable, avx2, avx512, avx512_bf16) or
// `limit_instruction_set` says so.
InstructionSet instruction_set();

// Lets tests run every path that the processor can, in operations that the calling thread begins; a set beyond the
// processor is cut down to what it can.
void limit_instruction_set(InstructionSet most);

// The set of that name; throws for another one.
InstructionSet instruction_set_named(const char *name);

const char *name(InstructionSet set);

} // namespace ct::kernels
