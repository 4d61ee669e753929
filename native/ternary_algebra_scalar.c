/* The reference level of the algebra: portable C on 64-bit words, right on every machine. */
#include "ternary_levels.h"

#define LANES_TARGET
#define LANE_BYTES 8
typedef uint64_t lanes; /* logic does not mind the byte order */

NACRE_INLINE lanes load_lanes(const uint8_t *bytes)
{
    lanes value;
    memcpy(&value, bytes, sizeof value);
    return value;
}

NACRE_INLINE void store_lanes(uint8_t *bytes, lanes value)
{
    memcpy(bytes, &value, sizeof value);
}

NACRE_INLINE lanes lanes_and(lanes a, lanes b)
{
    return a & b;
}

NACRE_INLINE lanes lanes_andnot(lanes a, lanes b)
{
    return ~a & b;
}

NACRE_INLINE lanes lanes_xor(lanes a, lanes b)
{
    return a ^ b;
}

NACRE_INLINE lanes full_adder(lanes *sum, lanes a, lanes b)
{
    const lanes either = a ^ b, carry = (a & b) | (either & *sum);
    *sum ^= either;
    return carry;
}

#include "ternary_slices.h"

void nacre_bind_words(const uint8_t *mask, const uint8_t *sign, const uint8_t *key, size_t bytes, uint8_t *out_mask,
                      uint8_t *out_sign)
{
    lane_bind(mask, sign, key, bytes, out_mask, out_sign);
}

void nacre_add_sixteen_words(const uint8_t *const codes[NACRE_SIXTEEN], size_t first, size_t plane, uint8_t *slices)
{
    lane_add_sixteen(codes, first, plane, slices);
}

static void scalar_add_sixteen(const uint8_t *const codes[NACRE_SIXTEEN], size_t plane, uint8_t *slices)
{
    lane_add_sixteen(codes, 0, plane, slices);
}

/* Bit j of `bits` as byte j of a number. */
NACRE_INLINE uint64_t spread(uint8_t bits)
{
    const uint64_t own = (uint64_t)bits * UINT64_C(0x0101010101010101) & UINT64_C(0x8040201008040201);
    return (own + UINT64_C(0x7F7F7F7F7F7F7F7F)) >> 7 & UINT64_C(0x0101010101010101);
}

/* The counts of the eight components in one byte of the planes, one in each byte. */
NACRE_INLINE uint64_t sliced_counts(const uint8_t *slices, size_t plane)
{
    uint64_t counts = 0;
    int bit;
    for (bit = 0; bit < NACRE_SLICES; bit++)
        counts += spread(slices[(size_t)bit * plane]) << bit;
    return counts;
}

static void scalar_widen(const uint8_t *slices, size_t plane, int32_t weight, int32_t *counters)
{
    size_t at;
    int i;
    for (at = 0; at < plane; at++) {
        const uint64_t nonzeros = sliced_counts(slices + at, plane);
        const uint64_t plus = sliced_counts(slices + NACRE_SLICES * plane + at, plane);
        for (i = 0; i < 8; i++)
            counters[8 * at + (size_t)i] +=
                weight * (2 * (int32_t)(plus >> 8 * i & 255) - (int32_t)(nonzeros >> 8 * i & 255));
    }
}

static void scalar_negate(const int32_t *counters, const uint8_t *key, size_t count, int32_t *out)
{
    size_t i;
    for (i = 0; i < count; i++) {
        const uint32_t flip = 0 - ((uint32_t)key[i / 8] >> (i % 8) & 1);
        out[i] = (int32_t)(((uint32_t)counters[i] ^ flip) - flip);
    }
}

static void scalar_add_code(const uint8_t *code, size_t d, int32_t weight, int32_t *counters)
{
    const uint8_t *signs = code + d / 8;
    size_t i;
    for (i = 0; i < d; i++) {
        const int32_t kept = -(code[i / 8] >> (i % 8) & 1), minus = -(signs[i / 8] >> (i % 8) & 1);
        counters[i] += ((weight ^ minus) - minus) & kept;
    }
}

static int64_t scalar_peak(const int32_t *counters, size_t count)
{
    int32_t highest = 0, lowest = 0;
    size_t i;
    for (i = 0; i < count; i++) {
        highest = counters[i] > highest ? counters[i] : highest;
        lowest = counters[i] < lowest ? counters[i] : lowest;
    }
    return highest > -(int64_t)lowest ? highest : -(int64_t)lowest;
}

const nacre_algebra nacre_algebra_scalar = {nacre_bind_words, scalar_negate,   scalar_add_sixteen,
                                            scalar_widen,     scalar_add_code, scalar_peak};
