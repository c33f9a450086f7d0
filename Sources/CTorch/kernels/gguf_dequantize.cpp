// Dequantizing GGUF's block formats. Each function below turns one block into floats, in the order of operations of the
// `gguf` Python package, so that the results are equal to the last bit.
//
// Block layouts: https://github.com/ggml-org/ggml/blob/master/src/ggml-common.h (all little endian).

#include "../guard.hpp"

#include "../include/ct_gguf.h"

#include <ATen/Parallel.h>
#include <ATen/ops/empty.h>
#include <c10/util/BFloat16.h>
#include <c10/util/Half.h>
#include <c10/util/safe_numerics.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <thread>
#include <vector>

// A product and a sum fused into one rounding would differ in the last bit between processors.
#pragma clang fp contract(off)

namespace {

using Bytes = const uint8_t *;

template <class Number>
Number load(Bytes at) {
    Number number;
    std::memcpy(&number, at, sizeof number); // blocks are not aligned
    return number;
}

float load_half(Bytes at) { return static_cast<float>(load<c10::Half>(at)); }

// Plain numbers, one to a block.

void f32(Bytes block, float *out) { out[0] = load<float>(block); }
void f16(Bytes block, float *out) { out[0] = load_half(block); }
void bf16(Bytes block, float *out) { out[0] = static_cast<float>(load<c10::BFloat16>(block)); }

// Blocks of 32 with one scale. Byte i of the nibbles holds element i (low) and element i + 16 (high).

void q4_0(Bytes block, float *out) { // half d, 16 bytes of nibbles
    const float d = load_half(block);
    Bytes nibbles = block + 2;
    for (int i = 0; i < 16; ++i) {
        out[i] = d * static_cast<float>((nibbles[i] & 15) - 8);
        out[i + 16] = d * static_cast<float>((nibbles[i] >> 4) - 8);
    }
}

void q4_1(Bytes block, float *out) { // half d, half m, 16 bytes of nibbles
    const float d = load_half(block), m = load_half(block + 2);
    Bytes nibbles = block + 4;
    for (int i = 0; i < 16; ++i) {
        out[i] = d * static_cast<float>(nibbles[i] & 15) + m;
        out[i + 16] = d * static_cast<float>(nibbles[i] >> 4) + m;
    }
}

void q5_0(Bytes block, float *out) { // half d, 32 fifth bits, 16 bytes of nibbles
    const float d = load_half(block);
    const uint32_t fifth = load<uint32_t>(block + 2);
    Bytes nibbles = block + 6;
    for (int i = 0; i < 16; ++i) {
        const int low = (nibbles[i] & 15) | (((fifth >> i) & 1) << 4);
        const int high = (nibbles[i] >> 4) | (((fifth >> (i + 16)) & 1) << 4);
        out[i] = d * static_cast<float>(low - 16);
        out[i + 16] = d * static_cast<float>(high - 16);
    }
}

void q5_1(Bytes block, float *out) { // half d, half m, 32 fifth bits, 16 bytes of nibbles
    const float d = load_half(block), m = load_half(block + 2);
    const uint32_t fifth = load<uint32_t>(block + 4);
    Bytes nibbles = block + 8;
    for (int i = 0; i < 16; ++i) {
        const int low = (nibbles[i] & 15) | (((fifth >> i) & 1) << 4);
        const int high = (nibbles[i] >> 4) | (((fifth >> (i + 16)) & 1) << 4);
        out[i] = d * static_cast<float>(low) + m;
        out[i + 16] = d * static_cast<float>(high) + m;
    }
}

void q8_0(Bytes block, float *out) { // half d, 32 signed bytes
    const float d = load_half(block);
    for (int i = 0; i < 32; ++i) out[i] = d * static_cast<float>(static_cast<int8_t>(block[2 + i]));
}

// Blocks of 256 with scales of their own for groups of 16 or 32. Element e of Q2_K, Q3_K and Q6_K lies in half e / 128,
// there in quarter (e % 128) / 32, which picks the bits, and there in column e % 32, which picks the byte.

void q2_k(Bytes block, float *out) { // 16 bytes scale | min << 4, 64 bytes of 2-bit numbers, half d, half dmin
    Bytes scales = block, twos = block + 16;
    const float d = load_half(block + 80), dmin = load_half(block + 82);
    for (int e = 0; e < 256; ++e) {
        const int half = e / 128, quarter = e % 128 / 32, column = e % 32;
        const float scale = d * static_cast<float>(scales[e / 16] & 15);
        const float minimum = dmin * static_cast<float>(scales[e / 16] >> 4);
        const int number = (twos[half * 32 + column] >> (2 * quarter)) & 3;
        out[e] = scale * static_cast<float>(number) - minimum;
    }
}

// Scale 0..15 of Q3_K: four low bits as nibbles in bytes 0..7, two high bits in bytes 8..11.
int q3_k_scale(Bytes scales, int group) {
    const int low = group < 8 ? scales[group] & 15 : scales[group - 8] >> 4;
    const int high = (scales[8 + group % 4] >> (2 * (group / 4))) & 3;
    return (low | (high << 4)) - 32;
}

void q3_k(Bytes block, float *out) { // 32 bytes of third bits, 64 bytes of 2-bit numbers, 12 bytes of scales, half d
    Bytes third = block, twos = block + 32, scales = block + 96;
    const float d = load_half(block + 108);
    for (int e = 0; e < 256; ++e) {
        const int half = e / 128, quarter = e % 128 / 32, column = e % 32;
        const float scale = d * static_cast<float>(q3_k_scale(scales, e / 16));
        const int two = (twos[half * 32 + column] >> (2 * quarter)) & 3;
        const bool is_upper = (third[column] >> (half * 4 + quarter)) & 1;
        out[e] = scale * static_cast<float>(is_upper ? two : two - 4);
    }
}

struct ScaleAndMinimum {
    int scale, minimum;
};

// Scale and minimum 0..7 of Q4_K and Q5_K, six bits each in 12 bytes.
ScaleAndMinimum k_scale(Bytes scales, int group) {
    if (group < 4) return {scales[group] & 63, scales[group + 4] & 63};
    return {
        (scales[group + 4] & 15) | ((scales[group - 4] >> 6) << 4),
        (scales[group + 4] >> 4) | ((scales[group] >> 6) << 4)};
}

void q4_k(Bytes block, float *out) { // half d, half dmin, 12 bytes of scales, 128 bytes of nibbles
    const float d = load_half(block), dmin = load_half(block + 2);
    Bytes nibbles = block + 16;
    for (int group = 0; group < 8; ++group) {
        const ScaleAndMinimum packed = k_scale(block + 4, group);
        const float scale = d * static_cast<float>(packed.scale);
        const float minimum = dmin * static_cast<float>(packed.minimum);
        for (int i = 0; i < 32; ++i) {
            // Two neighbouring groups share 32 bytes.
            const int number = (nibbles[group / 2 * 32 + i] >> (group % 2 * 4)) & 15;
            out[group * 32 + i] = scale * static_cast<float>(number) - minimum;
        }
    }
}

void q5_k(Bytes block, float *out) { // half d, half dmin, 12 bytes of scales, 32 bytes of fifth bits, 128 of nibbles
    const float d = load_half(block), dmin = load_half(block + 2);
    Bytes fifth = block + 16, nibbles = block + 48;
    for (int group = 0; group < 8; ++group) {
        const ScaleAndMinimum packed = k_scale(block + 4, group);
        const float scale = d * static_cast<float>(packed.scale);
        const float minimum = dmin * static_cast<float>(packed.minimum);
        for (int i = 0; i < 32; ++i) {
            const int nibble = (nibbles[group / 2 * 32 + i] >> (group % 2 * 4)) & 15;
            const int number = nibble | (((fifth[i] >> group) & 1) << 4);
            out[group * 32 + i] = scale * static_cast<float>(number) - minimum;
        }
    }
}

void q6_k(Bytes block, float *out) { // 128 bytes of nibbles, 64 bytes of upper 2 bits, 16 signed scales, half d
    Bytes nibbles = block, twos = block + 128, scales = block + 192;
    const float d = load_half(block + 208);
    for (int e = 0; e < 256; ++e) {
        const int half = e / 128, quarter = e % 128 / 32, column = e % 32;
        const float scale = d * static_cast<float>(static_cast<int8_t>(scales[e / 16]));
        const int low = (nibbles[half * 64 + quarter % 2 * 32 + column] >> (quarter / 2 * 4)) & 15;
        const int high = (twos[half * 32 + column] >> (2 * quarter)) & 3;
        out[e] = scale * static_cast<float>((low | (high << 4)) - 32);
    }
}

struct BlockFormat {
    uint32_t ggml_type;
    int64_t elements, bytes;
    void (*dequantize)(Bytes block, float *out);
};

constexpr int64_t largest_block = 256;

constexpr BlockFormat formats[] = {
    {0, 1, 4, f32},     {1, 1, 2, f16},     {30, 1, 2, bf16},     {2, 32, 18, q4_0},    {3, 32, 20, q4_1},
    {6, 32, 22, q5_0},  {7, 32, 24, q5_1},  {8, 32, 34, q8_0},    {10, 256, 84, q2_k},  {11, 256, 110, q3_k},
    {12, 256, 144, q4_k}, {13, 256, 176, q5_k}, {14, 256, 210, q6_k},
};

const BlockFormat &format_of(uint32_t ggml_type) {
    for (const BlockFormat &format : formats) {
        if (format.ggml_type == ggml_type) return format;
    }
    TORCH_CHECK(false, "GGUF type ", ggml_type, " cannot be dequantized");
}

template <class Out>
void dequantize_range(const BlockFormat &format, Bytes blocks, Out *out, int64_t first, int64_t last) {
    float buffer[largest_block];
    for (int64_t block = first; block < last; ++block) {
        format.dequantize(blocks + block * format.bytes, buffer);
        for (int64_t i = 0; i < format.elements; ++i) out[block * format.elements + i] = static_cast<Out>(buffer[i]);
    }
}

// Splits the blocks over as many threads as libtorch uses. Threads of our own, because libtorch's pool is reached
// through OpenMP, for which not every compiler has a header; each works on some megabytes, so starting them is cheap.
template <class Out>
void dequantize_all(const BlockFormat &format, Bytes blocks, Out *out, int64_t count) {
    constexpr int64_t fewest_elements_per_thread = 1 << 20;
    const int64_t useful = count * format.elements / fewest_elements_per_thread;
    const int64_t parts = std::clamp<int64_t>(useful, 1, at::get_num_threads());
    std::vector<std::jthread> threads;
    for (int64_t part = 1; part < parts; ++part) {
        threads.emplace_back(
            [=, &format] { dequantize_range(format, blocks, out, count * part / parts, count * (part + 1) / parts); });
    }
    dequantize_range(format, blocks, out, 0, count / parts);
}

} // namespace

using namespace ct;

ct_status ct_dequantize_gguf(
    ct_out out, const void *_Nullable bytes, ct_int byte_count, uint32_t ggml_type, const ct_int *sizes, ct_int rank,
    ct_dtype dtype) {
    return guard("dequantize_gguf", [&] {
        const BlockFormat &format = format_of(ggml_type);
        const at::ScalarType type = scalar_type(dtype);
        TORCH_CHECK(
            type == at::kFloat || type == at::kBFloat16 || type == at::kHalf,
            "GGUF blocks dequantize to float32, bfloat16 or float16 only");
        const at::IntArrayRef shape = ints(sizes, rank);
        uint64_t count = 1;
        for (const int64_t size : shape) {
            TORCH_CHECK(size >= 0, "negative size in shape ", shape);
            TORCH_CHECK(
                !c10::mul_overflows(count, static_cast<uint64_t>(size), &count) && count < (uint64_t{1} << 60),
                "the shape ", shape, " is too large");
        }
        const int64_t row = rank > 0 ? shape.back() : 1;
        TORCH_CHECK(row % format.elements == 0, "rows of ", row, " are no whole blocks of ", format.elements);
        const int64_t blocks = static_cast<int64_t>(count) / format.elements;
        TORCH_CHECK(
            blocks <= INT64_MAX / format.bytes && blocks * format.bytes == byte_count, "the shape ", shape, " takes ",
            blocks, " blocks of ", format.bytes, " bytes, not ", byte_count, " bytes");
        const at::Tensor result = at::empty(shape, at::TensorOptions().dtype(type));
        Bytes source = static_cast<Bytes>(bytes);
        if (type == at::kFloat) {
            dequantize_all(format, source, result.mutable_data_ptr<float>(), blocks);
        } else if (type == at::kBFloat16) {
            dequantize_all(format, source, result.mutable_data_ptr<at::BFloat16>(), blocks);
        } else {
            dequantize_all(format, source, result.mutable_data_ptr<at::Half>(), blocks);
        }
        give(out, result);
    });
}
