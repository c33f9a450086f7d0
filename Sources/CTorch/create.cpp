#include <ATen/ops/arange.h>
#include <ATen/ops/empty.h>
#include <ATen/ops/empty_like.h>
#include <ATen/ops/eye.h>
#include <ATen/ops/from_blob.h>
#include <ATen/ops/full.h>
#include <ATen/ops/full_like.h>
#include <ATen/ops/randn.h>

#include <cstring>
#include <memory>

#include "guard.hpp"
#include "include/ct_create.h"

namespace {

// What a storage over borrowed memory holds instead of memory of its own.
struct Loan {
    void *owner;
    void (*release)(void *);

    ~Loan() { release(owner); }
};

// The deleter of every borrowed storage, which is also how such a storage is told from others.
void end_loan(void *loan) { delete static_cast<Loan *>(loan); }

// Throws unless that many bytes make a tensor of this shape.
void check_byte_count(at::IntArrayRef sizes, at::ScalarType type, ct_int byte_count) {
    int64_t expected = static_cast<int64_t>(c10::elementSize(type));
    for (const int64_t size : sizes) {
        TORCH_CHECK(size >= 0, "shape ", sizes, " has a negative size");
        TORCH_CHECK(!__builtin_mul_overflow(expected, size, &expected), "shape ", sizes, " is too large");
    }
    TORCH_CHECK(byte_count == expected, "shape ", sizes, " takes ", expected, " bytes, but ", byte_count, " are given");
}

} // namespace

bool ct::is_borrowed(const at::Tensor &tensor) {
    return tensor.has_storage() && tensor.storage().data_ptr().get_deleter() == &end_loan;
}

using namespace ct;

ct_status ct_empty(ct_out out, const ct_int *sizes, ct_int rank, ct_dtype dtype, ct_device device) {
    return guard("empty", [&] { give(out, at::empty(ints(sizes, rank), options(dtype, device))); });
}

ct_status ct_full(ct_out out, const ct_int *sizes, ct_int rank, double value, ct_dtype dtype, ct_device device) {
    return guard("full", [&] { give(out, at::full(ints(sizes, rank), value, options(dtype, device))); });
}

ct_status ct_randn(ct_out out, const ct_int *sizes, ct_int rank, ct_dtype dtype, ct_device device) {
    return guard("randn", [&] { give(out, at::randn(ints(sizes, rank), options(dtype, device))); });
}

ct_status ct_uniform(
    ct_out out, const ct_int *sizes, ct_int rank, double low, double high, ct_dtype dtype, ct_device device) {
    return guard("uniform", [&] {
        give(out, at::empty(ints(sizes, rank), options(dtype, device)).uniform_(low, high));
    });
}

ct_status ct_empty_like(ct_out out, const ct_tensor *a, ct_dtype dtype) {
    return guard("empty(like:)", [&] { give(out, at::empty_like(get(a), scalar_type(dtype))); });
}

ct_status ct_full_like(ct_out out, const ct_tensor *a, double value, ct_dtype dtype) {
    return guard("full(like:)", [&] { give(out, at::full_like(get(a), value, scalar_type(dtype))); });
}

ct_status ct_arange(ct_out out, ct_int start, ct_int end, ct_int step, ct_device device) {
    return guard("arange", [&] {
        const at::Scalar first = static_cast<int64_t>(start), last = static_cast<int64_t>(end);
        give(out, at::arange(first, last, static_cast<int64_t>(step), options(CT_INT64, device)));
    });
}

ct_status ct_eye(ct_out out, ct_int n, ct_dtype dtype, ct_device device) {
    return guard("eye", [&] { give(out, at::eye(n, options(dtype, device))); });
}

ct_status ct_from_bytes(
    ct_out out, const void *bytes, ct_int byte_count, const ct_int *sizes, ct_int rank, ct_dtype dtype,
    ct_device number) {
    return guard("init", [&] {
        check_byte_count(ints(sizes, rank), scalar_type(dtype), byte_count);
        const at::Tensor tensor = at::empty(ints(sizes, rank), scalar_type(dtype));
        if (byte_count > 0) std::memcpy(tensor.mutable_data_ptr(), bytes, byte_count);
        give(out, tensor.to(device(number)));
    });
}

ct_status ct_from_borrowed(
    ct_out out, const void *bytes, ct_int byte_count, void *owner, void (*release)(void *), const ct_int *sizes,
    ct_int rank, ct_dtype dtype) {
    return guard("borrowing", [&] {
        auto loan = std::unique_ptr<Loan>(new Loan{owner, release});
        const at::ScalarType type = scalar_type(dtype);
        check_byte_count(ints(sizes, rank), type, byte_count);
        TORCH_CHECK(
            reinterpret_cast<uintptr_t>(bytes) % c10::elementSize(type) == 0, "the address is not a multiple of ",
            c10::elementSize(type), ", the size of ", type, "; copy the bytes instead");
        // Never written to: every in-place function goes through get_writable.
        void *address = const_cast<void *>(bytes);
        at::TensorMaker maker = at::for_blob(address, ints(sizes, rank));
        give(out, maker.context(loan.release(), end_loan).options(at::TensorOptions(type)).make_tensor());
    });
}
