/* Signs: the blocks, a query's levels, the rows that are kept, and the search that looks three times. */
#include <stdlib.h>

#include "ternary_levels.h"

enum {
    LEVELS = 32,     /* eight of them fit a byte */
    GROUP_TABLE = 16,
    TOGETHER = 4,    /* queries that share one reading of the blocks */
    SPARE_ROWS = 1024 /* room beyond the rows to keep, so that tightening is rare */
};

void nacre_sign_blocks(const int8_t *rows, size_t n, size_t d, size_t head, uint8_t *blocks)
{
    const size_t bytes = head / 8;
    size_t row, byte;
    int i;
    memset(blocks, 0, (n + NACRE_BLOCK_ROWS - 1) / NACRE_BLOCK_ROWS * NACRE_BLOCK_ROWS * bytes);
    for (row = 0; row < n; row++) {
        uint8_t *block = blocks + row / NACRE_BLOCK_ROWS * NACRE_BLOCK_ROWS * bytes + row % NACRE_BLOCK_ROWS;
        for (byte = 0; byte < bytes; byte++) {
            const int8_t *eight = rows + row * d + 8 * byte;
            unsigned bits = 0;
            for (i = 0; i < 8; i++)
                bits |= (unsigned)(eight[i] < 0) << i;
            block[NACRE_BLOCK_ROWS * byte] = (uint8_t)bits;
        }
    }
}

/* ---- Levels of a query ---------------------------------------------------------------------------------------- */

static int32_t group_reach(const int8_t *four)
{
    int32_t sum = 0;
    int i;
    for (i = 0; i < 4; i++)
        sum += four[i] < 0 ? -four[i] : four[i];
    return sum;
}

static void make_tables(const int8_t *query, size_t head, uint8_t *tables)
{
    int32_t reach, widest = 0;
    size_t g;
    int bits, i;
    for (g = 0; g < head / 4; g++)
        if ((reach = group_reach(query + 4 * g)) > widest)
            widest = reach;
    for (g = 0; g < head / 4; g++) {
        reach = group_reach(query + 4 * g);
        for (bits = 0; bits < GROUP_TABLE; bits++) {
            int32_t sum = reach;
            for (i = 0; i < 4; i++)
                sum += bits >> i & 1 ? -query[4 * g + i] : query[4 * g + i];
            tables[GROUP_TABLE * g + bits] =
                (uint8_t)(widest == 0 ? 0 : ((LEVELS - 1) * sum + widest) / (2 * widest));
        }
    }
}

/* ---- The rows that are kept ----------------------------------------------------------------------------------- */

/*
 * Leaves the `wanted` best, of equal scores the first, and raises the threshold to the worst of them: a later row of
 * that score would lose to it.
 */
static void tighten(nacre_keep *keep, size_t wanted, uint32_t *counts, size_t scores)
{
    size_t above = 0, equal, from, to = 0;
    int32_t score = (int32_t)scores - 1;
    if (keep->size < wanted || wanted == 0)
        return;
    memset(counts, 0, scores * sizeof *counts);
    for (from = 0; from < keep->size; from++)
        counts[keep->scores[from]]++;
    while (above + counts[score] < wanted)
        above += counts[score--];
    equal = wanted - above;
    for (from = 0; from < keep->size; from++) { /* without a branch, for half of the rows go */
        const int32_t each = keep->scores[from];
        const int tied = each == score && equal > 0;
        keep->rows[to] = keep->rows[from];
        keep->scores[to] = (uint16_t)each;
        to += (size_t)((each > score) | tied);
        equal -= (size_t)tied;
    }
    keep->size = to;
    keep->threshold = score;
}

/* Where things stand in the piece of workspace that each query of a group has, in bytes. */
typedef struct {
    size_t tables, rows, scores, counts, rounded, products, spare, values, finalists, size;
} layout;

static size_t in_eights(size_t bytes)
{
    return (bytes + 7) / 8 * 8;
}

static layout lay_out(size_t d, size_t head, size_t keep)
{
    const size_t room = 2 * keep + SPARE_ROWS;
    layout at;
    at.tables = 0;
    at.rows = at.tables + in_eights(head / 4 * GROUP_TABLE);
    at.scores = at.rows + in_eights(room * sizeof(uint32_t));
    at.counts = at.scores + in_eights(room * sizeof(uint16_t));
    at.rounded = at.counts + in_eights(((LEVELS - 1) * (head / 4) + 1) * sizeof(uint32_t));
    at.products = at.rounded + in_eights(d);
    at.spare = at.products + in_eights(keep * sizeof(int32_t));
    at.values = at.spare + in_eights(keep * sizeof(int32_t));
    at.finalists = at.values + in_eights(keep * sizeof(float));
    at.size = at.finalists + keep * sizeof(int64_t);
    return at;
}

size_t nacre_search_bytes(size_t queries, size_t d, size_t head, size_t keep)
{
    return (queries < TOGETHER ? queries : TOGETHER) * lay_out(d, head, keep).size;
}

/* The first look for 1, 2 or 4 queries, whose tables stand in their pieces of the workspace. */
static void scan_together(nacre_keep *keeps, size_t count, const layout *at, uint8_t *workspace, const uint8_t *blocks,
                          size_t n, size_t head, const uint8_t *live, size_t wanted)
{
    const size_t end = (n + NACRE_BLOCK_ROWS - 1) / NACRE_BLOCK_ROWS, scores = (LEVELS - 1) * (head / 4) + 1;
    const nacre_signs *signs = nacre_active_signs();
    size_t block = 0, i;
    for (i = 0; i < count; i++) {
        uint8_t *piece = workspace + i * at->size;
        keeps[i].tables = piece + at->tables;
        keeps[i].rows = (uint32_t *)(void *)(piece + at->rows);
        keeps[i].scores = (uint16_t *)(void *)(piece + at->scores);
        keeps[i].size = 0;
        keeps[i].room = 2 * wanted + SPARE_ROWS;
        keeps[i].threshold = -1;
    }
    while (block < end) {
        block = signs->scan(keeps, count, blocks, block, end, head, n, live);
        for (i = 0; i < count; i++)
            if (block == end || !nacre_has_room(keeps + i, 1))
                tighten(keeps + i, wanted, (uint32_t *)(void *)(workspace + i * at->size + at->counts), scores);
    }
}

size_t nacre_scan_signs(const int8_t *query, const uint8_t *blocks, size_t n, size_t head, const uint8_t *live,
                        size_t keep, void *workspace, int64_t *indices, int32_t *scores)
{
    const layout at = lay_out(0, head, keep);
    nacre_keep kept;
    size_t i;
    if (keep == 0)
        return 0;
    make_tables(query, head, (uint8_t *)workspace + at.tables);
    scan_together(&kept, 1, &at, workspace, blocks, n, head, live, keep);
    for (i = 0; i < kept.size; i++) {
        indices[i] = kept.rows[i];
        scores[i] = kept.scores[i];
    }
    return kept.size;
}

/* ---- The second and third look -------------------------------------------------------------------------------- */

static int by_number(const void *a, const void *b)
{
    const int64_t one = *(const int64_t *)a, other = *(const int64_t *)b;
    return (one > other) - (one < other);
}

/* Puts the best k of the rows that one query has kept into indices and best; how many they are. */
static size_t look_closer(const nacre_keep *kept, const layout *at, uint8_t *piece, const float *query,
                          const int8_t *rows, const float *scales, size_t n, size_t d, size_t k, int64_t *indices,
                          float *best)
{
    int32_t *products = (int32_t *)(void *)(piece + at->products), *spare = (int32_t *)(void *)(piece + at->spare);
    float *scores = (float *)(void *)(piece + at->values);
    int64_t *finalists = (int64_t *)(void *)(piece + at->finalists);
    size_t found = 2 * k + 16, i;
    if (found > kept->size)
        found = kept->size;
    nacre_active_signs()->products((const int8_t *)(piece + at->rounded), rows, kept->rows, kept->size, d, products);
    for (i = 0; i < kept->size; i++)
        scores[i] = (float)products[i] * scales[kept->rows[i]];
    nacre_top_k_float(scores, kept->size, NULL, found, finalists, spare);
    qsort(finalists, found, sizeof *finalists, by_number); /* rows are kept in rising order: so equal scores stay */
    for (i = 0; i < found; i++)
        finalists[i] = kept->rows[finalists[i]];
    nacre_dot_rows(query, rows, scales, n, d, finalists, found, scores);
    found = nacre_top_k_float(scores, found, NULL, k, indices, spare);
    for (i = 0; i < found; i++) {
        best[i] = scores[indices[i]];
        indices[i] = finalists[indices[i]];
    }
    return found;
}

void nacre_search(const float *queries, size_t count, const uint8_t *blocks, const int8_t *rows, const float *scales,
                  size_t n, size_t d, size_t head, const uint8_t *live, size_t keep, size_t k, void *workspace,
                  int64_t *indices, float *best, int64_t *found)
{
    const layout at = lay_out(d, head, keep);
    uint8_t *pieces = workspace;
    nacre_keep kept[TOGETHER];
    size_t first, some, i;
    for (first = 0; first < count; first += some) {
        some = count - first >= TOGETHER ? TOGETHER : count - first >= 2 ? 2 : 1;
        for (i = 0; i < some; i++) {
            uint8_t *piece = pieces + i * at.size;
            float scale;
            nacre_quantise(queries + (first + i) * d, 1, d, (int8_t *)(piece + at.rounded), &scale);
            make_tables((const int8_t *)(piece + at.rounded), head, piece + at.tables);
        }
        scan_together(kept, some, &at, pieces, blocks, n, head, live, keep);
        for (i = 0; i < some; i++)
            found[first + i] =
                (int64_t)look_closer(kept + i, &at, pieces + i * at.size, queries + (first + i) * d, rows, scales, n, d,
                                     k, indices + (first + i) * k, best + (first + i) * k);
    }
}

NACRE_INLINE uint64_t word_at(const uint8_t *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

uint64_t nacre_read(const uint8_t *bytes, size_t size)
{
    uint64_t a = 0, b = 0, c = 0, d = 0;
    size_t at;
    for (at = 0; at + 32 <= size; at += 32) {
        a ^= word_at(bytes + at);
        b ^= word_at(bytes + at + 8);
        c ^= word_at(bytes + at + 16);
        d ^= word_at(bytes + at + 24);
    }
    for (; at + 8 <= size; at += 8)
        a ^= word_at(bytes + at);
    return a ^ b ^ c ^ d;
}
