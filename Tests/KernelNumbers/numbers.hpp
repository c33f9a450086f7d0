// Fixed inputs and printed results: what scripts/check-arm64 compares between two processors.
#pragma once

#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

namespace numbers {

using Bfloat16 = uint16_t;

inline float widen(float number) { return number; }

inline float widen(Bfloat16 number) {
    const uint32_t bits = static_cast<uint32_t>(number) << 16;
    float value;
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

// To the nearest, ties to even.
template <class Element>
Element narrow(float number) {
    if constexpr (std::is_same_v<Element, float>) {
        return number;
    } else {
        uint32_t bits;
        std::memcpy(&bits, &number, sizeof bits);
        return static_cast<Bfloat16>((bits + 0x7fff + ((bits >> 16) & 1)) >> 16);
    }
}

// Number `place` of a sequence, from -1 up to 1. Whole numbers make it, so it is the same everywhere.
inline float input(uint32_t sequence, int64_t place) {
    uint32_t x = sequence * 0x9E3779B1u + static_cast<uint32_t>(place) * 0x85EBCA77u + 1;
    x = (x ^ (x >> 15)) * 0x2C1B3C6Du;
    x = (x ^ (x >> 12)) * 0x297A2D39u;
    x ^= x >> 15;
    return static_cast<float>(static_cast<int32_t>(x >> 8) - (1 << 23)) / (1 << 23);
}

template <class Element>
std::vector<Element> inputs(uint32_t sequence, int64_t count, float factor = 1) {
    std::vector<Element> made(count);
    for (int64_t i = 0; i < count; i++) made[i] = narrow<Element>(input(sequence, i) * factor);
    return made;
}

// Where results go: a place that nothing writes stays NaN, which the comparison refuses.
template <class Element>
std::vector<Element> unwritten(int64_t count) {
    return std::vector<Element>(count, narrow<Element>(std::numeric_limits<float>::quiet_NaN()));
}

// One line: name, type, how many, numbers.
template <class Element>
void print(const std::string &name, const Element *values, int64_t count) {
    const char *type = std::is_same_v<Element, Bfloat16> ? "bfloat16" : "float32";
    std::printf("%s %s %lld", name.c_str(), type, static_cast<long long>(count));
    for (int64_t i = 0; i < count; i++) std::printf(" %.9g", static_cast<double>(widen(values[i])));
    std::printf("\n");
}

template <class Element>
void print(const std::string &name, const std::vector<Element> &values) {
    print(name, values.data(), static_cast<int64_t>(values.size()));
}

inline void print_text(const std::string &name, const std::string &text) {
    std::printf("%s text 1 %s\n", name.c_str(), text.c_str());
}

} // namespace numbers

// Each prints the results of one part.
void print_kernels();
void print_operations();
void print_tables(const std::string &fixtures);
