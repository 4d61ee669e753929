/* The reference level: portable C, right on every machine. */
#include "ternary_levels.h"

NACRE_INLINE uint64_t load_word(const uint8_t *bytes)
{
    uint64_t word; /* counting bits does not mind the byte order, so no swap on big-endian machines */
    memcpy(&word, bytes, sizeof word);
    return word;
}

/* Number of ones; without the popcnt instruction, which the base of x86-64 lacks. */
NACRE_INLINE int32_t popcount(uint64_t word)
{
    word -= (word >> 1) & UINT64_C(0x5555555555555555);
    word = (word & UINT64_C(0x3333333333333333)) + ((word >> 2) & UINT64_C(0x3333333333333333));
    word = (word + (word >> 4)) & UINT64_C(0x0F0F0F0F0F0F0F0F);
    return (int32_t)((word * UINT64_C(0x0101010101010101)) >> 56);
}

static void scalar_dot(const uint8_t *query, const uint8_t *codes, size_t n, size_t d, int32_t *out)
{
    const size_t plane = d / 8;
    size_t i, at;
    for (i = 0; i < n; i++, codes += 2 * plane) {
        int32_t both = 0, opposed = 0;
        for (at = 0; at < plane; at += 8) {
            const uint64_t mask = load_word(query + at) & load_word(codes + at);
            both += popcount(mask);
            opposed += popcount(mask & (load_word(query + plane + at) ^ load_word(codes + plane + at)));
        }
        out[i] = both - 2 * opposed;
    }
}

/* workspace: for each byte of a plane, the sum of its eight components over every subset (256 int16). */
static void scalar_prepare(const int8_t *query, size_t d, void *workspace)
{
    int16_t *sums = (int16_t *)workspace;
    size_t byte;
    int subset, bit;
    for (byte = 0; byte < d / 8; byte++, query += 8, sums += 256) {
        sums[0] = 0;
        for (bit = 0; bit < 8; bit++)
            for (subset = 0; subset < 1 << bit; subset++)
                sums[(1 << bit) + subset] = (int16_t)(sums[subset] + query[bit]);
    }
}

static void scalar_dot_prepared(const void *workspace, const uint8_t *codes, size_t n, size_t d, int32_t *out)
{
    const size_t plane = d / 8;
    size_t i, byte;
    for (i = 0; i < n; i++, codes += 2 * plane) {
        const int16_t *sums = (const int16_t *)workspace;
        int32_t score = 0;
        for (byte = 0; byte < plane; byte++, sums += 256) {
            const uint8_t mask = codes[byte], sign = codes[plane + byte];
            score += sums[mask & (uint8_t)~sign] - sums[mask & sign];
        }
        out[i] = score;
    }
}

static float scalar_dot_row(const float *query, const int8_t *row, size_t d)
{
    float lanes[NACRE_FLOAT_LANES] = {0};
    size_t i, lane, half;
    for (i = 0; i < d; i += NACRE_FLOAT_LANES)
        for (lane = 0; lane < NACRE_FLOAT_LANES; lane++)
            lanes[lane] += query[i + lane] * (float)row[i + lane];
    for (half = NACRE_FLOAT_LANES / 2; half > 0; half /= 2)
        for (lane = 0; lane < half; lane++)
            lanes[lane] += lanes[lane + half];
    return lanes[0];
}

const nacre_kernel nacre_kernel_scalar = {scalar_dot, scalar_prepare, scalar_dot_prepared, scalar_dot_row};
