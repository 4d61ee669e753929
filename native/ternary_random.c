/* Keys and codes from seeds: the item memory, made again wherever it is needed instead of stored. */
#include "ternary_levels.h"

enum { FOR_KEYS = 1, FOR_CODES = 2 }; /* purposes: the same seed gives unrelated draws */

/* The finaliser of splitmix64. */
NACRE_INLINE uint64_t mix(uint64_t value)
{
    value = (value ^ value >> 30) * UINT64_C(0xBF58476D1CE4E5B9);
    value = (value ^ value >> 27) * UINT64_C(0x94D049BB133111EB);
    return value ^ value >> 31;
}

NACRE_INLINE uint64_t draw(uint64_t *state)
{
    *state += UINT64_C(0x9E3779B97F4A7C15);
    return mix(*state);
}

NACRE_INLINE uint64_t draw_below(uint64_t *state, uint64_t limit)
{
    return (draw(state) >> 32) * limit >> 32;
}

void nacre_random_keys(const uint64_t *seeds, size_t k, size_t d, int32_t *rotations, uint8_t *signs)
{
    size_t i, at;
    for (i = 0; i < k; i++, signs += d / 8) {
        uint64_t state = mix(mix(seeds[i]) + FOR_KEYS);
        rotations[i] = (int32_t)draw_below(&state, d / 64);
        for (at = 0; at < d / 8; at += 8)
            nacre_store_word(signs + at, draw(&state));
    }
}

/* Sets `wanted` different bits of a plane of zeros. Bit by bit a byte: the byte order does not matter. */
static void choose_components(uint64_t *state, size_t d, size_t wanted, uint8_t *plane)
{
    size_t chosen = 0;
    while (chosen < wanted) {
        const uint64_t at = draw_below(state, d);
        const unsigned before = plane[at / 8], after = before | 1u << (at % 8);
        plane[at / 8] = (uint8_t)after;
        chosen += after != before; /* no branch: a third of the draws of a dense code hit what is chosen already */
    }
}

static void random_code(uint64_t seed, size_t d, size_t nnz, uint8_t *code)
{
    const uint64_t invert = 2 * nnz > d ? UINT64_MAX : 0;
    uint64_t state = mix(mix(seed) + FOR_CODES);
    size_t at;
    memset(code, 0, d / 8);
    choose_components(&state, d, invert != 0 ? d - nnz : nnz, code);
    for (at = 0; at < d / 8; at += 8) {
        const uint64_t mask = nacre_load_word(code + at) ^ invert;
        nacre_store_word(code + at, mask);
        nacre_store_word(code + d / 8 + at, draw(&state) & mask);
    }
}

void nacre_random_codes(const uint64_t *seeds, size_t n, size_t d, size_t nnz, uint8_t *codes)
{
    size_t i;
    for (i = 0; i < n; i++)
        random_code(seeds[i], d, nnz, codes + i * (d / 4));
}
