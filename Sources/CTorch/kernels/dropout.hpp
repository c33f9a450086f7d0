// Dropout as a function of (seed, row, column): what was dropped is computed again where it is needed, never stored.
// Included like vectors.hpp, after it.

namespace ct::kernels::CT_INSTRUCTIONS {

// Whether numbers of a row are kept, and how much they are raised for it.
struct Dropout {
    uint32_t key;
    uint32_t threshold; // of 2^32
    float raise;

    Dropout(double share, uint64_t seed, int64_t row)
        : key(mixed(seed ^ mixed64(static_cast<uint64_t>(row)))),
          threshold(static_cast<uint32_t>(std::min(share * 4294967296.0, 4294967295.0))),
          raise(static_cast<float>(1 / (1 - share))) {}

    // 0 or `raise` for the columns from `column` on.
    CT_INLINE_MEMBER Floats factors(int64_t column) const {
        Bits x = (as<Bits>(lane_numbers()) + static_cast<uint32_t>(column)) * 0x9E3779B1u ^ key;
        // The finalizer of MurmurHash3: every bit of the input changes each bit of the result with probability 1/2.
        x = (x ^ (x >> 16)) * 0x85EBCA6Bu;
        x = (x ^ (x >> 13)) * 0xC2B2AE35u;
        x ^= x >> 16;
        return choose(as<Ints>(x >= Bits(threshold)), Floats(raise), Floats(0.0f));
    }

private:
    static uint64_t mixed64(uint64_t x) {
        // SplitMix64's finalizer.
        x += 0x9E3779B97F4A7C15u;
        x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9u;
        x = (x ^ (x >> 27)) * 0x94D049BB133111EBu;
        return x ^ (x >> 31);
    }

    static uint32_t mixed(uint64_t x) { return static_cast<uint32_t>(mixed64(x) >> 32); }
};

} // namespace ct::kernels::CT_INSTRUCTIONS
