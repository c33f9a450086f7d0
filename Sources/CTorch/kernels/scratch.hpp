// Memory that kernels work in, kept between calls: fresh pages would cost a fault each.
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

namespace ct::kernels {

// Aligned memory that only grows. Meant as a `thread_local`, one for each use.
class Scratch {
public:
    Scratch() = default;
    Scratch(const Scratch &) = delete;
    Scratch &operator=(const Scratch &) = delete;
    ~Scratch() { std::free(memory); }

    // At least `count` values, of undefined content; what was handed out before is lost.
    template <class Value>
    Value *get(size_t count) {
        const size_t wanted = (count * sizeof(Value) + 63) / 64 * 64;
        if (wanted > size) {
            std::free(memory);
            size = 0;
            memory = std::aligned_alloc(64, wanted);
            if (memory == nullptr) throw std::bad_alloc();
            size = wanted;
        }
        return static_cast<Value *>(memory);
    }

private:
    void *memory = nullptr;
    size_t size = 0;
};

} // namespace ct::kernels
