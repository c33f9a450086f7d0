// Attention for every processor, in vectors of four floats.
#include "attention_includes.hpp"

#define CT_INSTRUCTIONS portable
#define CT_LANES 4
#define CT_BF16_DOT 0
#include "attention_instance.hpp"

