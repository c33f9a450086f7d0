#include <ATen/ops/all.h>
#include <ATen/ops/any.h>
#include <ATen/ops/eq.h>
#include <ATen/ops/ge.h>
#include <ATen/ops/gt.h>
#include <ATen/ops/isfinite.h>
#include <ATen/ops/le.h>
#include <ATen/ops/logical_and.h>
#include <ATen/ops/logical_not.h>
#include <ATen/ops/logical_or.h>
#include <ATen/ops/lt.h>
#include <ATen/ops/masked_fill.h>
#include <ATen/ops/ne.h>
#include <ATen/ops/where.h>

#include "guard.hpp"
#include "include/ct_compare.h"

using namespace ct;

ct_status ct_eq(ct_out out, const ct_tensor *a, const ct_tensor *b) {
    return guard("equal", [&] { give(out, at::eq(get(a), get(b))); });
}

ct_status ct_ne(ct_out out, const ct_tensor *a, const ct_tensor *b) {
    return guard("notEqual", [&] { give(out, at::ne(get(a), get(b))); });
}

ct_status ct_lt(ct_out out, const ct_tensor *a, const ct_tensor *b) {
    return guard("less", [&] { give(out, at::lt(get(a), get(b))); });
}

ct_status ct_le(ct_out out, const ct_tensor *a, const ct_tensor *b) {
    return guard("lessEqual", [&] { give(out, at::le(get(a), get(b))); });
}

ct_status ct_gt(ct_out out, const ct_tensor *a, const ct_tensor *b) {
    return guard("greater", [&] { give(out, at::gt(get(a), get(b))); });
}

ct_status ct_ge(ct_out out, const ct_tensor *a, const ct_tensor *b) {
    return guard("greaterEqual", [&] { give(out, at::ge(get(a), get(b))); });
}

ct_status ct_eq_value(ct_out out, const ct_tensor *a, double b) {
    return guard("equal", [&] { give(out, at::eq(get(a), scalar_for(get(a), b))); });
}

ct_status ct_ne_value(ct_out out, const ct_tensor *a, double b) {
    return guard("notEqual", [&] { give(out, at::ne(get(a), scalar_for(get(a), b))); });
}

ct_status ct_lt_value(ct_out out, const ct_tensor *a, double b) {
    return guard("less", [&] { give(out, at::lt(get(a), scalar_for(get(a), b))); });
}

ct_status ct_le_value(ct_out out, const ct_tensor *a, double b) {
    return guard("lessEqual", [&] { give(out, at::le(get(a), scalar_for(get(a), b))); });
}

ct_status ct_gt_value(ct_out out, const ct_tensor *a, double b) {
    return guard("greater", [&] { give(out, at::gt(get(a), scalar_for(get(a), b))); });
}

ct_status ct_ge_value(ct_out out, const ct_tensor *a, double b) {
    return guard("greaterEqual", [&] { give(out, at::ge(get(a), scalar_for(get(a), b))); });
}

ct_status ct_logical_and(ct_out out, const ct_tensor *a, const ct_tensor *b) {
    return guard("logicalAnd", [&] { give(out, at::logical_and(get(a), get(b))); });
}

ct_status ct_logical_or(ct_out out, const ct_tensor *a, const ct_tensor *b) {
    return guard("logicalOr", [&] { give(out, at::logical_or(get(a), get(b))); });
}

ct_status ct_logical_not(ct_out out, const ct_tensor *a) {
    return guard("logicalNot", [&] { give(out, at::logical_not(get(a))); });
}

ct_status ct_isfinite(ct_out out, const ct_tensor *a) {
    return guard("isFinite", [&] { give(out, at::isfinite(get(a))); });
}

ct_status ct_all(ct_out out, const ct_tensor *a) {
    // libtorch answers in uint8 for a uint8 tensor; here the answer is always a bool.
    return guard("all", [&] { give(out, at::all(get(a)).to(at::kBool)); });
}

ct_status ct_any(ct_out out, const ct_tensor *a) {
    return guard("any", [&] { give(out, at::any(get(a)).to(at::kBool)); });
}

ct_status ct_where(ct_out out, const ct_tensor *condition, const ct_tensor *a, const ct_tensor *b) {
    return guard("where", [&] { give(out, at::where(get(condition), get(a), get(b))); });
}

ct_status ct_masked_fill(ct_out out, const ct_tensor *a, const ct_tensor *mask, double value) {
    return guard("maskedFill", [&] { give(out, at::masked_fill(get(a), get(mask), scalar_for(get(a), value))); });
}
