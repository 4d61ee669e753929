/* Signs in plain C: two table look-ups for each byte of a block. */
#include "ternary_levels.h"


static size_t scalar_scan(nacre_keep *keeps, size_t count, const uint8_t *blocks, size_t first, size_t end, size_t head,
                          size_t n, const uint8_t *live)
{
    const size_t bytes = head / 8;
    size_t block, query, byte, row;
    for (block = first; block < end; block++) {
        const uint8_t *signs = blocks + block * NACRE_BLOCK_ROWS * bytes;
        const uint32_t alive = nacre_live_rows(live, n, block);
        if (!nacre_has_room(keeps, count))
            return block;
        if (alive == 0)
            continue;
        for (query = 0; query < count; query++) {
            int32_t scores[NACRE_BLOCK_ROWS] = {0};
            for (byte = 0; byte < bytes; byte++) {
                const uint8_t *low = keeps[query].tables + 32 * byte, *high = low + 16;
                for (row = 0; row < NACRE_BLOCK_ROWS; row++) {
                    const uint8_t bits = signs[NACRE_BLOCK_ROWS * byte + row];
                    scores[row] += low[bits & 15] + high[bits >> 4];
                }
            }
            for (row = 0; row < NACRE_BLOCK_ROWS; row++)
                if (scores[row] > keeps[query].threshold && (alive >> row & 1))
                    nacre_keep_row(keeps + query, block * NACRE_BLOCK_ROWS + row, scores[row]);
        }
    }
    return end;
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
