#include "packed_weights.hpp"

#include "include/ct_packed_weights.h"

using namespace ct;

ct_packed_weights *ct_packed_weights_new(void) {
    try {
        return new ct_packed_weights;
    } catch (const std::bad_alloc &) {
        return nullptr;
    }
}

void ct_packed_weights_free(ct_packed_weights *packed) { delete packed; }

void ct_packed_weights_clear(const ct_packed_weights *packed) { packed->value->clear(); }

ct_int ct_packed_weights_size(const ct_packed_weights *packed) { return packed->value->size(); }

ct_status ct_packed_number_size(ct_int *out, ct_dtype dtype) {
    return guard("packedNumberSize", [&] {
        *out = dtype == CT_BFLOAT16 ? kernels::in_use<kernels::Bfloat16>().packed_number_bytes
                                    : kernels::in_use<float>().packed_number_bytes;
    });
}
