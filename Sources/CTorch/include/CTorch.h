// A C surface over libtorch, by subject. See ct_error.h for the shape that all calls share.
#pragma once

#include "ct_error.h"
#include "ct_tensor.h"

#include "ct_autograd.h"
#include "ct_block.h"
#include "ct_compare.h"
#include "ct_create.h"
#include "ct_index.h"
#include "ct_kernels.h"
#include "ct_math.h"
#include "ct_nn.h"
#include "ct_optim.h"
#include "ct_packed_weights.h"
#include "ct_profiler.h"
#include "ct_reduce.h"
#include "ct_runtime.h"
#include "ct_shape.h"
#if __has_include("ct_gguf.h")
#include "ct_gguf.h"
#endif
