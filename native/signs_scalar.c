/* Signs in plain C: two table look-ups for each byte of a block. */
#include "ternary_levels.h"

NACRE_INLINE int score_block(const nacre_keep *keep, const uint8_t *block, size_t bytes, uint16_t *scores)
{
    size_t byte, row;
    memset(scores, 0, NACRE_BLOCK_ROWS * sizeof *scores);
    for (byte = 0; byte < bytes; byte++) {
        const uint8_t *low = keep->tables + 32 * byte, *high = low + 16;
        for (row = 0; row < NACRE_BLOCK_ROWS; row++) {
            const uint8_t bits = block[NACRE_BLOCK_ROWS * byte + row];
            scores[row] = (uint16_t)(scores[row] + low[bits & 15] + high[bits >> 4]);
        }
    }
    return 1;
}

static size_t scalar_scan(nacre_keep *keeps, size_t count, const uint8_t *blocks, size_t first, size_t end, size_t head,
                          size_t n, const uint8_t *live)
{
    return nacre_scan_singly(score_block, keeps, count, blocks, first, end, head, n, live);
}

static void scalar_products(const int8_t *query, const int8_t *rows, const uint32_t *indices, size_t count, size_t d,
                            int32_t *out)
{
    size_t j, i;
    for (j = 0; j < count; j++) {
        const int8_t *row = rows + (size_t)indices[j] * d;
        int32_t sum = 0;
        for (i = 0; i < d; i++)
            sum += query[i] * row[i];
        out[j] = sum;
    }
}

const nacre_signs nacre_signs_scalar = {scalar_scan, scalar_products};
