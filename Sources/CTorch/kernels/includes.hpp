// What the kernel headers that are compiled once per instruction set need; included before those.
#pragma once

#if defined(__x86_64__)
#include <immintrin.h>
#endif

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <numeric>
#include <type_traits>
#include <vector>

#include "kernels.hpp"
#include "scratch.hpp"
#include "team.hpp"
