/*
 * AVX-512 in plain C: SIMD Everywhere lends its functions under the intrinsics' own names to the level's file, which is
 * included behind this header. Only that file is compiled so; no instruction is used that the machine lacks.
 */
#include <immintrin.h> /* first: what it declares now is not declared again under the names below */

#define SIMDE_NO_INLINE /* compiles in a fifth of the time; nor are the level's own functions inlined */
#define SIMDE_ENABLE_NATIVE_ALIASES
#include <simde/x86/avx512.h>

#include "ternary_levels.h"

#undef NACRE_TARGET
#define NACRE_TARGET(features)
#undef NACRE_INLINE
#define NACRE_INLINE static

/*
 * What SIMD Everywhere 0.7.4 lacks, by the operation that Intel's manual gives for it. Names go by macros: the
 * compiler has intrinsics of its own, which can't run here. A masked load touches the bytes it is asked for alone.
 */
#define _mm256_zeroupper() ((void)0)

#define EMULATED static inline __attribute__((unused))

EMULATED __m512i emulated512_maskz_loadu_epi8(__mmask64 bytes, const void *address)
{
    uint8_t values[64] = {0};
    int i;
    if (bytes == ~(__mmask64)0)
        return simde_mm512_loadu_si512(address);
    for (i = 0; bytes >> i; i++)
        if (bytes >> i & 1)
            values[i] = ((const uint8_t *)address)[i];
    return simde_mm512_loadu_si512(values);
}
#undef _mm512_maskz_loadu_epi8
#define _mm512_maskz_loadu_epi8(bytes, address) emulated512_maskz_loadu_epi8(bytes, address)

EMULATED __m256i emulated256_maskz_loadu_epi8(__mmask32 bytes, const void *address)
{
    return simde_mm512_castsi512_si256(emulated512_maskz_loadu_epi8(bytes, address));
}
#undef _mm256_maskz_loadu_epi8
#define _mm256_maskz_loadu_epi8(bytes, address) emulated256_maskz_loadu_epi8(bytes, address)

EMULATED __m512i emulated512_srai_epi32(__m512i integers, unsigned count)
{
    int32_t values[16];
    int i;
    memcpy(values, &integers, sizeof values);
    for (i = 0; i < 16; i++)
        values[i] >>= count > 31 ? 31 : count;
    return simde_mm512_loadu_si512(values);
}
#undef _mm512_srai_epi32
#define _mm512_srai_epi32(integers, count) emulated512_srai_epi32(integers, count)

EMULATED __mmask32 emulated512_cmpgt_epi16_mask(__m512i left, __m512i right)
{
    int16_t lefts[32], rights[32];
    __mmask32 mask = 0;
    int i;
    memcpy(lefts, &left, sizeof lefts);
    memcpy(rights, &right, sizeof rights);
    for (i = 0; i < 32; i++)
        mask |= (__mmask32)(lefts[i] > rights[i]) << i;
    return mask;
}
#undef _mm512_cmpgt_epi16_mask
#define _mm512_cmpgt_epi16_mask(left, right) emulated512_cmpgt_epi16_mask(left, right)

EMULATED __m512i emulated512_cvtepu8_epi16(__m256i bytes)
{
    uint8_t narrow[32];
    uint16_t wide[32];
    int i;
    memcpy(narrow, &bytes, sizeof narrow);
    for (i = 0; i < 32; i++)
        wide[i] = narrow[i];
    return simde_mm512_loadu_si512(wide);
}
#undef _mm512_cvtepu8_epi16
#define _mm512_cvtepu8_epi16(bytes) emulated512_cvtepu8_epi16(bytes)

EMULATED __m512i emulated512_cvtepi16_epi32(__m256i integers)
{
    int16_t narrow[16];
    int32_t wide[16];
    int i;
    memcpy(narrow, &integers, sizeof narrow);
    for (i = 0; i < 16; i++)
        wide[i] = narrow[i];
    return simde_mm512_loadu_si512(wide);
}
#undef _mm512_cvtepi16_epi32
#define _mm512_cvtepi16_epi32(integers) emulated512_cvtepi16_epi32(integers)
