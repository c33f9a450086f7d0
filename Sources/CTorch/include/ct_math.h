// Arithmetic and element-wise functions, matrix products, scans, and their in-place forms.
//
// `_value` forms combine with a number; a whole number leaves an integer tensor an integer tensor.
#pragma once

#include "ct_tensor.h"

CT_BEGIN

CT_CHECKED ct_status ct_add(ct_out out, const ct_tensor *a, const ct_tensor *b);
CT_CHECKED ct_status ct_sub(ct_out out, const ct_tensor *a, const ct_tensor *b);
CT_CHECKED ct_status ct_mul(ct_out out, const ct_tensor *a, const ct_tensor *b);
CT_CHECKED ct_status ct_div(ct_out out, const ct_tensor *a, const ct_tensor *b);
CT_CHECKED ct_status ct_add_value(ct_out out, const ct_tensor *a, double b);
CT_CHECKED ct_status ct_sub_value(ct_out out, const ct_tensor *a, double b);
CT_CHECKED ct_status ct_mul_value(ct_out out, const ct_tensor *a, double b);
CT_CHECKED ct_status ct_div_value(ct_out out, const ct_tensor *a, double b);
CT_CHECKED ct_status ct_value_sub(ct_out out, const ct_tensor *b, double a); // a - b
CT_CHECKED ct_status ct_value_div(ct_out out, const ct_tensor *b, double a); // a / b

CT_CHECKED ct_status ct_exp(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_log(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_sqrt(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_rsqrt(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_square(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_sin(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_cos(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_tanh(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_sigmoid(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_silu(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_gelu(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_relu(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_abs(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_neg(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_reciprocal(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_pow(ct_out out, const ct_tensor *a, double exponent);
CT_CHECKED ct_status ct_clamp(
    ct_out out, const ct_tensor *a, const double *_Nullable minimum, const double *_Nullable maximum);
CT_CHECKED ct_status ct_maximum(ct_out out, const ct_tensor *a, const ct_tensor *b);
CT_CHECKED ct_status ct_minimum(ct_out out, const ct_tensor *a, const ct_tensor *b);

CT_CHECKED ct_status ct_matmul(ct_out out, const ct_tensor *a, const ct_tensor *b);
CT_CHECKED ct_status ct_softmax(ct_out out, const ct_tensor *a, ct_int dim);
CT_CHECKED ct_status ct_log_softmax(ct_out out, const ct_tensor *a, ct_int dim);
CT_CHECKED ct_status ct_cumsum(ct_out out, const ct_tensor *a, ct_int dim);
CT_CHECKED ct_status ct_triu(ct_out out, const ct_tensor *a, ct_int diagonal);
CT_CHECKED ct_status ct_tril(ct_out out, const ct_tensor *a, ct_int diagonal);

// In place; each refuses borrowed memory.
CT_CHECKED ct_status ct_add_(ct_tensor *a, const ct_tensor *b, double alpha);
CT_CHECKED ct_status ct_mul_(ct_tensor *a, const ct_tensor *b);
CT_CHECKED ct_status ct_div_(ct_tensor *a, const ct_tensor *b);
CT_CHECKED ct_status ct_add_value_(ct_tensor *a, double b);
CT_CHECKED ct_status ct_mul_value_(ct_tensor *a, double b);
CT_CHECKED ct_status ct_div_value_(ct_tensor *a, double b);
CT_CHECKED ct_status ct_clamp_(ct_tensor *a, const double *_Nullable minimum, const double *_Nullable maximum);
CT_CHECKED ct_status ct_copy_(ct_tensor *a, const ct_tensor *source);
CT_CHECKED ct_status ct_fill_(ct_tensor *a, double value);
CT_CHECKED ct_status ct_uniform_(ct_tensor *a, double low, double high);
CT_CHECKED ct_status ct_normal_(ct_tensor *a, double mean, double standard_deviation);

CT_END
