#include <ATen/ScalarOps.h>
#include <ATen/ops/abs.h>
#include <ATen/ops/add.h>
#include <ATen/ops/clamp.h>
#include <ATen/ops/cos.h>
#include <ATen/ops/cumsum.h>
#include <ATen/ops/div.h>
#include <ATen/ops/exp.h>
#include <ATen/ops/gelu.h>
#include <ATen/ops/log.h>
#include <ATen/ops/log_softmax.h>
#include <ATen/ops/matmul.h>
#include <ATen/ops/maximum.h>
#include <ATen/ops/minimum.h>
#include <ATen/ops/mul.h>
#include <ATen/ops/neg.h>
#include <ATen/ops/pow.h>
#include <ATen/ops/reciprocal.h>
#include <ATen/ops/relu.h>
#include <ATen/ops/rsqrt.h>
#include <ATen/ops/rsub.h>
#include <ATen/ops/sigmoid.h>
#include <ATen/ops/silu.h>
#include <ATen/ops/sin.h>
#include <ATen/ops/softmax.h>
#include <ATen/ops/sqrt.h>
#include <ATen/ops/square.h>
#include <ATen/ops/sub.h>
#include <ATen/ops/tanh.h>
#include <ATen/ops/tril.h>
#include <ATen/ops/triu.h>

#include "guard.hpp"
#include "include/ct_math.h"

using namespace ct;

ct_status ct_add(ct_out out, const ct_tensor *a, const ct_tensor *b) {
    return guard("+", [&] { give(out, at::add(get(a), get(b))); });
}

ct_status ct_sub(ct_out out, const ct_tensor *a, const ct_tensor *b) {
    return guard("-", [&] { give(out, at::sub(get(a), get(b))); });
}

ct_status ct_mul(ct_out out, const ct_tensor *a, const ct_tensor *b) {
    return guard("*", [&] { give(out, at::mul(get(a), get(b))); });
}

ct_status ct_div(ct_out out, const ct_tensor *a, const ct_tensor *b) {
    return guard("/", [&] { give(out, at::div(get(a), get(b))); });
}

ct_status ct_add_value(ct_out out, const ct_tensor *a, double b) {
    return guard("+", [&] { give(out, at::add(get(a), scalar_for(get(a), b))); });
}

ct_status ct_sub_value(ct_out out, const ct_tensor *a, double b) {
    return guard("-", [&] { give(out, at::sub(get(a), scalar_for(get(a), b))); });
}

ct_status ct_mul_value(ct_out out, const ct_tensor *a, double b) {
    return guard("*", [&] { give(out, at::mul(get(a), scalar_for(get(a), b))); });
}

ct_status ct_div_value(ct_out out, const ct_tensor *a, double b) {
    return guard("/", [&] { give(out, at::div(get(a), scalar_for(get(a), b))); });
}

ct_status ct_value_sub(ct_out out, const ct_tensor *b, double a) {
    return guard("-", [&] { give(out, at::rsub(get(b), scalar_for(get(b), a))); });
}

ct_status ct_value_div(ct_out out, const ct_tensor *b, double a) {
    // A wrapped number promotes as a number does: it never widens the other operand.
    return guard("/", [&] {
        give(out, at::div(at::native::wrapped_scalar_tensor(a, get(b).device()), get(b)));
    });
}

ct_status ct_exp(ct_out out, const ct_tensor *a) {
    return guard("exp", [&] { give(out, at::exp(get(a))); });
}

ct_status ct_log(ct_out out, const ct_tensor *a) {
    return guard("log", [&] { give(out, at::log(get(a))); });
}

ct_status ct_sqrt(ct_out out, const ct_tensor *a) {
    return guard("sqrt", [&] { give(out, at::sqrt(get(a))); });
}

ct_status ct_rsqrt(ct_out out, const ct_tensor *a) {
    return guard("rsqrt", [&] { give(out, at::rsqrt(get(a))); });
}

ct_status ct_square(ct_out out, const ct_tensor *a) {
    return guard("square", [&] { give(out, at::square(get(a))); });
}

ct_status ct_sin(ct_out out, const ct_tensor *a) {
    return guard("sin", [&] { give(out, at::sin(get(a))); });
}

ct_status ct_cos(ct_out out, const ct_tensor *a) {
    return guard("cos", [&] { give(out, at::cos(get(a))); });
}

ct_status ct_tanh(ct_out out, const ct_tensor *a) {
    return guard("tanh", [&] { give(out, at::tanh(get(a))); });
}

ct_status ct_sigmoid(ct_out out, const ct_tensor *a) {
    return guard("sigmoid", [&] { give(out, at::sigmoid(get(a))); });
}

ct_status ct_silu(ct_out out, const ct_tensor *a) {
    return guard("silu", [&] { give(out, at::silu(get(a))); });
}

ct_status ct_gelu(ct_out out, const ct_tensor *a) {
    return guard("gelu", [&] { give(out, at::gelu(get(a))); });
}

ct_status ct_relu(ct_out out, const ct_tensor *a) {
    return guard("relu", [&] { give(out, at::relu(get(a))); });
}

ct_status ct_abs(ct_out out, const ct_tensor *a) {
    return guard("abs", [&] { give(out, at::abs(get(a))); });
}

ct_status ct_neg(ct_out out, const ct_tensor *a) {
    return guard("neg", [&] { give(out, at::neg(get(a))); });
}

ct_status ct_reciprocal(ct_out out, const ct_tensor *a) {
    return guard("reciprocal", [&] { give(out, at::reciprocal(get(a))); });
}

ct_status ct_pow(ct_out out, const ct_tensor *a, double exponent) {
    return guard("pow", [&] { give(out, at::pow(get(a), scalar_for(get(a), exponent))); });
}

// A bound that may be absent, as a number fit for `tensor`.
static std::optional<at::Scalar> bound(const at::Tensor &tensor, const double *value) {
    if (value == nullptr) return std::nullopt;
    return scalar_for(tensor, *value);
}

ct_status ct_clamp(ct_out out, const ct_tensor *a, const double *minimum, const double *maximum) {
    return guard("clamp", [&] { give(out, at::clamp(get(a), bound(get(a), minimum), bound(get(a), maximum))); });
}

ct_status ct_maximum(ct_out out, const ct_tensor *a, const ct_tensor *b) {
    return guard("maximum", [&] { give(out, at::maximum(get(a), get(b))); });
}

ct_status ct_minimum(ct_out out, const ct_tensor *a, const ct_tensor *b) {
    return guard("minimum", [&] { give(out, at::minimum(get(a), get(b))); });
}

ct_status ct_matmul(ct_out out, const ct_tensor *a, const ct_tensor *b) {
    return guard("matmul", [&] { give(out, at::matmul(get(a), get(b))); });
}

ct_status ct_softmax(ct_out out, const ct_tensor *a, ct_int dim) {
    return guard("softmax", [&] { give(out, at::softmax(get(a), dim)); });
}

ct_status ct_log_softmax(ct_out out, const ct_tensor *a, ct_int dim) {
    return guard("logSoftmax", [&] { give(out, at::log_softmax(get(a), dim)); });
}

ct_status ct_cumsum(ct_out out, const ct_tensor *a, ct_int dim) {
    return guard("cumsum", [&] { give(out, at::cumsum(get(a), dim)); });
}

ct_status ct_triu(ct_out out, const ct_tensor *a, ct_int diagonal) {
    return guard("triu", [&] { give(out, at::triu(get(a), diagonal)); });
}

ct_status ct_tril(ct_out out, const ct_tensor *a, ct_int diagonal) {
    return guard("tril", [&] { give(out, at::tril(get(a), diagonal)); });
}

ct_status ct_add_(ct_tensor *a, const ct_tensor *b, double alpha) {
    return guard("addInPlace", [&] { get_writable(a).add_(get(b), scalar_for(get(a), alpha)); });
}

ct_status ct_mul_(ct_tensor *a, const ct_tensor *b) {
    return guard("mulInPlace", [&] { get_writable(a).mul_(get(b)); });
}

ct_status ct_div_(ct_tensor *a, const ct_tensor *b) {
    return guard("divInPlace", [&] { get_writable(a).div_(get(b)); });
}

ct_status ct_add_value_(ct_tensor *a, double b) {
    return guard("addInPlace", [&] { get_writable(a).add_(scalar_for(get(a), b)); });
}

ct_status ct_mul_value_(ct_tensor *a, double b) {
    return guard("mulInPlace", [&] { get_writable(a).mul_(scalar_for(get(a), b)); });
}

ct_status ct_div_value_(ct_tensor *a, double b) {
    return guard("divInPlace", [&] { get_writable(a).div_(scalar_for(get(a), b)); });
}

ct_status ct_clamp_(ct_tensor *a, const double *minimum, const double *maximum) {
    return guard("clampInPlace", [&] { get_writable(a).clamp_(bound(get(a), minimum), bound(get(a), maximum)); });
}

ct_status ct_copy_(ct_tensor *a, const ct_tensor *source) {
    return guard("copyInPlace", [&] { get_writable(a).copy_(get(source)); });
}

ct_status ct_fill_(ct_tensor *a, double value) {
    return guard("fillInPlace", [&] { get_writable(a).fill_(scalar_for(get(a), value)); });
}

ct_status ct_uniform_(ct_tensor *a, double low, double high) {
    return guard("uniformInPlace", [&] { get_writable(a).uniform_(low, high); });
}

ct_status ct_normal_(ct_tensor *a, double mean, double standard_deviation) {
    return guard("normalInPlace", [&] { get_writable(a).normal_(mean, standard_deviation); });
}
