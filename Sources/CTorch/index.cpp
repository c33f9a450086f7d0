#include <ATen/ops/argmax.h>
#include <ATen/ops/gather.h>
#include <ATen/ops/index_add.h>
#include <ATen/ops/index_select.h>
#include <ATen/ops/masked_select.h>
#include <ATen/ops/multinomial.h>
#include <ATen/ops/nonzero.h>
#include <ATen/ops/scatter.h>
#include <ATen/ops/sort.h>
#include <ATen/ops/topk.h>

#include "guard.hpp"
#include "include/ct_index.h"

using namespace ct;

ct_status ct_index_select(ct_out out, const ct_tensor *a, ct_int dim, const ct_tensor *index) {
    return guard("indexSelect", [&] { give(out, at::index_select(get(a), int64_t(dim), get(index))); });
}

ct_status ct_gather(ct_out out, const ct_tensor *a, ct_int dim, const ct_tensor *index) {
    return guard("gather", [&] { give(out, at::gather(get(a), int64_t(dim), get(index))); });
}

ct_status ct_index_add(
    ct_out out, const ct_tensor *a, ct_int dim, const ct_tensor *index, const ct_tensor *source) {
    return guard("indexAdd", [&] { give(out, at::index_add(get(a), int64_t(dim), get(index), get(source))); });
}

ct_status ct_scatter(
    ct_out out, const ct_tensor *a, ct_int dim, const ct_tensor *index, const ct_tensor *source) {
    return guard("scatter", [&] { give(out, at::scatter(get(a), int64_t(dim), get(index), get(source))); });
}

ct_status ct_index_copy_(ct_tensor *a, ct_int dim, const ct_tensor *index, const ct_tensor *source) {
    return guard("indexCopyInPlace", [&] { get_writable(a).index_copy_(int64_t(dim), get(index), get(source)); });
}

ct_status ct_masked_select(ct_out out, const ct_tensor *a, const ct_tensor *mask) {
    return guard("maskedSelect", [&] { give(out, at::masked_select(get(a), get(mask))); });
}

ct_status ct_nonzero(ct_out out, const ct_tensor *a) {
    return guard("nonzero", [&] { give(out, at::nonzero(get(a))); });
}

ct_status ct_topk(ct_out values, ct_out indices, const ct_tensor *a, ct_int k, ct_int dim) {
    return guard("topK", [&] { give_pair(values, indices, at::topk(get(a), k, dim)); });
}

ct_status ct_sort(ct_out values, ct_out indices, const ct_tensor *a, ct_int dim, bool descending) {
    return guard("sort", [&] { give_pair(values, indices, at::sort(get(a), int64_t(dim), descending)); });
}

ct_status ct_argmax(ct_out out, const ct_tensor *a, ct_int dim) {
    return guard("argmax", [&] { give(out, at::argmax(get(a), int64_t(dim))); });
}

ct_status ct_multinomial(ct_out out, const ct_tensor *weights, ct_int count, bool replacement) {
    return guard("multinomial", [&] { give(out, at::multinomial(get(weights), int64_t(count), replacement)); });
}
