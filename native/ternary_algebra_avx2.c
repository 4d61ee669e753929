/* The algebra with AVX2: logic on 256 components at a time, counters eight at a time. */
#include "ternary_levels.h"

#if NACRE_HAS_AVX2

#include <immintrin.h>

#define AVX2 NACRE_TARGET("avx2")
#define LANES_TARGET AVX2
#define LANE_BYTES 32
typedef __m256i lanes;

NACRE_INLINE AVX2 lanes load_lanes(const void *values)
{
    return _mm256_loadu_si256((const __m256i *)values);
}

NACRE_INLINE AVX2 void store_lanes(void *values, lanes value)
{
    _mm256_storeu_si256((__m256i *)values, value);
}

NACRE_INLINE AVX2 lanes lanes_and(lanes a, lanes b)
{
    return _mm256_and_si256(a, b);
}

NACRE_INLINE AVX2 lanes lanes_andnot(lanes a, lanes b)
{
    return _mm256_andnot_si256(a, b);
}

NACRE_INLINE AVX2 lanes lanes_xor(lanes a, lanes b)
{
    return _mm256_xor_si256(a, b);
}

NACRE_INLINE AVX2 lanes full_adder(lanes *sum, lanes a, lanes b)
{
    const lanes either = _mm256_xor_si256(a, b);
    const lanes carry = _mm256_or_si256(_mm256_and_si256(a, b), _mm256_and_si256(either, *sum));
    *sum = _mm256_xor_si256(*sum, either);
    return carry;
}

#include "ternary_slices.h"

AVX2 void nacre_bind_avx2(const uint8_t *mask, const uint8_t *sign, const uint8_t *key, size_t bytes, uint8_t *out_mask,
                          uint8_t *out_sign)
{
    const size_t at = lane_bind(mask, sign, key, bytes, out_mask, out_sign);
    _mm256_zeroupper();
    nacre_bind_words(mask + at, sign + at, key + at, bytes - at, out_mask + at, out_sign + at);
}

AVX2 static void avx2_add_sixteen(const uint8_t *const codes[NACRE_SIXTEEN], size_t plane, uint8_t *slices)
{
    const size_t at = lane_add_sixteen(codes, 0, plane, slices);
    _mm256_zeroupper();
    nacre_add_sixteen_words(codes, at, plane, slices);
}

/* ---- Planes into counters --------------------------------------------------------------------------------------- */

NACRE_INLINE AVX2 __m256i repeat_word(const uint8_t *bytes)
{
    int32_t word;
    memcpy(&word, bytes, sizeof word);
    return _mm256_set1_epi32(word);
}

/* The counts of 32 components, one in each byte. */
NACRE_INLINE AVX2 __m256i sliced_counts(const uint8_t *slices, size_t plane)
{
    const __m256i bytes = _mm256_setr_epi8(0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2, 2, 3,
                                           3, 3, 3, 3, 3, 3, 3);
    const __m256i bits = _mm256_set1_epi64x((long long)UINT64_C(0x8040201008040201));
    __m256i counts = _mm256_setzero_si256();
    int bit;
    for (bit = NACRE_SLICES - 1; bit >= 0; bit--) {
        const __m256i own = _mm256_and_si256(
            _mm256_shuffle_epi8(repeat_word(slices + (size_t)bit * plane), bytes), bits);
        counts = _mm256_add_epi8(counts, counts);
        counts = _mm256_sub_epi8(counts, _mm256_cmpeq_epi8(own, bits)); /* equal is -1 */
    }
    return counts;
}

/* counters += weight * (2 * plus - nonzeros) for eight of sixteen int16. */
NACRE_INLINE AVX2 void add_products(int32_t *counters, __m128i sums, __m256i weight)
{
    const __m256i products = _mm256_mullo_epi32(_mm256_cvtepi16_epi32(sums), weight);
    store_lanes(counters, _mm256_add_epi32(load_lanes(counters), products));
}

NACRE_INLINE AVX2 void add_counts(int32_t *counters, __m128i plus, __m128i nonzeros, __m256i weight)
{
    const __m256i twice = _mm256_slli_epi16(_mm256_cvtepu8_epi16(plus), 1);
    const __m256i sums = _mm256_sub_epi16(twice, _mm256_cvtepu8_epi16(nonzeros));
    add_products(counters, _mm256_castsi256_si128(sums), weight);
    add_products(counters + 8, _mm256_extracti128_si256(sums, 1), weight);
}

AVX2 static void avx2_widen(const uint8_t *slices, size_t plane, int32_t weight, int32_t *counters)
{
    const __m256i weights = _mm256_set1_epi32(weight);
    size_t at = 0;
    for (; at < plane; at += 4) {
        const __m256i nonzeros = sliced_counts(slices + at, plane);
        const __m256i plus = sliced_counts(slices + NACRE_SLICES * plane + at, plane);
        add_counts(counters + 8 * at, _mm256_castsi256_si128(plus), _mm256_castsi256_si128(nonzeros), weights);
        add_counts(counters + 8 * at + 16, _mm256_extracti128_si256(plus, 1), _mm256_extracti128_si256(nonzeros, 1),
                   weights);
    }
    _mm256_zeroupper();
}

/* Bits 8 part .. 8 part + 7 of a word, each in its own lane. */
NACRE_INLINE AVX2 __m256i bits_of_part(int part)
{
    return _mm256_slli_epi32(_mm256_setr_epi32(1, 2, 4, 8, 16, 32, 64, 128), 8 * part);
}

/* -1 in the lanes whose bit of the repeated word is 1. */
NACRE_INLINE AVX2 __m256i chosen(__m256i word, __m256i bits)
{
    return _mm256_cmpeq_epi32(_mm256_and_si256(word, bits), bits);
}

AVX2 static void avx2_negate(const int32_t *counters, const uint8_t *key, size_t count, int32_t *out)
{
    size_t i;
    int part;
    for (i = 0; i < count; i += 32) {
        const __m256i word = repeat_word(key + i / 8);
        for (part = 0; part < 4; part++) {
            const __m256i flip = chosen(word, bits_of_part(part));
            const __m256i values = load_lanes(counters + i + 8 * part);
            store_lanes(out + i + 8 * part, _mm256_sub_epi32(_mm256_xor_si256(values, flip), flip));
        }
    }
    _mm256_zeroupper();
}

AVX2 static void avx2_add_code(const uint8_t *code, size_t d, int32_t weight, int32_t *counters)
{
    const __m256i weights = _mm256_set1_epi32(weight);
    size_t i;
    int part;
    for (i = 0; i < d; i += 32) {
        const __m256i mask = repeat_word(code + i / 8), sign = repeat_word(code + d / 8 + i / 8);
        for (part = 0; part < 4; part++) {
            const __m256i bits = bits_of_part(part), minus = chosen(sign, bits);
            const __m256i term = _mm256_sub_epi32(_mm256_xor_si256(weights, minus), minus);
            int32_t *sums = counters + i + 8 * part;
            store_lanes(sums, _mm256_add_epi32(load_lanes(sums), _mm256_and_si256(term, chosen(mask, bits))));
        }
    }
    _mm256_zeroupper();
}

AVX2 static int64_t avx2_peak(const int32_t *counters, size_t count)
{
    __m256i first = _mm256_setzero_si256(), second = first; /* |-2^31| is 2^31 as an unsigned number */
    uint32_t parts[8], peak = 0;
    size_t i;
    for (i = 0; i < count; i += 16) {
        first = _mm256_max_epu32(first, _mm256_abs_epi32(load_lanes(counters + i)));
        second = _mm256_max_epu32(second, _mm256_abs_epi32(load_lanes(counters + i + 8)));
    }
    store_lanes(parts, _mm256_max_epu32(first, second));
    _mm256_zeroupper();
    for (i = 0; i < 8; i++)
        peak = parts[i] > peak ? parts[i] : peak;
    return peak;
}

const nacre_algebra nacre_algebra_avx2 = {nacre_bind_avx2, avx2_negate,   avx2_add_sixteen,
                                          avx2_widen,      avx2_add_code, avx2_peak};

#else
typedef int nacre_no_avx2_algebra_here; /* a file must hold something */
#endif
