/*
 * AVX2. Popcount by table (pshufb) for ternary queries; for int8 queries the two planes are woven into 2-bit codes
 * u = 1 + component, so that pmaddubsw(u, query) sums u * q and the query's own sum is taken off at the end.
 *
 * A plane is walked in pieces of 32 bytes, then 16, then 8. The rests put two halves of the work side by side in one
 * register: for d = 384 (48-byte planes) nothing is wasted.
 */
#include "ternary_levels.h"

#if NACRE_HAS_AVX2

#include <immintrin.h>

#define AVX2 NACRE_TARGET("avx2")

/* A prepared query: the sum of its components as int32, and from byte SLICES_AT on its slices (see prepare_piece). */
enum { SLICES_AT = 32 };

NACRE_INLINE AVX2 __m256i load256(const uint8_t *bytes)
{
    return _mm256_loadu_si256((const __m256i *)(const void *)bytes);
}

/* 16 bytes, or 8 with zeros behind them. */
NACRE_INLINE AVX2 __m128i load_rest(const uint8_t *bytes, size_t length)
{
    return length >= 16 ? _mm_loadu_si128((const __m128i *)(const void *)bytes)
                        : _mm_loadl_epi64((const __m128i *)(const void *)bytes);
}

NACRE_INLINE AVX2 __m256i join(__m128i low, __m128i high)
{
    return _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
}

/* Sums of the eight int32 of each of four registers. */
NACRE_INLINE AVX2 __m128i sum4(__m256i a, __m256i b, __m256i c, __m256i d)
{
    const __m256i pairs = _mm256_hadd_epi32(_mm256_hadd_epi32(a, b), _mm256_hadd_epi32(c, d));
    return _mm_add_epi32(_mm256_castsi256_si128(pairs), _mm256_extracti128_si256(pairs, 1));
}

/* ---- ternary query -------------------------------------------------------------------------------------------- */

/* table[low nibble] + table[high nibble] of each byte; each 16-byte half has a table of its own. */
NACRE_INLINE AVX2 __m256i nibble_sums(__m256i bytes, __m256i table)
{
    const __m256i low = _mm256_set1_epi8(0x0F);
    return _mm256_add_epi8(_mm256_shuffle_epi8(table, _mm256_and_si256(bytes, low)),
                           _mm256_shuffle_epi8(table, _mm256_and_si256(_mm256_srli_epi16(bytes, 4), low)));
}

/*
 * pc(mask) - 2 pc(mask & differ) of one row, in four 64-bit lanes, plus dot_bias: 8 is added for each nibble of the
 * second term, so that bytes stay unsigned for psadbw.
 */
NACRE_INLINE AVX2 __m256i dot_lanes(const uint8_t *query, const uint8_t *row, size_t plane)
{
    const __m128i ones = _mm_setr_epi8(0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);
    const __m128i opposed = _mm_setr_epi8(8, 6, 6, 4, 6, 4, 4, 2, 6, 4, 4, 2, 4, 2, 2, 0);
    const __m256i zero = _mm256_setzero_si256();
    __m256i sums = zero;
    size_t at = 0;
    for (; at + 32 <= plane; at += 32) {
        const __m256i mask = _mm256_and_si256(load256(query + at), load256(row + at));
        const __m256i differ = _mm256_xor_si256(load256(query + plane + at), load256(row + plane + at));
        const __m256i counts = _mm256_add_epi8(nibble_sums(mask, join(ones, ones)),
                                               nibble_sums(_mm256_and_si256(mask, differ), join(opposed, opposed)));
        sums = _mm256_add_epi64(sums, _mm256_sad_epu8(counts, zero));
    }
    while (at < plane) {
        const size_t rest = plane - at;
        const __m128i mask = _mm_and_si128(load_rest(query + at, rest), load_rest(row + at, rest));
        const __m128i differ = _mm_xor_si128(load_rest(query + plane + at, rest), load_rest(row + plane + at, rest));
        const __m256i counts = nibble_sums(join(mask, _mm_and_si128(mask, differ)), join(ones, opposed));
        sums = _mm256_add_epi64(sums, _mm256_sad_epu8(counts, zero));
        at += rest >= 16 ? 16 : 8;
    }
    return sums;
}

/* What dot_lanes adds: 16 for each byte of plane, a rest of 8 bytes counting as 16. */
NACRE_INLINE AVX2 int32_t dot_bias(size_t plane)
{
    return (int32_t)((plane + 15) / 16 * 16 * 16);
}

NACRE_INLINE AVX2 void dot_loop(const uint8_t *query, const uint8_t *codes, size_t n, size_t plane, int32_t *out)
{
    const size_t row = 2 * plane;
    const int32_t bias = dot_bias(plane);
    size_t i = 0;
    for (; i + 4 <= n; i += 4, codes += 4 * row) {
        const __m128i sums = sum4(dot_lanes(query, codes, plane), dot_lanes(query, codes + row, plane),
                                  dot_lanes(query, codes + 2 * row, plane), dot_lanes(query, codes + 3 * row, plane));
        _mm_storeu_si128((__m128i *)(void *)(out + i), _mm_sub_epi32(sums, _mm_set1_epi32(bias)));
        nacre_prefetch(codes, 4 * row);
    }
    for (; i < n; i++, codes += row) {
        const __m256i lanes = dot_lanes(query, codes, plane);
        out[i] = _mm_cvtsi128_si32(sum4(lanes, lanes, lanes, lanes)) - bias;
    }
}

AVX2 static void avx2_dot(const uint8_t *query, const uint8_t *codes, size_t n, size_t d, int32_t *out)
{
    if (d == 384) /* the usual embedding: with a constant the compiler unrolls the row */
        dot_loop(query, codes, n, 48, out);
    else
        dot_loop(query, codes, n, d / 8, out);
    _mm256_zeroupper();
}

/* ---- int8 query ----------------------------------------------------------------------------------------------- */

/*
 * The order in which a row's bits meet the query. Slice s of a piece holds, byte by byte, the query's components at
 * bits 2s (even codes) and 2s + 1 (odd codes) of each byte. 32-byte pieces: four even slices, then four odd ones, 32
 * components each. Rests: four slices of 16 even and 16 odd components; places behind the end hold 0.
 */
static int8_t *prepare_piece(const int8_t *query, size_t bytes, size_t width, int whole, int8_t *slices)
{
    size_t byte;
    int pair, odd;
    for (pair = 0; pair < 4; pair++)
        for (odd = 0; odd < 2; odd++) {
            int8_t *slice = slices + (whole ? (size_t)(odd * 4 + pair) * width : (size_t)(pair * 2 + odd) * width);
            for (byte = 0; byte < width; byte++)
                slice[byte] = byte < bytes ? query[8 * byte + (size_t)(2 * pair + odd)] : 0;
        }
    return slices + 8 * width;
}

static void avx2_prepare(const int8_t *query, size_t d, void *workspace)
{
    const size_t plane = d / 8;
    int8_t *slices = (int8_t *)workspace + SLICES_AT;
    int32_t sum = 0;
    size_t at = 0, i;
    for (i = 0; i < d; i++)
        sum += query[i];
    memcpy(workspace, &sum, sizeof sum);
    for (; at + 32 <= plane; at += 32)
        slices = prepare_piece(query + 8 * at, 32, 32, 1, slices);
    while (at < plane) {
        const size_t bytes = plane - at >= 16 ? 16 : 8;
        slices = prepare_piece(query + 8 * at, bytes, 16, 0, slices);
        at += bytes;
    }
}

/* Sums of u * q in int16: of the codes at bits 0-1 and 4-5 of each byte, and four times those of the others. */
typedef struct {
    __m256i once, fourfold;
} product_sums;

/* Adds u * q for the four 2-bit codes in each byte. One shift: codes at bits 2-3 count four times where they lie. */
NACRE_INLINE AVX2 product_sums add_slices(product_sums sums, __m256i codes, const int8_t *slices)
{
    const __m256i low = _mm256_set1_epi8(0x03), high = _mm256_set1_epi8(0x0C);
    const uint8_t *query = (const uint8_t *)slices;
    const __m256i upper = _mm256_srli_epi16(codes, 4);
    sums.once = _mm256_add_epi16(sums.once, _mm256_maddubs_epi16(_mm256_and_si256(codes, low), load256(query)));
    sums.fourfold =
        _mm256_add_epi16(sums.fourfold, _mm256_maddubs_epi16(_mm256_and_si256(codes, high), load256(query + 32)));
    sums.once = _mm256_add_epi16(sums.once, _mm256_maddubs_epi16(_mm256_and_si256(upper, low), load256(query + 64)));
    sums.fourfold =
        _mm256_add_epi16(sums.fourfold, _mm256_maddubs_epi16(_mm256_and_si256(upper, high), load256(query + 96)));
    return sums;
}

/*
 * Pairs of neighbours as int32. A product of two is within 512 and four times that; a piece of 32 bytes with two rests
 * adds eight of each, 16,384 at most.
 */
NACRE_INLINE AVX2 __m256i widen(product_sums sums)
{
    const __m256i both = _mm256_add_epi16(sums.once, _mm256_srai_epi16(sums.fourfold, 2)); /* exact: multiples of 4 */
    return _mm256_madd_epi16(both, _mm256_set1_epi16(1));
}

/* u = 2 * (mask and not sign) + (not mask), for the even or the odd components of each byte. */
NACRE_INLINE AVX2 __m256i even_codes(__m256i mask, __m256i sign)
{
    const __m256i even = _mm256_set1_epi8(0x55);
    const __m256i plus = _mm256_and_si256(_mm256_andnot_si256(sign, mask), even);
    return _mm256_or_si256(_mm256_add_epi8(plus, plus), _mm256_andnot_si256(mask, even));
}

NACRE_INLINE AVX2 __m256i odd_codes(__m256i mask, __m256i sign)
{
    const __m256i odd = _mm256_set1_epi8((char)0xAA);
    const __m256i plus = _mm256_and_si256(_mm256_andnot_si256(sign, mask), odd);
    return _mm256_or_si256(plus, _mm256_srli_epi16(_mm256_andnot_si256(mask, odd), 1));
}

NACRE_INLINE AVX2 __m256i rest_codes(__m128i mask, __m128i sign)
{
    const __m128i even = _mm_set1_epi8(0x55), odd = _mm_set1_epi8((char)0xAA);
    const __m128i plus = _mm_andnot_si128(sign, mask), zero = _mm_andnot_si128(mask, _mm_set1_epi8(-1));
    const __m128i plus_even = _mm_and_si128(plus, even);
    return join(_mm_or_si128(_mm_add_epi8(plus_even, plus_even), _mm_and_si128(zero, even)),
                _mm_or_si128(_mm_and_si128(plus, odd), _mm_srli_epi16(_mm_and_si128(zero, odd), 1)));
}

/* The rests first, so that they widen together with a whole piece. */
NACRE_INLINE AVX2 __m256i int8_lanes(const int8_t *slices, const uint8_t *row, size_t plane)
{
    const __m256i zero = _mm256_setzero_si256();
    const product_sums none = {zero, zero};
    const int8_t *whole = slices;
    __m256i total = zero;
    product_sums sums = none;
    size_t at = plane / 32 * 32;
    slices += 8 * at;
    while (at < plane) {
        const size_t rest = plane - at;
        sums = add_slices(sums, rest_codes(load_rest(row + at, rest), load_rest(row + plane + at, rest)), slices);
        slices += 128;
        at += rest >= 16 ? 16 : 8;
    }
    if (plane < 32)
        return widen(sums);
    for (at = 0; at + 32 <= plane; at += 32, whole += 256) {
        const __m256i mask = load256(row + at), sign = load256(row + plane + at);
        sums = add_slices(sums, even_codes(mask, sign), whole);
        sums = add_slices(sums, odd_codes(mask, sign), whole + 128);
        total = _mm256_add_epi32(total, widen(sums));
        sums = none;
    }
    return total;
}

NACRE_INLINE AVX2 void int8_loop(const void *workspace, const uint8_t *codes, size_t n, size_t plane, int32_t *out)
{
    const size_t row = 2 * plane;
    const int8_t *slices = (const int8_t *)workspace + SLICES_AT;
    int32_t sum;
    size_t i = 0;
    memcpy(&sum, workspace, sizeof sum);
    for (; i + 4 <= n; i += 4, codes += 4 * row) {
        const __m128i sums =
            sum4(int8_lanes(slices, codes, plane), int8_lanes(slices, codes + row, plane),
                 int8_lanes(slices, codes + 2 * row, plane), int8_lanes(slices, codes + 3 * row, plane));
        _mm_storeu_si128((__m128i *)(void *)(out + i), _mm_sub_epi32(sums, _mm_set1_epi32(sum)));
        nacre_prefetch(codes, 4 * row);
    }
    for (; i < n; i++, codes += row) {
        const __m256i lanes = int8_lanes(slices, codes, plane);
        out[i] = _mm_cvtsi128_si32(sum4(lanes, lanes, lanes, lanes)) - sum;
    }
}

AVX2 static void avx2_dot_prepared(const void *workspace, const uint8_t *codes, size_t n, size_t d, int32_t *out)
{
    if (d == 384)
        int8_loop(workspace, codes, n, 48, out);
    else
        int8_loop(workspace, codes, n, d / 8, out);
    _mm256_zeroupper();
}

/* ---- int8 rows ------------------------------------------------------------------------------------------------ */

NACRE_INLINE AVX2 __m256 product8(const float *query, const int8_t *row)
{
    const __m128i bytes = _mm_loadl_epi64((const __m128i *)(const void *)row);
    return _mm256_mul_ps(_mm256_loadu_ps(query), _mm256_cvtepi32_ps(_mm256_cvtepi8_epi32(bytes)));
}

AVX2 float nacre_dot_row_avx2(const float *query, const int8_t *row, size_t d)
{
    __m256 a = _mm256_setzero_ps(), b = a, c = a, e = a; /* lanes 0-7, 8-15, 16-23, 24-31 */
    __m128 four;
    float result;
    size_t i;
    for (i = 0; i < d; i += NACRE_FLOAT_LANES) {
        a = _mm256_add_ps(a, product8(query + i, row + i));
        b = _mm256_add_ps(b, product8(query + i + 8, row + i + 8));
        c = _mm256_add_ps(c, product8(query + i + 16, row + i + 16));
        e = _mm256_add_ps(e, product8(query + i + 24, row + i + 24));
    }
    a = _mm256_add_ps(_mm256_add_ps(a, c), _mm256_add_ps(b, e));
    four = _mm_add_ps(_mm256_castps256_ps128(a), _mm256_extractf128_ps(a, 1));
    four = _mm_add_ps(four, _mm_movehl_ps(four, four));
    result = _mm_cvtss_f32(_mm_add_ss(four, _mm_shuffle_ps(four, four, 1)));
    _mm256_zeroupper();
    return result;
}

const nacre_kernel nacre_kernel_avx2 = {avx2_dot, avx2_prepare, avx2_dot_prepared, nacre_dot_row_avx2};

#else
typedef int nacre_no_avx2_here; /* a file must hold something */
#endif
