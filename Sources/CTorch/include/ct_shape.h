// Views, rearrangements, joining and splitting.
#pragma once

#include "ct_tensor.h"

CT_BEGIN

CT_CHECKED ct_status ct_reshape(ct_out out, const ct_tensor *a, const ct_int *sizes, ct_int rank);
CT_CHECKED ct_status ct_view(ct_out out, const ct_tensor *a, const ct_int *sizes, ct_int rank);
CT_CHECKED ct_status ct_expand(ct_out out, const ct_tensor *a, const ct_int *sizes, ct_int rank);
CT_CHECKED ct_status ct_permute(ct_out out, const ct_tensor *a, const ct_int *dims, ct_int rank);
CT_CHECKED ct_status ct_transpose(ct_out out, const ct_tensor *a, ct_int dim0, ct_int dim1);
CT_CHECKED ct_status ct_t(ct_out out, const ct_tensor *a);
CT_CHECKED ct_status ct_flatten(ct_out out, const ct_tensor *a, ct_int from, ct_int to);
CT_CHECKED ct_status ct_unsqueeze(ct_out out, const ct_tensor *a, ct_int dim);
CT_CHECKED ct_status ct_squeeze(ct_out out, const ct_tensor *a, ct_int dim);
CT_CHECKED ct_status ct_narrow(ct_out out, const ct_tensor *a, ct_int dim, ct_int start, ct_int length);
CT_CHECKED ct_status ct_select(ct_out out, const ct_tensor *a, ct_int dim, ct_int index);
CT_CHECKED ct_status ct_slice(ct_out out, const ct_tensor *a, ct_int dim, ct_int start, ct_int end, ct_int step);
CT_CHECKED ct_status ct_repeat_interleave(ct_out out, const ct_tensor *a, ct_int repeats, ct_int dim);

CT_CHECKED ct_status ct_cat(ct_out out, ct_list tensors, ct_int count, ct_int dim);
CT_CHECKED ct_status ct_stack(ct_out out, ct_list tensors, ct_int count, ct_int dim);

// `out` takes one handle per size.
CT_CHECKED ct_status ct_split(ct_out out, const ct_tensor *a, const ct_int *sizes, ct_int count, ct_int dim);

// `out` has room for `chunks` handles; libtorch may make fewer, and *made says how many.
CT_CHECKED ct_status ct_chunk(ct_out out, ct_int *made, const ct_tensor *a, ct_int chunks, ct_int dim);

CT_END
