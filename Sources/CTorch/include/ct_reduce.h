// Reductions. Forms without dimensions reduce to rank 0.
#pragma once

#include "ct_tensor.h"

CT_BEGIN

CT_CHECKED ct_status ct_sum(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_sum_dims(ct_out out, const ct_tensor *a, const ct_int *dims, ct_int count, bool keep_dim);
CT_CHECKED ct_status ct_mean(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_mean_dims(ct_out out, const ct_tensor *a, const ct_int *dims, ct_int count, bool keep_dim);
CT_CHECKED ct_status ct_max(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_min(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_max_dim(ct_out values, ct_out indices, const ct_tensor *a, ct_int dim, bool keep_dim);
CT_CHECKED ct_status ct_min_dim(ct_out values, ct_out indices, const ct_tensor *a, ct_int dim, bool keep_dim);
CT_CHECKED ct_status ct_norm(ct_out out, const ct_tensor *a); // L2, summed in float32 (float64 stays float64)
CT_CHECKED ct_status ct_log_sum_exp(ct_out out, const ct_tensor *a, ct_int dim, bool keep_dim);

CT_END
