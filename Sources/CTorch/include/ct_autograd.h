// Gradients.
#pragma once

#include "ct_tensor.h"

CT_BEGIN

// Whether operations on this thread are recorded.
bool ct_grad_enabled(void);
void ct_set_grad_enabled(bool enabled);

CT_CHECKED ct_status ct_set_requires_grad(ct_tensor *tensor, bool on);
CT_CHECKED ct_status ct_get_grad(ct_out out, const ct_tensor *tensor); // null when there is none
CT_CHECKED ct_status ct_set_grad(ct_tensor *tensor, const ct_tensor *_Nullable gradient);

// Adds the gradient of `output` to the grad of every leaf. `gradient` null means one, for an output of one element.
CT_CHECKED ct_status ct_backward(const ct_tensor *output, const ct_tensor *_Nullable gradient, bool retain_graph);

// Gradients with respect to `inputs` into `out`, one per input; null where the output does not depend on it.
CT_CHECKED ct_status ct_grad(
    ct_out out, const ct_tensor *output, ct_list inputs, ct_int count, const ct_tensor *_Nullable gradient,
    bool retain_graph, bool create_graph);

// `value`, of one element, made differentiable by gradients that are already known: backward hands input i
// `gradients[i]` times what flows in, in their memory where nobody else holds it. Frees the gradients after the first
// backward pass that does not retain the graph.
CT_CHECKED ct_status ct_attach_gradients(
    ct_out out, const ct_tensor *value, ct_list inputs, ct_list gradients, ct_int count);

CT_END
