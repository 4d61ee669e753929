/* The algebra with Advanced SIMD of 64-bit ARM: logic on 128 components at a time, counters four at a time. */
#include "ternary_levels.h"

#if NACRE_HAS_NEON

#include <arm_neon.h>

#define LANES_TARGET
#define LANE_BYTES 16
typedef uint8x16_t lanes;

NACRE_INLINE lanes load_lanes(const uint8_t *bytes)
{
    return vld1q_u8(bytes);
}

NACRE_INLINE void store_lanes(uint8_t *bytes, lanes value)
{
    vst1q_u8(bytes, value);
}

NACRE_INLINE lanes lanes_and(lanes a, lanes b)
{
    return vandq_u8(a, b);
}

NACRE_INLINE lanes lanes_andnot(lanes a, lanes b)
{
    return vbicq_u8(b, a);
}

NACRE_INLINE lanes lanes_xor(lanes a, lanes b)
{
    return veorq_u8(a, b);
}

NACRE_INLINE lanes full_adder(lanes *sum, lanes a, lanes b)
{
    const lanes either = veorq_u8(a, b), carry = vbslq_u8(either, *sum, a);
    *sum = veorq_u8(*sum, either);
    return carry;
}

#include "ternary_slices.h"

static void neon_bind(const uint8_t *mask, const uint8_t *sign, const uint8_t *key, size_t bytes, uint8_t *out_mask,
                      uint8_t *out_sign)
{
    const size_t at = lane_bind(mask, sign, key, bytes, out_mask, out_sign);
    nacre_bind_words(mask + at, sign + at, key + at, bytes - at, out_mask + at, out_sign + at);
}

static void neon_add_sixteen(const uint8_t *const codes[NACRE_SIXTEEN], size_t plane, uint8_t *slices)
{
    nacre_add_sixteen_words(codes, lane_add_sixteen(codes, 0, plane, slices), plane, slices);
}

/* ---- Planes into counters --------------------------------------------------------------------------------------- */

/* The counts of 16 components, one in each byte. */
NACRE_INLINE uint8x16_t sliced_counts(const uint8_t *slices, size_t plane)
{
    const uint8x16_t bits = vreinterpretq_u8_u64(vdupq_n_u64(UINT64_C(0x8040201008040201)));
    uint8x16_t counts = vdupq_n_u8(0);
    int bit;
    for (bit = NACRE_SLICES - 1; bit >= 0; bit--) {
        const uint8_t *slice = slices + (size_t)bit * plane;
        const uint8x16_t own = vcombine_u8(vdup_n_u8(slice[0]), vdup_n_u8(slice[1]));
        counts = vsubq_u8(vaddq_u8(counts, counts), vtstq_u8(own, bits)); /* a set bit gives -1 */
    }
    return counts;
}

/* counters += weight * (2 * plus - nonzeros) for eight components. */
NACRE_INLINE void add_counts(int32_t *counters, uint8x8_t plus, uint8x8_t nonzeros, int32_t weight)
{
    const int16x8_t sums = vreinterpretq_s16_u16(vsubw_u8(vshll_n_u8(plus, 1), nonzeros));
    vst1q_s32(counters, vmlaq_n_s32(vld1q_s32(counters), vmovl_s16(vget_low_s16(sums)), weight));
    vst1q_s32(counters + 4, vmlaq_n_s32(vld1q_s32(counters + 4), vmovl_s16(vget_high_s16(sums)), weight));
}

static void neon_widen(const uint8_t *slices, size_t plane, int32_t weight, int32_t *counters)
{
    size_t at;
    for (at = 0; at < plane; at += 2) {
        const uint8x16_t nonzeros = sliced_counts(slices + at, plane);
        const uint8x16_t plus = sliced_counts(slices + NACRE_SLICES * plane + at, plane);
        add_counts(counters + 8 * at, vget_low_u8(plus), vget_low_u8(nonzeros), weight);
        add_counts(counters + 8 * at + 8, vget_high_u8(plus), vget_high_u8(nonzeros), weight);
    }
}

/* -1 in the lanes whose bit of the byte is 1; `part` 0 for its bits 0 to 3, 1 for 4 to 7. */
NACRE_INLINE int32x4_t chosen(uint8_t byte, int part)
{
    static const int32_t bits[8] = {1, 2, 4, 8, 16, 32, 64, 128};
    return vreinterpretq_s32_u32(vtstq_s32(vdupq_n_s32(byte), vld1q_s32(bits + 4 * part)));
}

static void neon_negate(const int32_t *counters, const uint8_t *key, size_t count, int32_t *out)
{
    size_t i;
    for (i = 0; i < count; i += 4) {
        const int32x4_t flip = chosen(key[i / 8], i % 8 == 4);
        vst1q_s32(out + i, vsubq_s32(veorq_s32(vld1q_s32(counters + i), flip), flip));
    }
}

static void neon_add_code(const uint8_t *code, size_t d, int32_t weight, int32_t *counters)
{
    size_t i;
    for (i = 0; i < d; i += 4) {
        const int32x4_t kept = chosen(code[i / 8], i % 8 == 4), minus = chosen(code[d / 8 + i / 8], i % 8 == 4);
        const int32x4_t term = vsubq_s32(veorq_s32(vdupq_n_s32(weight), minus), minus);
        vst1q_s32(counters + i, vaddq_s32(vld1q_s32(counters + i), vandq_s32(term, kept)));
    }
}

static int64_t neon_peak(const int32_t *counters, size_t count)
{
    uint32x4_t peak = vdupq_n_u32(0); /* |-2^31| is 2^31 as an unsigned number */
    size_t i;
    for (i = 0; i < count; i += 4)
        peak = vmaxq_u32(peak, vreinterpretq_u32_s32(vabsq_s32(vld1q_s32(counters + i))));
    return vmaxvq_u32(peak);
}

const nacre_algebra nacre_algebra_neon = {neon_bind, neon_negate, neon_add_sixteen, neon_widen, neon_add_code,
                                          neon_peak};

#else
typedef int nacre_no_neon_algebra_here; /* a file must hold something */
#endif
