#include <ATen/ops/linalg_vector_norm.h>
#include <ATen/ops/logsumexp.h>
#include <ATen/ops/max.h>
#include <ATen/ops/mean.h>
#include <ATen/ops/min.h>
#include <ATen/ops/sum.h>

#include "guard.hpp"
#include "include/ct_reduce.h"

using namespace ct;

ct_status ct_sum(ct_out out, const ct_tensor *a) {
    return guard("sum", [&] { give(out, at::sum(get(a))); });
}

ct_status ct_sum_dims(ct_out out, const ct_tensor *a, const ct_int *dims, ct_int count, bool keep_dim) {
    return guard("sum", [&] { give(out, at::sum(get(a), ints(dims, count), keep_dim)); });
}

ct_status ct_mean(ct_out out, const ct_tensor *a) {
    return guard("mean", [&] { give(out, at::mean(get(a))); });
}

ct_status ct_mean_dims(ct_out out, const ct_tensor *a, const ct_int *dims, ct_int count, bool keep_dim) {
    return guard("mean", [&] { give(out, at::mean(get(a), ints(dims, count), keep_dim)); });
}

ct_status ct_max(ct_out out, const ct_tensor *a) {
    return guard("max", [&] { give(out, at::max(get(a))); });
}

ct_status ct_min(ct_out out, const ct_tensor *a) {
    return guard("min", [&] { give(out, at::min(get(a))); });
}

ct_status ct_max_dim(ct_out values, ct_out indices, const ct_tensor *a, ct_int dim, bool keep_dim) {
    return guard("max", [&] { give_pair(values, indices, at::max(get(a), int64_t(dim), keep_dim)); });
}

ct_status ct_min_dim(ct_out values, ct_out indices, const ct_tensor *a, ct_int dim, bool keep_dim) {
    return guard("min", [&] { give_pair(values, indices, at::min(get(a), int64_t(dim), keep_dim)); });
}

ct_status ct_norm(ct_out out, const ct_tensor *a) {
    return guard("norm", [&] {
        const at::ScalarType type = get(a).scalar_type() == at::kDouble ? at::kDouble : at::kFloat;
        give(out, at::linalg_vector_norm(get(a), 2, at::OptionalIntArrayRef(), /*keepdim=*/false, type));
    });
}

ct_status ct_log_sum_exp(ct_out out, const ct_tensor *a, ct_int dim, bool keep_dim) {
    return guard("logSumExp", [&] { give(out, at::logsumexp(get(a), at::IntArrayRef(int64_t(dim)), keep_dim)); });
}
