// Numbers of the process's random sequence.
#pragma once

#include <ATen/CPUGeneratorImpl.h>

#include <mutex>

namespace ct {

// A number from the sequence that the process was seeded with.
inline int64_t drawn_seed() {
    at::Generator generator = at::detail::getDefaultCPUGenerator();
    const std::lock_guard<std::mutex> lock(generator.mutex());
    return static_cast<int64_t>(at::check_generator<at::CPUGeneratorImpl>(generator)->random64());
}

} // namespace ct
