/*
 * Inside the kernel only: the loops of the algebra that are nothing but logic on planes, written once for registers of
 * any width. A level's file includes it after these definitions:
 *   LANES_TARGET      the attribute of functions that use the registers, or nothing
 *   LANE_BYTES        width of a register, a multiple of 8
 *   lanes             its type
 *   load_lanes(bytes), store_lanes(bytes, value)   at any address
 *   lanes_and(a, b), lanes_andnot(a, b) for ~a & b, lanes_xor(a, b)
 *   full_adder(sum, a, b): *sum becomes *sum ^ a ^ b; returns the carry, the majority of the three.
 * and has lane_bind and lane_add_sixteen for the whole registers of a plane. The words behind them, fewer than a register
 * holds, are left to nacre_bind_words and nacre_add_sixteen_words of the scalar level.
 */
#ifndef NACRE_TERNARY_SLICES_H
#define NACRE_TERNARY_SLICES_H

#include "ternary_levels.h"

/* ---- Sixteen codes into bit slices, by carry-save adders in the shape of Harley and Seal's counter --------------- */

/* The bits that a code adds to one of the two counts: its nonzeros, or its +1s. */
NACRE_INLINE LANES_TARGET lanes slice_input(const uint8_t *code, size_t at, size_t plane, int plus)
{
    const lanes mask = load_lanes(code + at);
    return plus ? lanes_andnot(load_lanes(code + plane + at), mask) : mask;
}

/* Each of these adds to the counts of weight 1, 2, 4 and 8 in `sums` and returns the carry out of its highest. */
NACRE_INLINE LANES_TARGET lanes add_two(const uint8_t *const *codes, size_t at, size_t plane, int plus, lanes *sums)
{
    return full_adder(sums, slice_input(codes[0], at, plane, plus), slice_input(codes[1], at, plane, plus));
}

NACRE_INLINE LANES_TARGET lanes add_four(const uint8_t *const *codes, size_t at, size_t plane, int plus, lanes *sums)
{
    const lanes first = add_two(codes, at, plane, plus, sums);
    return full_adder(sums + 1, first, add_two(codes + 2, at, plane, plus, sums));
}

NACRE_INLINE LANES_TARGET lanes add_eight(const uint8_t *const *codes, size_t at, size_t plane, int plus, lanes *sums)
{
    const lanes first = add_four(codes, at, plane, plus, sums);
    return full_adder(sums + 2, first, add_four(codes + 4, at, plane, plus, sums));
}

NACRE_INLINE LANES_TARGET lanes add_all(const uint8_t *const *codes, size_t at, size_t plane, int plus, lanes *sums)
{
    const lanes first = add_eight(codes, at, plane, plus, sums);
    return full_adder(sums + 3, first, add_eight(codes + 8, at, plane, plus, sums));
}

NACRE_INLINE LANES_TARGET void add_to_count(const uint8_t *const *codes, size_t at, size_t plane, int plus,
                                            uint8_t *slices)
{
    lanes sums[4], carry;
    size_t bit;
    for (bit = 0; bit < 4; bit++)
        sums[bit] = load_lanes(slices + bit * plane + at);
    carry = add_all(codes, at, plane, plus, sums);
    for (bit = 0; bit < 4; bit++)
        store_lanes(slices + bit * plane + at, sums[bit]);
    for (; bit < NACRE_SLICES; bit++) {
        const lanes slice = load_lanes(slices + bit * plane + at);
        store_lanes(slices + bit * plane + at, lanes_xor(slice, carry));
        carry = lanes_and(slice, carry);
    }
}

/* Returns how many bytes of each plane were done: the whole registers from `first` on. */
NACRE_INLINE LANES_TARGET size_t lane_add_sixteen(const uint8_t *const codes[NACRE_SIXTEEN], size_t first,
                                                  size_t plane, uint8_t *slices)
{
    size_t at = first;
    for (; at + LANE_BYTES <= plane; at += LANE_BYTES) {
        add_to_count(codes, at, plane, 0, slices);
        add_to_count(codes, at, plane, 1, slices + NACRE_SLICES * plane);
    }
    return at;
}

/* ---- Bind ------------------------------------------------------------------------------------------------------- */

/* As `bind` in nacre_algebra; returns how many bytes were done: the whole registers. */
NACRE_INLINE LANES_TARGET size_t lane_bind(const uint8_t *mask, const uint8_t *sign, const uint8_t *key, size_t bytes,
                                           uint8_t *out_mask, uint8_t *out_sign)
{
    size_t at = 0;
    for (; at + LANE_BYTES <= bytes; at += LANE_BYTES) {
        const lanes kept = load_lanes(mask + at);
        store_lanes(out_mask + at, kept);
        store_lanes(out_sign + at, lanes_and(lanes_xor(load_lanes(sign + at), load_lanes(key + at)), kept));
    }
    return at;
}

#endif
