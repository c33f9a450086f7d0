// libtorch's profiler (Kineto): the calls of operations with their times.
#pragma once

#include "ct_error.h"
#include "ct_tensor.h"

CT_BEGIN

typedef struct {
    const char *name; // valid during the call that hands it over
    int64_t start;    // nanoseconds
    int64_t duration; // nanoseconds
    uint64_t thread;
    int32_t on_device;
} ct_profiler_call;

// Begins to record on this thread; `with_cuda` 1 also records what runs on GPUs.
CT_CHECKED ct_status ct_profiler_start(int32_t with_cuda);

// Ends recording, writes a Chrome trace to `trace_path` unless that is null, and hands over each call in turn.
CT_CHECKED ct_status ct_profiler_stop(
    const char *_Nullable trace_path, void *_Nullable context,
    void (*take)(void *_Nullable context, const ct_profiler_call *_Nullable call));

CT_END
