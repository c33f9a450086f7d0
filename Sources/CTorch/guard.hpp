// What every .cpp of this target needs: the guard around each body, the handle, and conversions of arguments.
//
// A function of the C surface is one guard around one body:
//
//     ct_status ct_exp(ct_out out, const ct_tensor *a) {
//         return guard("exp", [&] { give(out, at::exp(get(a))); });
//     }
//
// Nothing may be thrown past `extern "C"`; guard turns whatever the body throws into a status and a message. Inside a
// body, TORCH_CHECK(condition, parts...) and TORCH_CHECK_INDEX / _TYPE / _VALUE report an error of one's own.
#pragma once

#if !__has_include(<ATen/core/Tensor.h>)
#error "libtorch headers not found: run scripts/bootstrap, or set LIBTORCH to the torch folder of the PyPI wheel"
#endif

#include <ATen/core/Tensor.h>
#include <ATen/record_function.h>
#include <c10/util/Exception.h>

#include <optional>
#include <string_view>
#include <tuple>
#include <vector>

#include "include/ct_error.h"
#include "include/ct_tensor.h"

// The handle behind `ct_tensor *`. Counts itself, so that tests can assert that nothing leaks.
struct ct_tensor {
    at::Tensor value;

    explicit ct_tensor(at::Tensor tensor);
    ~ct_tensor();
    ct_tensor(const ct_tensor &) = delete;
    ct_tensor &operator=(const ct_tensor &) = delete;
};

namespace ct {

// Called in a catch block: stores the message of the exception in flight for ct_error_message, returns its status.
ct_status report_exception_in_flight(const char *operation) noexcept;

// Refuses to go on in a backward pass that is to be differentiated again, by an operation whose gradients are made by
// kernels: these would be taken for constants.
void check_differentiated_once(const char *operation);

// What the profiler sees as one operation, until the end of the scope. The name is a literal.
class Recorded {
public:
    explicit Recorded(const char *operation) {
        if (record.isActive()) record.before(std::string_view(operation));
    }

private:
    at::RecordFunction record;
};

// Runs a body; whatever it throws becomes a status. `operation` (a literal) is what ct_error_operation then returns, and
// what the profiler calls it.
template <class Body>
ct_status guard(const char *operation, Body &&body) noexcept {
    try {
        const Recorded recorded(operation);
        body();
        return CT_OK;
    } catch (...) {
        return report_exception_in_flight(operation);
    }
}

// The tensor behind a handle.
inline const at::Tensor &get(const ct_tensor *handle) { return handle->value; }

// The tensor behind a handle that may be null.
inline std::optional<at::Tensor> get_optional(const ct_tensor *handle) {
    if (handle == nullptr) return std::nullopt;
    return handle->value;
}

// The tensors behind a list of handles.
std::vector<at::Tensor> get_list(const ct_tensor *const *handles, ct_int count);

// Hands a result to the caller as a new handle; an undefined tensor becomes null.
void give(ct_tensor **out, at::Tensor tensor);

// Hands several results to the caller. All handles are made, or none.
void give_list(ct_tensor **out, std::vector<at::Tensor> tensors);

// The same for a pair of results.
void give_pair(ct_tensor **first, ct_tensor **second, std::tuple<at::Tensor, at::Tensor> pair);

// True when the storage is memory that the caller lent (ct_from_borrowed), which may be mapped read-only.
bool is_borrowed(const at::Tensor &tensor);

// The tensor behind a handle, for writing in place. Throws when its memory is borrowed: writing there would end the
// process with a signal instead of an error.
const at::Tensor &get_writable(const ct_tensor *handle);
std::vector<at::Tensor> get_writable_list(const ct_tensor *const *handles, ct_int count);

// A list of sizes or dimensions, without copying.
static_assert(sizeof(ct_int) == sizeof(int64_t), "libtorch is built for 64-bit targets only");
inline at::IntArrayRef ints(const ct_int *values, ct_int count) {
    return at::IntArrayRef(reinterpret_cast<const int64_t *>(values), static_cast<size_t>(count));
}

inline at::ScalarType scalar_type(ct_dtype dtype) { return static_cast<at::ScalarType>(dtype); }

// The device of that number. Loads libtorch_cuda.so the first time a CUDA device is named; throws when it is missing.
at::Device device(ct_device number);

// Type and device for a new tensor.
at::TensorOptions options(ct_dtype dtype, ct_device number);

// A number to combine with `tensor`: a whole number stays an integer where the tensor holds integers, so that
// `ids + 1` does not turn into float32.
at::Scalar scalar_for(const at::Tensor &tensor, double value);

} // namespace ct
