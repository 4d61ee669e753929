/* Advanced SIMD of 64-bit ARM in plain C, as avx512.h does it for AVX-512. */
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/arm/neon.h>

#include "ternary_levels.h"
