// The kernels for every processor, in vectors of four floats.
#include "includes.hpp"

#define CT_INSTRUCTIONS portable
#define CT_LANES 4
#define CT_BF16_DOT 0
#include "instance.hpp"

