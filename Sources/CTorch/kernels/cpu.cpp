#include "cpu.hpp"

#include <algorithm>
#include <atomic>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <string>

namespace ct::kernels {

namespace {

constexpr const char *names[] = {"portable", "avx2", "avx512", "avx512_bf16"};

InstructionSet found() {
#if defined(__x86_64__)
    __builtin_cpu_init();
    const bool has_avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    const bool has_avx512 = has_avx2 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
        __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
    if (has_avx512 && __builtin_cpu_supports("avx512bf16")) return InstructionSet::avx512_bf16;
    if (has_avx512) return InstructionSet::avx512;
    if (has_avx2) return InstructionSet::avx2;
#endif
    return InstructionSet::portable;
}

InstructionSet allowed() {
    constexpr const char *variable = "LLAMA_RECIPES_INSTRUCTIONS";
    const char *wish = std::getenv(variable);
    try {
        return wish == nullptr ? found() : std::min(found(), instruction_set_named(wish));
    } catch (const std::invalid_argument &error) {
        throw std::invalid_argument(std::string(variable) + ": " + error.what());
    }
}

// -1 until it is known.
std::atomic<int> chosen{-1};
// -1 where there is no limit.
thread_local int limit = -1;

} // namespace

InstructionSet instruction_set() {
    if (limit >= 0) return static_cast<InstructionSet>(limit);
    int set = chosen.load(std::memory_order_relaxed);
    if (set < 0) {
        set = static_cast<int>(allowed());
        chosen.store(set, std::memory_order_relaxed);
    }
    return static_cast<InstructionSet>(set);
}

void limit_instruction_set(InstructionSet most) {
    limit = static_cast<int>(std::min(found(), most));
}

InstructionSet instruction_set_named(const char *name) {
    for (int set = 0; set < 4; set++) {
        if (std::strcmp(name, names[set]) == 0) return static_cast<InstructionSet>(set);
    }
    throw std::invalid_argument(
        std::string("'") + name + "' is no instruction set; use portable, avx2, avx512 or avx512_bf16");
}

const char *name(InstructionSet set) { return names[static_cast<int>(set)]; }

} // namespace ct::kernels
