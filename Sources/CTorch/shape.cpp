#include <ATen/ops/cat.h>
#include <ATen/ops/chunk.h>
#include <ATen/ops/flatten.h>
#include <ATen/ops/narrow.h>
#include <ATen/ops/permute.h>
#include <ATen/ops/repeat_interleave.h>
#include <ATen/ops/reshape.h>
#include <ATen/ops/select.h>
#include <ATen/ops/slice.h>
#include <ATen/ops/split_with_sizes.h>
#include <ATen/ops/squeeze.h>
#include <ATen/ops/stack.h>
#include <ATen/ops/t.h>
#include <ATen/ops/transpose.h>
#include <ATen/ops/unsqueeze.h>

#include "guard.hpp"
#include "include/ct_shape.h"

using namespace ct;

ct_status ct_reshape(ct_out out, const ct_tensor *a, const ct_int *sizes, ct_int rank) {
    return guard("reshape", [&] { give(out, at::reshape(get(a), ints(sizes, rank))); });
}

ct_status ct_view(ct_out out, const ct_tensor *a, const ct_int *sizes, ct_int rank) {
    return guard("view", [&] { give(out, get(a).view(ints(sizes, rank))); });
}

ct_status ct_expand(ct_out out, const ct_tensor *a, const ct_int *sizes, ct_int rank) {
    return guard("expand", [&] { give(out, get(a).expand(ints(sizes, rank))); });
}

ct_status ct_permute(ct_out out, const ct_tensor *a, const ct_int *dims, ct_int rank) {
    return guard("permute", [&] { give(out, at::permute(get(a), ints(dims, rank))); });
}

ct_status ct_transpose(ct_out out, const ct_tensor *a, ct_int dim0, ct_int dim1) {
    return guard("transpose", [&] { give(out, at::transpose(get(a), int64_t(dim0), int64_t(dim1))); });
}

ct_status ct_t(ct_out out, const ct_tensor *a) {
    return guard("t", [&] { give(out, at::t(get(a))); });
}

ct_status ct_flatten(ct_out out, const ct_tensor *a, ct_int from, ct_int to) {
    return guard("flatten", [&] { give(out, at::flatten(get(a), int64_t(from), int64_t(to))); });
}

ct_status ct_unsqueeze(ct_out out, const ct_tensor *a, ct_int dim) {
    return guard("unsqueeze", [&] { give(out, at::unsqueeze(get(a), dim)); });
}

ct_status ct_squeeze(ct_out out, const ct_tensor *a, ct_int dim) {
    return guard("squeeze", [&] { give(out, at::squeeze(get(a), int64_t(dim))); });
}

ct_status ct_narrow(ct_out out, const ct_tensor *a, ct_int dim, ct_int start, ct_int length) {
    return guard("narrow", [&] { give(out, at::narrow(get(a), dim, int64_t(start), length)); });
}

ct_status ct_select(ct_out out, const ct_tensor *a, ct_int dim, ct_int index) {
    return guard("select", [&] { give(out, at::select(get(a), int64_t(dim), index)); });
}

ct_status ct_slice(ct_out out, const ct_tensor *a, ct_int dim, ct_int start, ct_int end, ct_int step) {
    return guard("slice", [&] { give(out, at::slice(get(a), dim, start, end, step)); });
}

ct_status ct_repeat_interleave(ct_out out, const ct_tensor *a, ct_int repeats, ct_int dim) {
    return guard("repeatInterleave", [&] { give(out, at::repeat_interleave(get(a), int64_t(repeats), dim)); });
}

ct_status ct_cat(ct_out out, ct_list tensors, ct_int count, ct_int dim) {
    return guard("cat", [&] { give(out, at::cat(get_list(tensors, count), int64_t(dim))); });
}

ct_status ct_stack(ct_out out, ct_list tensors, ct_int count, ct_int dim) {
    return guard("stack", [&] { give(out, at::stack(get_list(tensors, count), dim)); });
}

ct_status ct_split(ct_out out, const ct_tensor *a, const ct_int *sizes, ct_int count, ct_int dim) {
    return guard("split", [&] { give_list(out, at::split_with_sizes(get(a), ints(sizes, count), dim)); });
}

ct_status ct_chunk(ct_out out, ct_int *made, const ct_tensor *a, ct_int chunks, ct_int dim) {
    return guard("chunk", [&] {
        std::vector<at::Tensor> parts = at::chunk(get(a), chunks, dim);
        *made = static_cast<ct_int>(parts.size());
        give_list(out, std::move(parts));
    });
}
