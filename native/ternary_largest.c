/* The code of the components that are largest by magnitude, of counters and of floats alike. */
#include "ternary_levels.h"

enum { FLAGS_BLOCK = 64 }; /* components of a word */

/*
 * The nnz-th largest rank, or 0 where fewer are not negative: found bit by bit from the top bit of
 * the highest: a bit of the threshold is set when at least nnz ranks reach it. Where exactly nnz do, lower bits would
 * change nothing.
 */
static int32_t threshold_of(const int32_t *ranks, size_t d, int32_t nnz)
{
    int32_t highest = 0, threshold = 0, bit = 1;
    size_t i;
    for (i = 0; i < d; i++)
        highest = ranks[i] > highest ? ranks[i] : highest;
    while (bit <= highest / 2)
        bit *= 2;
    for (; bit > 0; bit /= 2) {
        const int32_t candidate = threshold | bit;
        int32_t reached = 0;
        for (i = 0; i < d; i++)
            reached += ranks[i] >= candidate;
        if (reached >= nnz)
            threshold = candidate;
        if (reached == nnz)
            break;
    }
    return threshold;
}

/* Bit i of the word: whether flags[i] is 1. */
NACRE_INLINE uint64_t gather_flags(const uint8_t flags[FLAGS_BLOCK])
{
    uint64_t word = 0;
    int byte;
    for (byte = 0; byte < 8; byte++)
        word |= (nacre_load_word(flags + 8 * byte) * UINT64_C(0x0102040810204080) >> 56) << 8 * byte;
    return word;
}

/* The lowest `most` ones of a word. */
static uint64_t lowest_ones(uint64_t word, int32_t most)
{
    uint64_t rest = word;
    for (; most > 0 && rest != 0; most--)
        rest &= rest - 1;
    return word ^ rest;
}

static int32_t count_ones(uint64_t word)
{
    int32_t ones = 0;
    for (; word != 0; word &= word - 1)
        ones++;
    return ones;
}

/* Whether value i of int32 or float values has its sign bit set. */
NACRE_INLINE uint8_t is_negative(const void *values, size_t i)
{
    int32_t bits;
    memcpy(&bits, (const char *)values + i * sizeof bits, sizeof bits);
    return bits < 0;
}

void nacre_keep_largest(const int32_t *ranks, const void *values, size_t d, int32_t nnz, uint8_t *code)
{
    uint8_t above[FLAGS_BLOCK], equal[FLAGS_BLOCK], minus[FLAGS_BLOCK];
    int32_t threshold, ties = nnz; /* how many at the threshold may still be kept */
    size_t at, i;
    threshold = threshold_of(ranks, d, nnz);
    for (i = 0; i < d; i++)
        ties -= ranks[i] > threshold;
    for (at = 0; at < d; at += FLAGS_BLOCK) {
        uint64_t tied, kept;
        for (i = 0; i < FLAGS_BLOCK; i++) {
            above[i] = ranks[at + i] > threshold;
            equal[i] = ranks[at + i] == threshold;
            minus[i] = is_negative(values, at + i);
        }
        tied = lowest_ones(gather_flags(equal), ties);
        ties -= count_ones(tied);
        kept = gather_flags(above) | tied;
        nacre_store_word(code + at / 8, kept);
        nacre_store_word(code + (d + at) / 8, kept & gather_flags(minus));
    }
}
