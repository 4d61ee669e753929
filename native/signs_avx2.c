/*
 * Signs with AVX2: a byte of 32 rows is one register, its halves look up 32 levels at a time (pshufb). Eight levels fit
 * a byte; then they are added into int16, even rows and odd rows apart.
 */
#include "ternary_levels.h"

#if NACRE_HAS_AVX2

#include <immintrin.h>

#define AVX2 NACRE_TARGET("avx2")

enum {
    STEP = 4, /* bytes of a row whose eight levels are added up before they are widened */
    PREFETCH_BYTES = 20480, /* how far ahead blocks are asked for; half of it halves the speed from memory */
    PREFETCH_ROWS = 8 /* how many candidates ahead their rows are asked for */
};

NACRE_INLINE AVX2 __m256i load256(const void *bytes)
{
    return _mm256_loadu_si256((const __m256i *)bytes);
}

NACRE_INLINE AVX2 __m256i table(const uint8_t *levels)
{
    return _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(const void *)levels));
}

/* Adds the levels of one byte of 32 rows. */
NACRE_INLINE AVX2 __m256i add_levels(__m256i sum, __m256i signs, __m256i low_table, __m256i high_table)
{
    const __m256i low = _mm256_set1_epi8(15);
    sum = _mm256_add_epi8(sum, _mm256_shuffle_epi8(low_table, _mm256_and_si256(signs, low)));
    return _mm256_add_epi8(sum,
                           _mm256_shuffle_epi8(high_table, _mm256_and_si256(_mm256_srli_epi16(signs, 4), low)));
}

NACRE_INLINE AVX2 void widen(__m256i sum, __m256i *even, __m256i *odd)
{
    *even = _mm256_add_epi16(*even, _mm256_and_si256(sum, _mm256_set1_epi16(255)));
    *odd = _mm256_add_epi16(*odd, _mm256_srli_epi16(sum, 8));
}

/* Scores of one query with two neighbouring blocks; even[b] has rows 0, 2, ... of block b. */
NACRE_INLINE AVX2 void scores_of_pair(const uint8_t *tables, const uint8_t *block, size_t bytes, __m256i *even,
                                      __m256i *odd)
{
    const uint8_t *next = block + NACRE_BLOCK_ROWS * bytes;
    __m256i even0 = _mm256_setzero_si256(), odd0 = even0, even1 = even0, odd1 = even0;
    size_t byte, i;
    for (byte = 0; byte < bytes; byte += STEP) {
        __m256i sum0 = _mm256_setzero_si256(), sum1 = sum0;
        for (i = byte; i < byte + STEP; i++) {
            const __m256i low = table(tables + 32 * i), high = table(tables + 32 * i + 16);
            sum0 = add_levels(sum0, load256(block + NACRE_BLOCK_ROWS * i), low, high);
            sum1 = add_levels(sum1, load256(next + NACRE_BLOCK_ROWS * i), low, high);
        }
        widen(sum0, &even0, &odd0);
        widen(sum1, &even1, &odd1);
    }
    even[0] = even0, odd[0] = odd0;
    even[1] = even1, odd[1] = odd1;
}

/* Scores of 1, 2 or 4 queries with one block; even[q] has rows 0, 2, ... */
NACRE_INLINE AVX2 void scores_of_block(const uint8_t *const *tables, size_t many, const uint8_t *block, size_t bytes,
                                       __m256i *even, __m256i *odd)
{
    const __m256i low = _mm256_set1_epi8(15);
    size_t byte, q, i;
    for (q = 0; q < many; q++)
        even[q] = odd[q] = _mm256_setzero_si256();
    for (byte = 0; byte < bytes; byte += STEP) {
        __m256i sums[4] = {_mm256_setzero_si256(), _mm256_setzero_si256(), _mm256_setzero_si256(),
                           _mm256_setzero_si256()};
        for (i = byte; i < byte + STEP; i++) {
            const __m256i signs = load256(block + NACRE_BLOCK_ROWS * i);
            const __m256i left = _mm256_and_si256(signs, low);
            const __m256i right = _mm256_and_si256(_mm256_srli_epi16(signs, 4), low);
            for (q = 0; q < many; q++) {
                const uint8_t *levels = tables[q] + 32 * i;
                sums[q] = _mm256_add_epi8(sums[q], _mm256_shuffle_epi8(table(levels), left));
                sums[q] = _mm256_add_epi8(sums[q], _mm256_shuffle_epi8(table(levels + 16), right));
            }
        }
        for (q = 0; q < many; q++)
            widen(sums[q], even + q, odd + q);
    }
}

/* Appends the rows of one block that live and beat the threshold; in most blocks none does. */
NACRE_INLINE AVX2 void keep_best(nacre_keep *keep, __m256i threshold, __m256i even, __m256i odd, size_t block,
                                 uint32_t alive)
{
    const __m256i evens = _mm256_cmpgt_epi16(even, threshold), odds = _mm256_cmpgt_epi16(odd, threshold);
    const __m256i any = _mm256_or_si256(evens, odds);
    uint16_t scores[2][16];
    uint32_t rows;
    size_t row;
    if (_mm256_testz_si256(any, any))
        return;
    _mm256_storeu_si256((__m256i *)(void *)scores[0], even);
    _mm256_storeu_si256((__m256i *)(void *)scores[1], odd);
    rows = (((uint32_t)_mm256_movemask_epi8(evens) & 0x55555555u) |
            ((uint32_t)_mm256_movemask_epi8(odds) & 0xAAAAAAAAu)) &
           alive;
    for (; rows != 0; rows &= rows - 1) {
        row = nacre_lowest_bit(rows);
        nacre_keep_row(keep, block * NACRE_BLOCK_ROWS + row, scores[row % 2][row / 2]);
    }
}

NACRE_INLINE AVX2 void prefetch(const uint8_t *bytes, size_t size)
{
    size_t at;
    for (at = 0; at < size; at += 64) /* may lie behind the end: a prefetch never faults */
        _mm_prefetch((const char *)((uintptr_t)bytes + PREFETCH_BYTES + at), _MM_HINT_T1);
}

NACRE_INLINE AVX2 size_t scan_blocks(nacre_keep *keeps, size_t many, size_t side_by_side, const uint8_t *blocks,
                                     size_t first, size_t end, size_t bytes, size_t n, const uint8_t *live)
{
    const uint8_t *tables[4];
    __m256i even[4], odd[4], thresholds[4];
    size_t block, q, b;
    for (q = 0; q < many; q++) {
        tables[q] = keeps[q].tables;
        thresholds[q] = _mm256_set1_epi16((short)keeps[q].threshold);
    }
    for (block = first; block + side_by_side <= end; block += side_by_side) {
        const uint8_t *signs = blocks + block * NACRE_BLOCK_ROWS * bytes;
        uint32_t alive[2] = {UINT32_MAX, UINT32_MAX};
        if (!nacre_has_room(keeps, many))
            break;
        if (live != NULL || (block + side_by_side) * NACRE_BLOCK_ROWS > n) {
            for (b = 0; b < side_by_side; b++)
                alive[b] = nacre_live_rows(live, n, block + b);
            if ((alive[0] | (side_by_side == 2 ? alive[1] : 0)) == 0)
                continue;
        }
        prefetch(signs, side_by_side * NACRE_BLOCK_ROWS * bytes);
        if (side_by_side == 2)
            scores_of_pair(tables[0], signs, bytes, even, odd);
        else
            scores_of_block(tables, many, signs, bytes, even, odd);
        for (q = 0; q < many; q++)
            for (b = 0; b < side_by_side; b++)
                keep_best(keeps + q, thresholds[q], even[q * side_by_side + b], odd[q * side_by_side + b], block + b,
                          alive[b]);
    }
    return block;
}

/* With constants the compiler unrolls the loops; 32 bytes are the usual head. */
NACRE_INLINE AVX2 size_t scan_heads(nacre_keep *keeps, size_t many, size_t side_by_side, const uint8_t *blocks,
                                    size_t first, size_t end, size_t bytes, size_t n, const uint8_t *live)
{
    return bytes == 32 ? scan_blocks(keeps, many, side_by_side, blocks, first, end, 32, n, live)
                       : scan_blocks(keeps, many, side_by_side, blocks, first, end, bytes, n, live);
}

AVX2 static size_t avx2_scan(nacre_keep *keeps, size_t count, const uint8_t *blocks, size_t first, size_t end,
                             size_t head, size_t n, const uint8_t *live)
{
    const size_t bytes = head / 8;
    size_t block = first;
    if (count == 1) {
        block = scan_heads(keeps, 1, 2, blocks, first, end, bytes, n, live);
        if (block + 1 == end)
            block = scan_heads(keeps, 1, 1, blocks, block, end, bytes, n, live);
    } else if (count == 2) {
        block = scan_heads(keeps, 2, 1, blocks, first, end, bytes, n, live);
    } else {
        block = scan_heads(keeps, 4, 1, blocks, first, end, bytes, n, live);
    }
    _mm256_zeroupper();
    return block;
}

/* |row| as unsigned bytes times the query with the row's sign: 2 * 128 * 127 fits int16. */
NACRE_INLINE AVX2 __m256i products32(__m256i query, __m256i row)
{
    const __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(row), _mm256_sign_epi8(query, row));
    return _mm256_madd_epi16(pairs, _mm256_set1_epi16(1));
}

NACRE_INLINE AVX2 int32_t sum_of(__m256i eight)
{
    __m128i four = _mm_add_epi32(_mm256_castsi256_si128(eight), _mm256_extracti128_si256(eight, 1));
    four = _mm_add_epi32(four, _mm_shuffle_epi32(four, 0x4E));
    return _mm_cvtsi128_si32(_mm_add_epi32(four, _mm_shuffle_epi32(four, 0xB1)));
}

AVX2 static void avx2_products(const int8_t *query, const int8_t *rows, const uint32_t *indices, size_t count, size_t d,
                               int32_t *out)
{
    size_t j, i;
    for (j = 0; j < count; j++) {
        const int8_t *row = rows + (size_t)indices[j] * d;
        __m256i a = _mm256_setzero_si256(), b = a;
        if (j + PREFETCH_ROWS < count)
            for (i = 0; i < d; i += 64)
                _mm_prefetch((const char *)(rows + (size_t)indices[j + PREFETCH_ROWS] * d + i), _MM_HINT_T0);
        for (i = 0; i < d; i += 64) {
            a = _mm256_add_epi32(a, products32(load256(query + i), load256(row + i)));
            b = _mm256_add_epi32(b, products32(load256(query + i + 32), load256(row + i + 32)));
        }
        out[j] = sum_of(_mm256_add_epi32(a, b));
    }
    _mm256_zeroupper();
}

const nacre_signs nacre_signs_avx2 = {avx2_scan, avx2_products};

#else
typedef int nacre_no_avx2_signs_here; /* a file must hold something */
#endif
