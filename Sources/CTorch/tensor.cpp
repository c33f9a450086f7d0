#include <atomic>
#include <cmath>
#include <memory>
#include <utility>

#include "guard.hpp"

namespace {

std::atomic<ct_int> live_count{0};
thread_local ct_int live_count_on_thread = 0;

} // namespace

ct_tensor::ct_tensor(at::Tensor tensor) : value(std::move(tensor)) {
    live_count.fetch_add(1, std::memory_order_relaxed);
    live_count_on_thread += 1;
}

ct_tensor::~ct_tensor() {
    live_count.fetch_sub(1, std::memory_order_relaxed);
    live_count_on_thread -= 1;
}

static_assert(CT_UINT8 == int(at::kByte) && CT_INT8 == int(at::kChar) && CT_INT16 == int(at::kShort));
static_assert(CT_INT32 == int(at::kInt) && CT_INT64 == int(at::kLong) && CT_BOOL == int(at::kBool));
static_assert(CT_FLOAT16 == int(at::kHalf) && CT_FLOAT32 == int(at::kFloat) && CT_FLOAT64 == int(at::kDouble));
static_assert(CT_BFLOAT16 == int(at::kBFloat16));

namespace ct {

std::vector<at::Tensor> get_list(const ct_tensor *const *handles, ct_int count) {
    std::vector<at::Tensor> tensors;
    tensors.reserve(count);
    for (ct_int i = 0; i < count; i++) tensors.push_back(get(handles[i]));
    return tensors;
}

void give(ct_tensor **out, at::Tensor tensor) {
    *out = tensor.defined() ? new ct_tensor(std::move(tensor)) : nullptr;
}

void give_list(ct_tensor **out, std::vector<at::Tensor> tensors) {
    std::vector<std::unique_ptr<ct_tensor>> handles(tensors.size());
    for (size_t i = 0; i < tensors.size(); i++) {
        if (tensors[i].defined()) handles[i] = std::make_unique<ct_tensor>(std::move(tensors[i]));
    }
    for (size_t i = 0; i < handles.size(); i++) out[i] = handles[i].release();
}

void give_pair(ct_tensor **first, ct_tensor **second, std::tuple<at::Tensor, at::Tensor> pair) {
    ct_tensor *made[2] = {nullptr, nullptr};
    give_list(made, {std::get<0>(std::move(pair)), std::get<1>(std::move(pair))});
    *first = made[0];
    *second = made[1];
}

const at::Tensor &get_writable(const ct_tensor *handle) {
    TORCH_CHECK(
        !is_borrowed(handle->value), "the tensor's memory is borrowed and may be read-only; clone() it before writing");
    return handle->value;
}

std::vector<at::Tensor> get_writable_list(const ct_tensor *const *handles, ct_int count) {
    for (ct_int i = 0; i < count; i++) get_writable(handles[i]);
    return get_list(handles, count);
}

at::TensorOptions options(ct_dtype dtype, ct_device number) {
    return at::TensorOptions().dtype(scalar_type(dtype)).device(device(number));
}

at::Scalar scalar_for(const at::Tensor &tensor, double value) {
    constexpr double limit = 9007199254740992; // 2^53: whole numbers up to here are exact
    const bool whole = std::abs(value) <= limit && value == std::floor(value);
    if (whole && at::isIntegralType(tensor.scalar_type(), /*includeBool=*/true)) {
        return at::Scalar(static_cast<int64_t>(value));
    }
    return at::Scalar(value);
}

} // namespace ct

using namespace ct;

void ct_tensor_free(ct_tensor *tensor) { delete tensor; }

ct_int ct_tensor_live_count(void) { return live_count.load(std::memory_order_relaxed); }

ct_int ct_tensor_live_count_on_thread(void) { return live_count_on_thread; }

ct_int ct_tensor_rank(const ct_tensor *tensor) { return get(tensor).dim(); }

const ct_int *ct_tensor_sizes(const ct_tensor *tensor) {
    return reinterpret_cast<const ct_int *>(get(tensor).sizes().data());
}

ct_int ct_tensor_count(const ct_tensor *tensor) { return get(tensor).numel(); }

ct_dtype ct_tensor_dtype(const ct_tensor *tensor) { return static_cast<ct_dtype>(get(tensor).scalar_type()); }

ct_device ct_tensor_device(const ct_tensor *tensor) {
    const at::Device place = get(tensor).device();
    return place.is_cuda() ? place.index() : -1;
}

bool ct_tensor_is_contiguous(const ct_tensor *tensor) { return get(tensor).is_contiguous(); }

bool ct_tensor_is_borrowed(const ct_tensor *tensor) { return is_borrowed(get(tensor)); }

bool ct_tensor_requires_grad(const ct_tensor *tensor) { return get(tensor).requires_grad(); }

static void check_plain_bytes(const at::Tensor &tensor) {
    TORCH_CHECK(tensor.device().is_cpu(), "bytes are readable on the CPU only; the tensor is on ", tensor.device());
    TORCH_CHECK(tensor.is_contiguous(), "bytes are readable in contiguous tensors only; call contiguous() first");
}

ct_status ct_tensor_bytes(const void **out, const ct_tensor *tensor) {
    return guard("withUnsafeBytes", [&] {
        check_plain_bytes(get(tensor));
        *out = get(tensor).const_data_ptr();
    });
}

ct_status ct_tensor_mutable_bytes(void **out, ct_tensor *tensor) {
    return guard("withUnsafeMutableBytes", [&] {
        check_plain_bytes(get(tensor));
        const at::Tensor &writable = get_writable(tensor);
        writable.unsafeGetTensorImpl()->bump_version();
        *out = writable.mutable_data_ptr();
    });
}

ct_status ct_tensor_item_double(double *out, const ct_tensor *tensor) {
    return guard("item", [&] { *out = get(tensor).item().toDouble(); });
}

ct_status ct_tensor_item_int64(int64_t *out, const ct_tensor *tensor) {
    return guard("int64Item", [&] { *out = get(tensor).item().toLong(); });
}

ct_status ct_to(ct_out out, const ct_tensor *a, ct_dtype dtype, ct_device number) {
    return guard("to", [&] { give(out, get(a).to(device(number), scalar_type(dtype))); });
}

ct_status ct_contiguous(ct_out out, const ct_tensor *a) {
    return guard("contiguous", [&] { give(out, get(a).contiguous()); });
}

ct_status ct_clone(ct_out out, const ct_tensor *a) {
    return guard("clone", [&] { give(out, get(a).clone()); });
}

ct_status ct_detach(ct_out out, const ct_tensor *a) {
    return guard("detach", [&] { give(out, get(a).detach()); });
}
