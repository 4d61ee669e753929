/*
 * Signs with AVX-512. A register holds two neighbouring bytes of 32 rows, in quarters of sixteen: byte b of rows 0 to
 * 15 and of rows 16 to 31, then byte b + 1 of both. The 64 bytes of levels for them lie in memory as low nibble, high
 * nibble, low, high. So the even quarters look up their low nibbles and the odd ones their high ones with those levels
 * as they lie, and the rest is looked up when neighbouring quarters have changed places: no table is ever rearranged.
 */
#include "ternary_levels.h"

#if NACRE_HAS_AVX512

#include <immintrin.h>

#define AVX512 NACRE_TARGET("avx512f,avx512bw,avx512vnni")

enum {
    STEP = 16,              /* bytes of a row, two to a register: each sum takes eight levels before it is widened */
    SWAPPED_QUARTERS = 0xB1, /* quarters 1, 0, 3, 2 */
    PREFETCH_BYTES = 20480, /* how far ahead blocks are asked for, as measured with AVX2 */
    PREFETCH_ROWS = 8       /* how many candidates ahead their rows are asked for */
};

NACRE_INLINE AVX512 __m512i load512(const void *bytes)
{
    return _mm512_loadu_si512(bytes);
}

NACRE_INLINE AVX512 __m512i swap_quarters(__m512i value)
{
    return _mm512_shuffle_i32x4(value, value, SWAPPED_QUARTERS);
}

/* The low nibbles of the even quarters and the high ones of the odd quarters. */
NACRE_INLINE AVX512 __m512i nibbles(__m512i signs)
{
    const __m512i shifts = _mm512_maskz_set1_epi16(0xFF00FF00u, 4);
    return _mm512_and_si512(_mm512_srlv_epi16(signs, shifts), _mm512_set1_epi8(15));
}

NACRE_INLINE AVX512 void widen(__m512i sum, __m512i *even, __m512i *odd)
{
    *even = _mm512_add_epi16(*even, _mm512_and_si512(sum, _mm512_set1_epi16(255)));
    *odd = _mm512_add_epi16(*odd, _mm512_srli_epi16(sum, 8));
}

/* The scores of rows 0 to 31 in order; even rows and odd ones have a sum in either half of their registers. */
NACRE_INLINE AVX512 __m512i in_order(__m512i even, __m512i odd)
{
    static const uint16_t places[NACRE_BLOCK_ROWS] = {0, 16, 1, 17, 2,  18, 3,  19, 4,  20, 5,  21, 6,  22, 7,  23,
                                                      8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31};
    const __m512i lower = _mm512_shuffle_i32x4(even, odd, 0x44), upper = _mm512_shuffle_i32x4(even, odd, 0xEE);
    return _mm512_permutexvar_epi16(load512(places), _mm512_add_epi16(lower, upper));
}

/* Scores of 1, 2 or 4 queries with one block. */
NACRE_INLINE AVX512 void scores_of_block(const uint8_t *const *tables, size_t many, const uint8_t *block, size_t bytes,
                                         __m512i *scores)
{
    __m512i even[4], odd[4];
    size_t byte, q, i;
    for (q = 0; q < many; q++)
        even[q] = odd[q] = _mm512_setzero_si512();
    for (byte = 0; byte < bytes; byte += STEP) {
        const size_t end = bytes - byte < STEP ? bytes : byte + STEP;
        __m512i straight[4], swapped[4];
        for (q = 0; q < many; q++)
            straight[q] = swapped[q] = _mm512_setzero_si512();
        for (i = byte; i < end; i += 2) {
            const __m512i signs = load512(block + NACRE_BLOCK_ROWS * i);
            const __m512i own = nibbles(signs), other = nibbles(swap_quarters(signs));
            for (q = 0; q < many; q++) {
                const __m512i levels = load512(tables[q] + 32 * i);
                straight[q] = _mm512_add_epi8(straight[q], _mm512_shuffle_epi8(levels, own));
                swapped[q] = _mm512_add_epi8(swapped[q], _mm512_shuffle_epi8(levels, other));
            }
        }
        for (q = 0; q < many; q++) {
            widen(straight[q], even + q, odd + q);
            widen(swap_quarters(swapped[q]), even + q, odd + q);
        }
    }
    for (q = 0; q < many; q++)
        scores[q] = in_order(even[q], odd[q]);
}

/* Appends the rows of one block that live and beat the threshold; in most blocks none does. */
NACRE_INLINE AVX512 void keep_best(nacre_keep *keep, __m512i threshold, __m512i scores, size_t block, uint32_t alive)
{
    uint32_t rows = (uint32_t)_mm512_cmpgt_epi16_mask(scores, threshold) & alive;
    uint16_t each[NACRE_BLOCK_ROWS];
    size_t row;
    if (rows == 0)
        return;
    _mm512_storeu_si512(each, scores);
    for (; rows != 0; rows &= rows - 1) {
        row = nacre_lowest_bit(rows);
        nacre_keep_row(keep, block * NACRE_BLOCK_ROWS + row, each[row]);
    }
}

NACRE_INLINE AVX512 void prefetch(const uint8_t *bytes, size_t size)
{
    size_t at;
    for (at = 0; at < size; at += 64) /* may lie behind the end: a prefetch never faults */
        _mm_prefetch((const char *)((uintptr_t)bytes + PREFETCH_BYTES + at), _MM_HINT_T1);
}

NACRE_INLINE AVX512 size_t scan_blocks(nacre_keep *keeps, size_t many, const uint8_t *blocks, size_t first, size_t end,
                                       size_t bytes, size_t n, const uint8_t *live)
{
    const uint8_t *tables[4];
    __m512i scores[4], thresholds[4];
    size_t block, q;
    for (q = 0; q < many; q++) {
        tables[q] = keeps[q].tables;
        thresholds[q] = _mm512_set1_epi16((short)keeps[q].threshold);
    }
    for (block = first; block < end; block++) {
        const uint8_t *signs = blocks + block * NACRE_BLOCK_ROWS * bytes;
        uint32_t alive = UINT32_MAX;
        if (!nacre_has_room(keeps, many))
            break;
        if (live != NULL || (block + 1) * NACRE_BLOCK_ROWS > n) {
            alive = nacre_live_rows(live, n, block);
            if (alive == 0)
                continue;
        }
        prefetch(signs, NACRE_BLOCK_ROWS * bytes);
        scores_of_block(tables, many, signs, bytes, scores);
        for (q = 0; q < many; q++)
            keep_best(keeps + q, thresholds[q], scores[q], block, alive);
    }
    return block;
}

/* With constants the compiler unrolls the loops; 32 bytes are the usual head. Of four queries it would spill then. */
NACRE_INLINE AVX512 size_t scan_heads(nacre_keep *keeps, size_t many, const uint8_t *blocks, size_t first, size_t end,
                                      size_t bytes, size_t n, const uint8_t *live)
{
    return bytes == 32 ? scan_blocks(keeps, many, blocks, first, end, 32, n, live)
                       : scan_blocks(keeps, many, blocks, first, end, bytes, n, live);
}

AVX512 static size_t avx512_scan(nacre_keep *keeps, size_t count, const uint8_t *blocks, size_t first, size_t end,
                                 size_t head, size_t n, const uint8_t *live)
{
    size_t block;
    if (count == 1)
        block = scan_heads(keeps, 1, blocks, first, end, head / 8, n, live);
    else if (count == 2)
        block = scan_heads(keeps, 2, blocks, first, end, head / 8, n, live);
    else
        block = scan_blocks(keeps, 4, blocks, first, end, head / 8, n, live);
    _mm256_zeroupper();
    return block;
}

NACRE_INLINE AVX512 int32_t sum_of(__m512i sixteen)
{
    const __m256i eight =
        _mm256_add_epi32(_mm512_castsi512_si256(sixteen), _mm512_extracti64x4_epi64(sixteen, 1));
    __m128i four = _mm_add_epi32(_mm256_castsi256_si128(eight), _mm256_extracti128_si256(eight, 1));
    four = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4E));
    return _mm_cvtsi128_si32(_mm_add_epi32(four, _mm_shuffle_epi32(four, 0xB1)));
}

/* The row + 128 as unsigned bytes times the query; each sum starts at -128 times the query's. */
AVX512 static void avx512_products(const int8_t *query, const int8_t *rows, const uint32_t *indices, size_t count,
                                   size_t d, int32_t *out)
{
    const __m512i lift = _mm512_set1_epi8((char)-128);
    __m512i lifted = _mm512_setzero_si512(), start;
    size_t j, i;
    for (i = 0; i < d; i += 64)
        lifted = _mm512_dpbusd_epi32(lifted, lift, load512(query + i));
    start = _mm512_sub_epi32(_mm512_setzero_si512(), lifted);
    for (j = 0; j < count; j++) {
        const int8_t *row = rows + (size_t)indices[j] * d;
        __m512i sum = start;
        if (j + PREFETCH_ROWS < count)
            for (i = 0; i < d; i += 64)
                _mm_prefetch((const char *)(rows + (size_t)indices[j + PREFETCH_ROWS] * d + i), _MM_HINT_T0);
        for (i = 0; i < d; i += 64)
            sum = _mm512_dpbusd_epi32(sum, _mm512_xor_si512(load512(row + i), lift), load512(query + i));
        out[j] = sum_of(sum);
    }
    _mm256_zeroupper();
}

const nacre_signs nacre_signs_avx512 = {avx512_scan, avx512_products};

#else
typedef int nacre_no_avx512_signs_here; /* a file must hold something */
#endif
