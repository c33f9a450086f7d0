// AdamW (https://arxiv.org/abs/1711.05101) over all parameters in one pass. Included like vectors.hpp, after it.

namespace ct::kernels::CT_INSTRUCTIONS {

// Numbers of one task.
constexpr int64_t adamw_piece = 32768;

CT_INLINE Bits random_bits(uint64_t key, int64_t place) {
    const uint32_t low = static_cast<uint32_t>(key), high = static_cast<uint32_t>(key >> 32);
    Bits x = (as<Bits>(lane_numbers()) + static_cast<uint32_t>(place)) * 0x9E3779B1u ^ low;
    // The finalizer of MurmurHash3, with the rest of the key in the middle.
    x = (x ^ (x >> 16)) * 0x85EBCA6Bu + high;
    x = (x ^ (x >> 13)) * 0xC2B2AE35u;
    return x ^ (x >> 16);
}

CT_INLINE void narrow_at_random(float *to, Floats values, Bits, int count) { narrow(to, values, count); }

// Rounds up with the probability that keeps the mean: rounded to the nearest, a square average would not move any more
// once a step changes it by less than half of bfloat16's 1/128.
CT_INLINE void narrow_at_random(Bfloat16 *to, Floats values, Bits random, int count) {
    const Bits bits = as<Bits>(values);
    // Infinity and NaN stay what they are.
    const Bits is_finite = as<Bits>((bits & 0x7f800000) != Bits(0x7f800000)), is_nan = as<Bits>(values != values);
    const Bits rounded = (bits + ((random >> 16) & is_finite)) >> 16;
    const Halves halves = __builtin_convertvector(rounded | (is_nan & 0x40), Halves);
    std::memcpy(to, &halves, count * sizeof(Bfloat16));
}

// A float32 number kept as a bfloat16 and the 16 bits beyond it. It is rounded to the nearest, but ties away from zero:
// with ties to even some bfloat16 would stand for 2^16 + 1 numbers, and 16 bits could not tell them apart.
CT_INLINE Floats join(const Bfloat16 *value, const int16_t *remainder, int count) {
    Halves high = {}, low = {};
    std::memcpy(&high, value, count * sizeof *value);
    std::memcpy(&low, remainder, count * sizeof *remainder);
    // Turned to 32 bits with its sign.
    const Ints beyond = as<Ints>(__builtin_convertvector(low, Bits) << 16) >> 16;
    return as<Floats>((__builtin_convertvector(high, Bits) << 16) + as<Bits>(beyond));
}

CT_INLINE void split(Bfloat16 *value, int16_t *remainder, Floats number, int count) {
    const Bits bits = as<Bits>(number), rounded = (bits + 0x8000) >> 16;
    const Halves high = __builtin_convertvector(rounded, Halves);
    const Halves low = __builtin_convertvector((bits - (rounded << 16)) & 0xffff, Halves);
    std::memcpy(value, &high, count * sizeof *value);
    std::memcpy(remainder, &low, count * sizeof *remainder);
}

// The number that takes the update of place `i`, and its way back.
template <class Element, class State>
CT_INLINE Floats updated_number(const AdamWParameter<Element, State> &parameter, int64_t i, int count) {
    if constexpr (std::is_same_v<Element, Bfloat16>) {
        if (parameter.remainder) return join(parameter.value + i, parameter.remainder + i, count);
    }
    return parameter.master ? widen(parameter.master + i, count) : widen(parameter.value + i, count);
}

template <class Element, class State>
CT_INLINE void store_number(const AdamWParameter<Element, State> &parameter, int64_t i, Floats number, int count) {
    if constexpr (std::is_same_v<Element, Bfloat16>) {
        if (parameter.remainder) return split(parameter.value + i, parameter.remainder + i, number, count);
    }
    if (parameter.master) narrow(parameter.master + i, number, count);
    narrow(parameter.value + i, number, count);
}

template <class Element, class State>
static void adamw_piece_step(
    const AdamWStep &step, const AdamWParameter<Element, State> &parameter, int64_t first, int64_t end) {
#pragma clang fp contract(fast)
    for_pieces(end - first, [&](int64_t place, int count) CT_INLINE_LAMBDA {
        const int64_t i = first + place;
        const Floats gradient = widen(parameter.gradient + i, count);
        const Floats average = widen(parameter.average + i, count) * step.beta1 + gradient * (1.0f - step.beta1);
        const Floats square =
            widen(parameter.square_average + i, count) * step.beta2 + gradient * gradient * (1.0f - step.beta2);
        Floats value = updated_number(parameter, i, count);
        const Floats root = __builtin_elementwise_sqrt(square) * parameter.root_correction + step.epsilon;
        value = value * step.decay - average / root * parameter.rate;
        store_number(parameter, i, value, count);
        narrow_at_random(parameter.average + i, average, random_bits(parameter.key, i), count);
        narrow_at_random(parameter.square_average + i, square, random_bits(~parameter.key, i), count);
    });
}

template <class Element, class State>
static void adamw(const AdamWStep &step, const AdamWParameter<Element, State> *parameters, int64_t count) {
    // Where the tasks of each parameter begin.
    std::vector<int64_t> starts(count + 1, 0);
    for (int64_t p = 0; p < count; p++) {
        starts[p + 1] = starts[p] + (parameters[p].count + adamw_piece - 1) / adamw_piece;
    }
    run_tasks(starts[count], [&](int64_t task) {
        const int64_t p = std::upper_bound(starts.begin(), starts.end(), task) - starts.begin() - 1;
        const int64_t first = (task - starts[p]) * adamw_piece;
        adamw_piece_step(step, parameters[p], first, std::min(first + adamw_piece, parameters[p].count));
    });
}

} // namespace ct::kernels::CT_INSTRUCTIONS
