// Vectors of one instruction set. No include guard: each instruction set's file includes it once, after defining
//   CT_INSTRUCTIONS  the namespace, so that no two sets share a template's instance
//   CT_LANES         floats in a vector
//   CT_BF16_DOT      whether there is a product of bfloat16 pairs that adds up in float32

namespace ct::kernels::CT_INSTRUCTIONS {

#define CT_INLINE static inline __attribute__((always_inline))
#define CT_INLINE_MEMBER __attribute__((always_inline))
#define CT_INLINE_LAMBDA __attribute__((always_inline))

constexpr int lanes = CT_LANES;
typedef float Floats __attribute__((ext_vector_type(CT_LANES)));
typedef int32_t Ints __attribute__((ext_vector_type(CT_LANES)));
typedef uint32_t Bits __attribute__((ext_vector_type(CT_LANES)));
typedef uint16_t Halves __attribute__((ext_vector_type(CT_LANES)));

// What products are made of: floats, or two neighbouring bfloat16 in 32 bits. `pack` is how many numbers a word holds.
using Pair = uint32_t;
template <class Word>
constexpr int pack = std::is_same_v<Word, Pair> ? 2 : 1;

// The words that numbers of this type are multiplied as.
#if CT_BF16_DOT
template <class Element>
using WordOf = std::conditional_t<std::is_same_v<Element, Bfloat16>, Pair, float>;
#else
template <class Element>
using WordOf = float;
#endif

template <class Vector, class Value>
CT_INLINE Vector load(const Value *from) {
    Vector vector;
    std::memcpy(&vector, from, sizeof vector);
    return vector;
}

template <class Vector, class Value>
CT_INLINE void store(Value *to, Vector vector) {
    std::memcpy(to, &vector, sizeof vector);
}

template <class To, class From>
CT_INLINE To as(From from) {
    static_assert(sizeof(To) == sizeof(From));
    To to;
    std::memcpy(&to, &from, sizeof to);
    return to;
}

// Lane by lane: `yes` where the mask is set (-1), else `no`.
CT_INLINE Floats choose(Ints mask, Floats yes, Floats no) {
    return as<Floats>((mask & as<Ints>(yes)) | (~mask & as<Ints>(no)));
}

CT_INLINE Floats maximum(Floats a, Floats b) { return __builtin_elementwise_max(a, b); }

CT_INLINE Ints lane_numbers() {
    Ints numbers;
    for (int lane = 0; lane < lanes; lane++) numbers[lane] = lane;
    return numbers;
}

CT_INLINE bool any(Ints mask) { return __builtin_reduce_or(mask) != 0; }

// sum + a * b, for one number against a vector.
CT_INLINE Floats multiply_add(float a, const float *b, Floats sum) {
#pragma clang fp contract(fast)
    return sum + a * load<Floats>(b);
}

// sum + a * b, lane by lane.
CT_INLINE Floats multiply_vectors(const float *a, const float *b, Floats sum) {
#pragma clang fp contract(fast)
    return sum + load<Floats>(a) * load<Floats>(b);
}

#if CT_BF16_DOT
CT_INLINE Floats multiply_add(Pair a, const Pair *b, Floats sum) {
    return as<Floats>(_mm512_dpbf16_ps(
        as<__m512>(sum), as<__m512bh>(_mm512_set1_epi32(static_cast<int>(a))), as<__m512bh>(load<Bits>(b))));
}
#endif

// What is bounded is a number even where x is none.
CT_INLINE Floats keeping_nan(Floats x, Floats bounded) { return choose(x == x, bounded, x); }

// 2^x to 3e-6 relative; 0 far below.
CT_INLINE Floats exp2(Floats x) {
#pragma clang fp contract(fast)
#if CT_LANES == 16
    const auto fraction = as<Floats>(_mm512_reduce_ps(as<__m512>(x), _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC));
#else
    const Floats bounded = maximum(x, Floats(-126.0f));
    const Floats whole = __builtin_elementwise_floor(bounded);
    const Floats fraction = keeping_nan(x, bounded) - whole;
#endif
    // Minimax over [0, 1) of relative error.
    Floats y = Floats(0.0135341600f);
    y = y * fraction + 0.0520114758f;
    y = y * fraction + 0.2414427479f;
    y = y * fraction + 0.6930038361f;
    y = y * fraction + 1.0000025933f;
#if CT_LANES == 16
    return as<Floats>(_mm512_scalef_ps(as<__m512>(y), as<__m512>(x)));
#else
    const Ints exponent = (__builtin_convertvector(whole, Ints) + 127) << 23;
    return y * as<Floats>(exponent);
#endif
}

// 2^x to 1e-7 relative; 0 far below, infinite or 2^127 far above.
CT_INLINE Floats exp2_exact(Floats x) {
#pragma clang fp contract(fast)
#if CT_LANES == 16
    const auto whole = as<Floats>(_mm512_roundscale_ps(as<__m512>(x), _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC));
#else
    const Floats bounded = __builtin_elementwise_min(maximum(x, Floats(-126.0f)), Floats(127.0f));
    const Floats whole = __builtin_elementwise_floor(bounded + 0.5f);
    x = keeping_nan(x, bounded);
#endif
    const Floats fraction = x - whole;
    // Minimax over [-1/2, 1/2] of relative error.
    Floats y = Floats(0.0013276467f);
    y = y * fraction + 0.0096755410f;
    y = y * fraction + 0.0555071350f;
    y = y * fraction + 0.2402212000f;
    y = y * fraction + 0.6931469400f;
    y = y * fraction + 1.0000001000f;
#if CT_LANES == 16
    return as<Floats>(_mm512_scalef_ps(as<__m512>(y), as<__m512>(whole)));
#else
    const Ints exponent = (__builtin_convertvector(whole, Ints) + 127) << 23;
    return y * as<Floats>(exponent);
#endif
}

// 2^(x * factor - offset).
CT_INLINE Floats exp2_difference(Floats x, Floats factor, Floats offset) {
#pragma clang fp contract(fast)
    return exp2(x * factor - offset);
}

CT_INLINE Floats widen(const float *from) { return load<Floats>(from); }

CT_INLINE Floats widen(const Bfloat16 *from) {
    return as<Floats>(__builtin_convertvector(load<Halves>(from), Bits) << 16);
}

CT_INLINE void narrow(float *to, Floats values) { store(to, values); }

// Rounds to the nearest, ties to even; NaN stays NaN.
CT_INLINE void narrow(Bfloat16 *to, Floats values) {
#if CT_BF16_DOT
    const __m256bh rounded = _mm512_cvtneps_pbh(as<__m512>(values));
    std::memcpy(to, &rounded, sizeof rounded);
#else
    const Bits bits = as<Bits>(values);
    const Bits rounded = (bits + 0x7fff + ((bits >> 16) & 1)) >> 16;
    const Bits is_number = as<Bits>(values == values);
    store(to, __builtin_convertvector((rounded & is_number) | (((bits >> 16) | 0x40) & ~is_number), Halves));
#endif
}

// The number as it is after it was stored.
CT_INLINE Floats rounded(Floats values, const float *) { return values; }

CT_INLINE Floats rounded(Floats values, const Bfloat16 *) {
    Bfloat16 stored[lanes];
    narrow(stored, values);
    return widen(stored);
}

// Calls `body(place, count)` for pieces of a vector's length; the last may hold less.
template <class Body>
CT_INLINE void for_pieces(int64_t size, const Body &body) {
    int64_t place = 0;
    for (; place + lanes <= size; place += lanes) body(place, lanes);
    if (place < size) body(place, static_cast<int>(size - place));
}

// As widen and narrow, of the first numbers of a vector; the others read as 0.
template <class Element>
CT_INLINE Floats widen(const Element *from, int count) {
    if (count == lanes) return widen(from);
    Element some[lanes] = {};
    std::memcpy(some, from, count * sizeof(Element));
    return widen(some);
}

template <class Element>
CT_INLINE void narrow(Element *to, Floats values, int count) {
    if (count == lanes) return narrow(to, values);
    Element some[lanes];
    narrow(some, values);
    std::memcpy(to, some, count * sizeof(Element));
}

CT_INLINE float total(Floats values) {
    float sum = 0;
    for (int lane = 0; lane < lanes; lane++) sum += values[lane];
    return sum;
}

// Two rows of products' operands, made of two rows of numbers: in `to`, and for floats in the row behind it.
CT_INLINE void store_pair(float *to, int64_t row_stride, Floats first, Floats second) {
    store(to, first);
    store(to + row_stride, second);
}

#if CT_BF16_DOT
CT_INLINE void store_pair(Pair *to, int64_t, Floats first, Floats second) {
    alignas(64) static constexpr uint16_t order[32] = {0,  16, 1,  17, 2,  18, 3,  19, 4,  20, 5,  21, 6,  22, 7,  23,
                                                       8,  24, 9,  25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
    const __m512bh both = _mm512_cvtne2ps_pbh(as<__m512>(second), as<__m512>(first));
    const __m512i mixed = _mm512_permutexvar_epi16(_mm512_load_si512(order), as<__m512i>(both));
    _mm512_store_si512(to, mixed);
}
#endif

// 16 x 16 words: row r of `to` is column r of `from`.
CT_INLINE void transpose16(const uint32_t *from, int64_t from_stride, uint32_t *to, int64_t to_stride) {
#if CT_LANES == 16
    __m512i r[16], t[16];
#pragma clang loop unroll(full)
    for (int i = 0; i < 16; i++) r[i] = _mm512_loadu_si512(from + i * from_stride);
#pragma clang loop unroll(full)
    for (int i = 0; i < 8; i++) {
        t[2 * i] = _mm512_unpacklo_epi32(r[2 * i], r[2 * i + 1]);
        t[2 * i + 1] = _mm512_unpackhi_epi32(r[2 * i], r[2 * i + 1]);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
        r[4 * i] = _mm512_unpacklo_epi64(t[4 * i], t[4 * i + 2]);
        r[4 * i + 1] = _mm512_unpackhi_epi64(t[4 * i], t[4 * i + 2]);
        r[4 * i + 2] = _mm512_unpacklo_epi64(t[4 * i + 1], t[4 * i + 3]);
        r[4 * i + 3] = _mm512_unpackhi_epi64(t[4 * i + 1], t[4 * i + 3]);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
        t[i] = _mm512_shuffle_i32x4(r[i], r[4 + i], 0x88);
        t[4 + i] = _mm512_shuffle_i32x4(r[i], r[4 + i], 0xdd);
        t[8 + i] = _mm512_shuffle_i32x4(r[8 + i], r[12 + i], 0x88);
        t[12 + i] = _mm512_shuffle_i32x4(r[8 + i], r[12 + i], 0xdd);
    }
#pragma clang loop unroll(full)
    for (int i = 0; i < 4; i++) {
        _mm512_storeu_si512(to + i * to_stride, _mm512_shuffle_i32x4(t[i], t[8 + i], 0x88));
        _mm512_storeu_si512(to + (8 + i) * to_stride, _mm512_shuffle_i32x4(t[i], t[8 + i], 0xdd));
        _mm512_storeu_si512(to + (4 + i) * to_stride, _mm512_shuffle_i32x4(t[4 + i], t[12 + i], 0x88));
        _mm512_storeu_si512(to + (12 + i) * to_stride, _mm512_shuffle_i32x4(t[4 + i], t[12 + i], 0xdd));
    }
#else
    for (int row = 0; row < 16; row++) {
        for (int column = 0; column < 16; column++) {
            // The words may be floats.
            std::memcpy(to + row * to_stride + column, from + column * from_stride + row, sizeof(uint32_t));
        }
    }
#endif
}

// [rows, columns] words to [columns, rows]; both are multiples of 16.
template <class Word>
static void transpose(const Word *from, int64_t from_stride, int rows, int columns, Word *to, int64_t to_stride) {
    static_assert(sizeof(Word) == sizeof(uint32_t));
    const auto *source = reinterpret_cast<const uint32_t *>(from);
    auto *target = reinterpret_cast<uint32_t *>(to);
    for (int row = 0; row < rows; row += 16) {
        for (int column = 0; column < columns; column += 16) {
            transpose16(
                source + row * from_stride + column, from_stride, target + column * to_stride + row, to_stride);
        }
    }
}

} // namespace ct::kernels::CT_INSTRUCTIONS
