// Access by index, order and sampling. Index tensors are int64.
#pragma once

#include "ct_tensor.h"

CT_BEGIN

CT_CHECKED ct_status ct_index_select(ct_out out, const ct_tensor *a, ct_int dim, const ct_tensor *index);
CT_CHECKED ct_status ct_gather(ct_out out, const ct_tensor *a, ct_int dim, const ct_tensor *index);
CT_CHECKED ct_status ct_index_add(
    ct_out out, const ct_tensor *a, ct_int dim, const ct_tensor *index, const ct_tensor *source);
CT_CHECKED ct_status ct_scatter(
    ct_out out, const ct_tensor *a, ct_int dim, const ct_tensor *index, const ct_tensor *source);
CT_CHECKED ct_status ct_index_copy_(
    ct_tensor *a, ct_int dim, const ct_tensor *index, const ct_tensor *source); // refuses borrowed memory
CT_CHECKED ct_status ct_masked_select(ct_out out, const ct_tensor *a, const ct_tensor *mask);
CT_CHECKED ct_status ct_nonzero(ct_out out, const ct_tensor *a); // [N, rank] int64

CT_CHECKED ct_status ct_topk(ct_out values, ct_out indices, const ct_tensor *a, ct_int k, ct_int dim);
CT_CHECKED ct_status ct_sort(ct_out values, ct_out indices, const ct_tensor *a, ct_int dim, bool descending);
CT_CHECKED ct_status ct_argmax(ct_out out, const ct_tensor *a, ct_int dim);
CT_CHECKED ct_status ct_multinomial(ct_out out, const ct_tensor *weights, ct_int count, bool replacement);

CT_END
