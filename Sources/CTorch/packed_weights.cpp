#include "packed_weights.hpp"

#include "include/ct_packed_weights.h"

ct_packed_weights *ct_packed_weights_new(void) { return new (std::nothrow) ct_packed_weights; }

void ct_packed_weights_free(ct_packed_weights *packed) { delete packed; }

ct_int ct_packed_weights_size(const ct_packed_weights *packed) { return packed->value->size(); }
