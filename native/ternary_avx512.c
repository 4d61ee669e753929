/*
 * AVX-512 with population counts of words (VPOPCNTDQ) and products of bytes (VNNI): Ice Lake, Zen 4 and later. The
 * first processors with AVX-512 have neither and lower their clock for wide registers; a scan, which waits for memory,
 * gains nothing there, so they keep to AVX2.
 *
 * A plane is walked in pieces of 64 bytes. The last piece is loaded under a mask, which neither reads nor faults behind
 * the end; 32 bytes or fewer of an int8 scan lie twice in one register, for the even and for the odd components.
 */
#include "ternary_levels.h"

#if NACRE_HAS_AVX512

#include <immintrin.h>

#define AVX512 NACRE_TARGET("avx512f,avx512bw,avx512vl,avx512dq,avx512vpopcntdq,avx512vnni")

/* Lengths in bytes. */
enum { PIECE = 64, HALF = 32 };

/* The first `count` bytes of a register, all of them from 64 on. */
NACRE_INLINE AVX512 __mmask64 first_bytes(size_t count)
{
    return count >= PIECE ? ~(__mmask64)0 : ((__mmask64)1 << count) - 1;
}

NACRE_INLINE AVX512 __m512i load_first(__mmask64 bytes, const uint8_t *address)
{
    return _mm512_maskz_loadu_epi8(bytes, address);
}

/* The first 32 bytes or fewer, twice. */
NACRE_INLINE AVX512 __m512i load_twice(size_t count, const uint8_t *address)
{
    return _mm512_broadcast_i64x4(_mm256_maskz_loadu_epi8((__mmask32)first_bytes(count), address));
}

/* Sums of the sixteen int32 of each of four registers. */
NACRE_INLINE AVX512 __m128i sum4(__m512i a, __m512i b, __m512i c, __m512i d)
{
    const __m512i ab = _mm512_add_epi32(_mm512_unpacklo_epi32(a, b), _mm512_unpackhi_epi32(a, b));
    const __m512i cd = _mm512_add_epi32(_mm512_unpacklo_epi32(c, d), _mm512_unpackhi_epi32(c, d));
    const __m512i all = _mm512_add_epi32(_mm512_unpacklo_epi64(ab, cd), _mm512_unpackhi_epi64(ab, cd));
    const __m256i half = _mm256_add_epi32(_mm512_castsi512_si256(all), _mm512_extracti64x4_epi64(all, 1));
    return _mm_add_epi32(_mm256_castsi256_si128(half), _mm256_extracti128_si256(half, 1));
}

/* ---- ternary query -------------------------------------------------------------------------------------------- */

/* Adds the ones of mask, and the ones of mask where the signs differ, in eight lanes of 64 bits. */
NACRE_INLINE AVX512 void count_piece(__mmask64 bytes, const uint8_t *query, const uint8_t *row, size_t plane,
                                     __m512i *both, __m512i *opposed)
{
    const __m512i mask = _mm512_and_si512(load_first(bytes, query), load_first(bytes, row));
    const __m512i differ = _mm512_ternarylogic_epi64(mask, load_first(bytes, query + plane),
                                                     load_first(bytes, row + plane), 0x60); /* a & (b ^ c) */
    *both = _mm512_add_epi64(*both, _mm512_popcnt_epi64(mask));
    *opposed = _mm512_add_epi64(*opposed, _mm512_popcnt_epi64(differ));
}

/* pc(mask) - 2 pc(mask & differ) of one row, in sixteen lanes of 32 bits, every other one 0. */
NACRE_INLINE AVX512 __m512i dot_lanes(const uint8_t *query, const uint8_t *row, size_t plane)
{
    __m512i both = _mm512_setzero_si512(), opposed = both;
    size_t at = 0;
    for (; at + PIECE <= plane; at += PIECE)
        count_piece(first_bytes(PIECE), query + at, row + at, plane, &both, &opposed);
    if (at < plane)
        count_piece(first_bytes(plane - at), query + at, row + at, plane, &both, &opposed);
    return _mm512_sub_epi32(both, _mm512_slli_epi32(opposed, 1));
}

NACRE_INLINE AVX512 void dot_loop(const uint8_t *query, const uint8_t *codes, size_t n, size_t plane, int32_t *out)
{
    const size_t row = 2 * plane;
    size_t i = 0;
    for (; i + 4 <= n; i += 4, codes += 4 * row) {
        const __m128i sums = sum4(dot_lanes(query, codes, plane), dot_lanes(query, codes + row, plane),
                                  dot_lanes(query, codes + 2 * row, plane), dot_lanes(query, codes + 3 * row, plane));
        _mm_storeu_si128((__m128i *)(void *)(out + i), sums);
        nacre_prefetch(codes, 4 * row);
    }
    for (; i < n; i++, codes += row) {
        const __m512i lanes = dot_lanes(query, codes, plane);
        out[i] = _mm_cvtsi128_si32(sum4(lanes, lanes, lanes, lanes));
    }
}

AVX512 static void avx512_dot(const uint8_t *query, const uint8_t *codes, size_t n, size_t d, int32_t *out)
{
    if (d == 384) /* the usual embedding: with a constant the compiler unrolls the row */
        dot_loop(query, codes, n, 48, out);
    else
        dot_loop(query, codes, n, d / 8, out);
    _mm256_zeroupper();
}

/* ---- int8 query ----------------------------------------------------------------------------------------------- */

/* A prepared query: its slices (see prepare_piece) at the first multiple of 64, and before them its sum as int32. */
NACRE_INLINE int8_t *slices_of(const void *workspace)
{
    return (int8_t *)(((uintptr_t)workspace + sizeof(int32_t) + PIECE - 1) / PIECE * PIECE);
}

/*
 * Slice s of a piece holds, byte by byte, the query's components at bits 2s (even codes) and 2s + 1 (odd codes) of each
 * byte. Pieces of more than 32 bytes: four even slices, then four odd ones. Others: four slices of 32 even and 32 odd
 * components. Places behind the end hold 0.
 */
static int8_t *prepare_piece(const int8_t *query, size_t bytes, int8_t *slices)
{
    const size_t width = bytes > HALF ? PIECE : HALF;
    size_t byte;
    int pair, odd;
    for (pair = 0; pair < 4; pair++)
        for (odd = 0; odd < 2; odd++) {
            int8_t *slice = slices + (size_t)(bytes > HALF ? odd * 4 + pair : pair * 2 + odd) * width;
            for (byte = 0; byte < width; byte++)
                slice[byte] = byte < bytes ? query[8 * byte + (size_t)(2 * pair + odd)] : 0;
        }
    return slices + 8 * width;
}

static void avx512_prepare(const int8_t *query, size_t d, void *workspace)
{
    const size_t plane = d / 8;
    int8_t *slices = slices_of(workspace);
    int32_t sum = 0;
    size_t at, i;
    for (i = 0; i < d; i++)
        sum += query[i];
    memcpy(slices - sizeof sum, &sum, sizeof sum);
    for (at = 0; at < plane; at += PIECE)
        slices = prepare_piece(query + 8 * at, plane - at < PIECE ? plane - at : PIECE, slices);
}

/*
 * Adds u * q, u = 1 + component, for the four 2-bit codes in each byte. The codes stay where they are: sums[s] grows by
 * 4^s u * q, at most 2 * 64 * 128 a product and 2^25 in all for the longest rows.
 */
NACRE_INLINE AVX512 void add_slices(__m512i sums[4], __m512i codes, const int8_t *slices)
{
    int slice;
    for (slice = 0; slice < 4; slice++) {
        const __m512i code = _mm512_and_si512(codes, _mm512_set1_epi8((char)(3 << (2 * slice))));
        sums[slice] = _mm512_dpbusd_epi32(sums[slice], code, _mm512_loadu_si512(slices + slice * PIECE));
    }
}

/* u = 2 * (mask and not sign) + (not mask), for the even components of each byte, and for the odd ones. */
NACRE_INLINE AVX512 __m512i even_codes(__m512i mask, __m512i sign)
{
    const __m512i even = _mm512_set1_epi8(0x55);
    const __m512i plus = _mm512_ternarylogic_epi64(mask, sign, even, 0x20);          /* a & ~b & c */
    return _mm512_ternarylogic_epi64(_mm512_add_epi8(plus, plus), mask, even, 0xF2); /* a | ~b & c */
}

NACRE_INLINE AVX512 __m512i odd_codes(__m512i mask, __m512i sign)
{
    const __m512i plus = _mm512_ternarylogic_epi64(mask, sign, _mm512_set1_epi8((char)0xAA), 0x20);
    return _mm512_ternarylogic_epi64(plus, _mm512_srli_epi16(mask, 1), _mm512_set1_epi8(0x55), 0xF2);
}

/* The same for planes that lie twice in a register: even codes in its lower half, odd ones in its upper half. */
NACRE_INLINE AVX512 __m512i rest_codes(__m512i mask, __m512i sign)
{
    const __m256i even = _mm256_set1_epi8(0x55), odd = _mm256_set1_epi8((char)0xAA);
    const __m256i zero = _mm256_setzero_si256(), one = _mm256_set1_epi16(1);
    const __m512i own = _mm512_inserti64x4(_mm512_castsi256_si512(even), odd, 1);
    const __m512i left = _mm512_inserti64x4(_mm512_castsi256_si512(one), zero, 1);
    const __m512i right = _mm512_inserti64x4(_mm512_castsi256_si512(zero), one, 1);
    const __m512i plus = _mm512_sllv_epi16(_mm512_ternarylogic_epi64(mask, sign, own, 0x20), left);
    return _mm512_ternarylogic_epi64(plus, _mm512_srlv_epi16(mask, right), _mm512_set1_epi8(0x55), 0xF2);
}

NACRE_INLINE AVX512 void add_piece(__m512i sums[4], __mmask64 bytes, const uint8_t *row, size_t plane,
                                   const int8_t *slices)
{
    const __m512i mask = load_first(bytes, row), sign = load_first(bytes, row + plane);
    add_slices(sums, even_codes(mask, sign), slices);
    add_slices(sums, odd_codes(mask, sign), slices + 4 * PIECE);
}

NACRE_INLINE AVX512 __m512i int8_lanes(const int8_t *slices, const uint8_t *row, size_t plane)
{
    const __m512i zero = _mm512_setzero_si512();
    __m512i sums[4] = {zero, zero, zero, zero};
    size_t at = 0;
    for (; at + PIECE <= plane; at += PIECE, slices += 8 * PIECE)
        add_piece(sums, first_bytes(PIECE), row + at, plane, slices);
    if (at + HALF < plane)
        add_piece(sums, first_bytes(plane - at), row + at, plane, slices);
    else if (at < plane) {
        const __m512i mask = load_twice(plane - at, row + at), sign = load_twice(plane - at, row + plane + at);
        add_slices(sums, rest_codes(mask, sign), slices);
    }
    return _mm512_add_epi32(
        _mm512_add_epi32(sums[0], _mm512_srai_epi32(sums[1], 2)), /* exact: multiples of 4, 16 and 64 */
        _mm512_add_epi32(_mm512_srai_epi32(sums[2], 4), _mm512_srai_epi32(sums[3], 6)));
}

NACRE_INLINE AVX512 void int8_loop(const void *workspace, const uint8_t *codes, size_t n, size_t plane, int32_t *out)
{
    const size_t row = 2 * plane;
    const int8_t *slices = slices_of(workspace);
    int32_t sum;
    size_t i = 0;
    memcpy(&sum, slices - sizeof sum, sizeof sum);
    for (; i + 4 <= n; i += 4, codes += 4 * row) {
        const __m128i sums =
            sum4(int8_lanes(slices, codes, plane), int8_lanes(slices, codes + row, plane),
                 int8_lanes(slices, codes + 2 * row, plane), int8_lanes(slices, codes + 3 * row, plane));
        _mm_storeu_si128((__m128i *)(void *)(out + i), _mm_sub_epi32(sums, _mm_set1_epi32(sum)));
        nacre_prefetch(codes, 4 * row);
    }
    for (; i < n; i++, codes += row) {
        const __m512i lanes = int8_lanes(slices, codes, plane);
        out[i] = _mm_cvtsi128_si32(sum4(lanes, lanes, lanes, lanes)) - sum;
    }
}

AVX512 static void avx512_dot_prepared(const void *workspace, const uint8_t *codes, size_t n, size_t d, int32_t *out)
{
    if (d == 384)
        int8_loop(workspace, codes, n, 48, out);
    else
        int8_loop(workspace, codes, n, d / 8, out);
    _mm256_zeroupper();
}

const nacre_kernel nacre_kernel_avx512 = {avx512_dot, avx512_prepare, avx512_dot_prepared, nacre_dot_row_avx2};

#else
typedef int nacre_no_avx512_here; /* a file must hold something */
#endif
