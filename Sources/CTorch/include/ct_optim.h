// Steps of optimizers and other work over lists of parameters. Nothing here is recorded for autograd.
#pragma once

#include "ct_tensor.h"

CT_BEGIN

// One AdamW step (decoupled weight decay) in place. Each list has `count` tensors. A master is a float32 copy that takes
// the updates and is rounded to its parameter; beside a bfloat16 parameter it may also be int16, the bits of that copy less
// those of the parameter, which is then rounded with ties away from zero; it may be null. Both averages are float32, or on the CPU bfloat16, which is
// rounded up or down at random so that small changes add up. `steps` are float32 counters of one element, which this call
// advances by one before using them.
CT_CHECKED ct_status ct_adamw_(
    ct_list parameters, ct_optional_list masters, ct_list gradients, ct_list exp_avgs, ct_list exp_avg_sqs,
    ct_list steps, ct_int count, double lr, double beta1, double beta2, double weight_decay, double eps);

// The same by libtorch's own operations, for averages of float32 or of the parameter's type.
CT_CHECKED ct_status ct_adamw_reference_(
    ct_list parameters, ct_optional_list masters, ct_list gradients, ct_list exp_avgs, ct_list exp_avg_sqs,
    ct_list steps, ct_int count, double lr, double beta1, double beta2, double weight_decay, double eps);

// L2 norm over all tensors together, squares summed in float32; 0 for an empty list.
CT_CHECKED ct_status ct_total_norm(double *out, ct_list tensors, ct_int count);
CT_CHECKED ct_status ct_scale_all_(ct_list tensors, ct_int count, double factor);

CT_END
