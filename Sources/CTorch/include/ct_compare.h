// Comparisons, logic, selection by mask. Results of comparisons and logic are bool tensors.
#pragma once

#include "ct_tensor.h"

CT_BEGIN

CT_CHECKED ct_status ct_eq(ct_out out, const ct_tensor *a, const ct_tensor *b);
CT_CHECKED ct_status ct_ne(ct_out out, const ct_tensor *a, const ct_tensor *b);
CT_CHECKED ct_status ct_lt(ct_out out, const ct_tensor *a, const ct_tensor *b);
CT_CHECKED ct_status ct_le(ct_out out, const ct_tensor *a, const ct_tensor *b);
CT_CHECKED ct_status ct_gt(ct_out out, const ct_tensor *a, const ct_tensor *b);
CT_CHECKED ct_status ct_ge(ct_out out, const ct_tensor *a, const ct_tensor *b);
CT_CHECKED ct_status ct_eq_value(ct_out out, const ct_tensor *a, double b);
CT_CHECKED ct_status ct_ne_value(ct_out out, const ct_tensor *a, double b);
CT_CHECKED ct_status ct_lt_value(ct_out out, const ct_tensor *a, double b);
CT_CHECKED ct_status ct_le_value(ct_out out, const ct_tensor *a, double b);
CT_CHECKED ct_status ct_gt_value(ct_out out, const ct_tensor *a, double b);
CT_CHECKED ct_status ct_ge_value(ct_out out, const ct_tensor *a, double b);

CT_CHECKED ct_status ct_logical_and(ct_out out, const ct_tensor *a, const ct_tensor *b);
CT_CHECKED ct_status ct_logical_or(ct_out out, const ct_tensor *a, const ct_tensor *b);
CT_CHECKED ct_status ct_logical_not(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_isfinite(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_all(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_any(ct_out out, const ct_tensor *a);

CT_CHECKED ct_status ct_where(ct_out out, const ct_tensor *condition, const ct_tensor *a, const ct_tensor *b);
CT_CHECKED ct_status ct_masked_fill(ct_out out, const ct_tensor *a, const ct_tensor *mask, double value);

CT_END
