/* The algebra with AVX-512: logic on 512 components at a time; a piece of a plane is a mask of lanes as it lies. */
#include "ternary_levels.h"

#if NACRE_HAS_AVX512

#include <immintrin.h>

#define AVX512 NACRE_TARGET("avx512f,avx512bw")
#define LANES_TARGET AVX512
#define LANE_BYTES 64
typedef __m512i lanes;

NACRE_INLINE AVX512 lanes load_lanes(const void *values)
{
    return _mm512_loadu_si512(values);
}

NACRE_INLINE AVX512 void store_lanes(void *values, lanes value)
{
    _mm512_storeu_si512(values, value);
}

NACRE_INLINE AVX512 lanes lanes_and(lanes a, lanes b)
{
    return _mm512_and_si512(a, b);
}

NACRE_INLINE AVX512 lanes lanes_andnot(lanes a, lanes b)
{
    return _mm512_andnot_si512(a, b);
}

NACRE_INLINE AVX512 lanes lanes_xor(lanes a, lanes b)
{
    return _mm512_xor_si512(a, b);
}

NACRE_INLINE AVX512 lanes full_adder(lanes *sum, lanes a, lanes b)
{
    const lanes carry = _mm512_ternarylogic_epi64(*sum, a, b, 0xE8); /* at least two of them */
    *sum = _mm512_ternarylogic_epi64(*sum, a, b, 0x96);              /* one of them, or all */
    return carry;
}

#include "ternary_slices.h"

AVX512 static void avx512_add_sixteen(const uint8_t *const codes[NACRE_SIXTEEN], size_t plane, uint8_t *slices)
{
    const size_t at = lane_add_sixteen(codes, 0, plane, slices);
    _mm256_zeroupper();
    nacre_add_sixteen_words(codes, at, plane, slices);
}

/* ---- Planes into counters --------------------------------------------------------------------------------------- */

/* Sixteen and 64 components of a plane, the first at bit 0. */
NACRE_INLINE AVX512 __mmask16 mask_of_16(const uint8_t *bytes)
{
    __mmask16 mask;
    memcpy(&mask, bytes, sizeof mask);
    return mask;
}

NACRE_INLINE AVX512 __mmask64 mask_of_64(const uint8_t *bytes)
{
    __mmask64 mask;
    memcpy(&mask, bytes, sizeof mask);
    return mask;
}

/* The counts of 64 components, one in each byte. */
NACRE_INLINE AVX512 __m512i sliced_counts(const uint8_t *slices, size_t plane)
{
    __m512i counts = _mm512_setzero_si512();
    int bit;
    for (bit = 0; bit < NACRE_SLICES; bit++)
        counts = _mm512_mask_add_epi8(counts, mask_of_64(slices + (size_t)bit * plane), counts,
                                      _mm512_set1_epi8((char)(1 << bit)));
    return counts;
}

/* counters += weight * (2 * plus - nonzeros) for sixteen of 32 int16. */
NACRE_INLINE AVX512 void add_products(int32_t *counters, __m256i sums, __m512i weight)
{
    const __m512i products = _mm512_mullo_epi32(_mm512_cvtepi16_epi32(sums), weight);
    store_lanes(counters, _mm512_add_epi32(load_lanes(counters), products));
}

NACRE_INLINE AVX512 void add_counts(int32_t *counters, __m256i plus, __m256i nonzeros, __m512i weight)
{
    const __m512i twice = _mm512_slli_epi16(_mm512_cvtepu8_epi16(plus), 1);
    const __m512i sums = _mm512_sub_epi16(twice, _mm512_cvtepu8_epi16(nonzeros));
    add_products(counters, _mm512_castsi512_si256(sums), weight);
    add_products(counters + 16, _mm512_extracti64x4_epi64(sums, 1), weight);
}

AVX512 static void avx512_widen(const uint8_t *slices, size_t plane, int32_t weight, int32_t *counters)
{
    const __m512i weights = _mm512_set1_epi32(weight);
    size_t at;
    for (at = 0; at < plane; at += 8) {
        const __m512i nonzeros = sliced_counts(slices + at, plane);
        const __m512i plus = sliced_counts(slices + NACRE_SLICES * plane + at, plane);
        add_counts(counters + 8 * at, _mm512_castsi512_si256(plus), _mm512_castsi512_si256(nonzeros), weights);
        add_counts(counters + 8 * at + 32, _mm512_extracti64x4_epi64(plus, 1), _mm512_extracti64x4_epi64(nonzeros, 1),
                   weights);
    }
    _mm256_zeroupper();
}

AVX512 static void avx512_negate(const int32_t *counters, const uint8_t *key, size_t count, int32_t *out)
{
    size_t i;
    for (i = 0; i < count; i += 16) {
        const __m512i values = load_lanes(counters + i);
        store_lanes(out + i, _mm512_mask_sub_epi32(values, mask_of_16(key + i / 8), _mm512_setzero_si512(), values));
    }
    _mm256_zeroupper();
}

AVX512 static void avx512_add_code(const uint8_t *code, size_t d, int32_t weight, int32_t *counters)
{
    const __m512i weights = _mm512_set1_epi32(weight), zero = _mm512_setzero_si512();
    size_t i;
    for (i = 0; i < d; i += 16) {
        const __m512i term = _mm512_mask_sub_epi32(weights, mask_of_16(code + d / 8 + i / 8), zero, weights);
        const __m512i sums = load_lanes(counters + i);
        store_lanes(counters + i, _mm512_mask_add_epi32(sums, mask_of_16(code + i / 8), sums, term));
    }
    _mm256_zeroupper();
}

AVX512 static int64_t avx512_peak(const int32_t *counters, size_t count)
{
    __m512i first = _mm512_setzero_si512(), second = first; /* |-2^31| is 2^31 as an unsigned number */
    uint32_t parts[16], peak = 0;
    size_t i;
    for (i = 0; i < count; i += 32) {
        first = _mm512_max_epu32(first, _mm512_abs_epi32(load_lanes(counters + i)));
        second = _mm512_max_epu32(second, _mm512_abs_epi32(load_lanes(counters + i + 16)));
    }
    store_lanes(parts, _mm512_max_epu32(first, second));
    _mm256_zeroupper();
    for (i = 0; i < 16; i++)
        peak = parts[i] > peak ? parts[i] : peak;
    return peak;
}

const nacre_algebra nacre_algebra_avx512 = {nacre_bind_avx2, avx512_negate,   avx512_add_sixteen,
                                            avx512_widen,    avx512_add_code, avx512_peak};

#else
typedef int nacre_no_avx512_algebra_here; /* a file must hold something */
#endif
