// Documents of a flat run of tokens, and tensors of heads as attention's kernels take them.
#pragma once

#include <ATen/ops/empty.h>
#include <ATen/ops/zeros.h>

#include "operands.hpp"

namespace ct {

using kernels::AttentionShape;
using kernels::CachedAttentionShape;
using kernels::CachedHeads;
using kernels::Document;
using kernels::Heads;

// Which tokens belong together, and how they see each other.
struct Layout {
    std::vector<Document> documents;
    int64_t window;
    double scale;

    Layout(int64_t window, double scale) : window(window), scale(scale) {}

    // From `numbers` and the scale.
    Layout(const std::vector<int64_t> &numbers, double scale) : window(numbers[0]), scale(scale) {
        for (size_t i = 1; i + 1 < numbers.size(); i += 2) documents.push_back({numbers[i], numbers[i + 1]});
    }

    // Takes documents of `tokens` tokens; throws where they or the numbers beside them cannot be.
    void read(const ct_int *starts, const ct_int *lengths, ct_int count, int64_t tokens) {
        TORCH_CHECK(scale > 0 && window >= 0, "the scale must be above 0 and the window not below it");
        int64_t end = 0;
        for (ct_int i = 0; i < count; i++) {
            TORCH_CHECK(
                starts[i] >= end && lengths[i] > 0 && starts[i] + lengths[i] <= tokens, "document ", i, " of ",
                lengths[i], " tokens from ", starts[i], " on overlaps another, is empty, or ends behind the ", tokens,
                " tokens");
            end = starts[i] + lengths[i];
            documents.push_back({starts[i], lengths[i]});
        }
    }

    // Window and documents in the form in which autograd keeps values.
    std::vector<int64_t> numbers() const {
        std::vector<int64_t> all{window};
        for (const Document &document : documents) {
            all.push_back(document.start);
            all.push_back(document.length);
        }
        return all;
    }

    int64_t covered() const {
        int64_t sum = 0;
        for (const Document &document : documents) sum += document.length;
        return sum;
    }

    // How many keys a token of a document sees, on average.
    double keys_seen() const {
        double pairs = 0;
        for (const Document &document : documents) {
            const double length = static_cast<double>(document.length);
            const double most = window > 0 ? std::min(length, static_cast<double>(window)) : length;
            pairs += most * (most + 1) / 2 + (length - most) * most;
        }
        return documents.empty() ? 0 : pairs / static_cast<double>(covered());
    }
};

// Tokens [T, heads, width] whose heads lie side by side.
template <class Element>
Heads<const Element> reading(const at::Tensor &tokens) {
    return {static_cast<const Element *>(tokens.const_data_ptr()), tokens.stride(0)};
}

template <class Element>
Heads<Element> writing(const at::Tensor &tokens) {
    return {static_cast<Element *>(tokens.mutable_data_ptr()), tokens.stride(0)};
}

// Heads of tokens of rows [B, S, heads, width], those of a token side by side.
template <class Element>
CachedHeads<const Element> reading_rows_of_heads(const at::Tensor &rows) {
    return {static_cast<const Element *>(rows.const_data_ptr()), rows.stride(0), rows.stride(1)};
}

// New tokens [T, H, C] of the rows of a cache [B, capacity, K, C], which holds `keys` tokens of each with the new ones.
inline CachedAttentionShape shape_of(
    const at::Tensor &q, const at::Tensor &cached, int64_t keys, const Layout &layout) {
    return {
        cached.size(0), q.size(0) / cached.size(0),         keys, q.size(1), cached.size(2), q.size(2),
        layout.window,  static_cast<float>(layout.scale)};
}

inline AttentionShape shape_of(const at::Tensor &q, const at::Tensor &k, const Layout &layout) {
    return {
        q.size(0),
        q.size(1),
        k.size(1),
        q.size(2),
        layout.window,
        static_cast<float>(layout.scale),
        layout.documents.data(),
        static_cast<int64_t>(layout.documents.size())};
}

// Memory for a result: set to zero where documents leave tokens out.
inline at::Tensor result_like(const at::Tensor &tokens, const Layout &layout) {
    const at::IntArrayRef sizes = tokens.sizes();
    const auto options = tokens.options();
    return layout.covered() == tokens.size(0) ? at::empty(sizes, options) : at::zeros(sizes, options);
}

} // namespace ct
