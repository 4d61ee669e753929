/*
 * Advanced SIMD of 64-bit ARM. Popcount by vcnt for ternary queries; for int8 queries the planes are woven into 2-bit
 * codes u = 1 + component, multiplied by the query, and the query's own sum is taken off at the end. A plane is walked
 * in pieces of 16 bytes, and a last one of 8 with zeros behind it.
 */
#include "ternary_levels.h"

#if NACRE_HAS_NEON

#include <arm_neon.h>

/* A prepared query: the sum of its components as int32, and from byte SLICES_AT on its slices (see prepare_piece). */
enum { SLICES_AT = 16 };

NACRE_INLINE uint8x16_t load_piece(const uint8_t *bytes, size_t rest)
{
    return rest >= 16 ? vld1q_u8(bytes) : vcombine_u8(vld1_u8(bytes), vdup_n_u8(0));
}

/* ---- ternary query -------------------------------------------------------------------------------------------- */

static void neon_dot(const uint8_t *query, const uint8_t *codes, size_t n, size_t d, int32_t *out)
{
    const size_t plane = d / 8;
    size_t i, at;
    for (i = 0; i < n; i++, codes += 2 * plane) {
        uint16x8_t both = vdupq_n_u16(0), opposed = both; /* at most 16 a piece and 512 pieces */
        for (at = 0; at < plane; at += 16) {
            const size_t rest = plane - at;
            const uint8x16_t mask = vandq_u8(load_piece(query + at, rest), load_piece(codes + at, rest));
            const uint8x16_t differ =
                veorq_u8(load_piece(query + plane + at, rest), load_piece(codes + plane + at, rest));
            both = vpadalq_u8(both, vcntq_u8(mask));
            opposed = vpadalq_u8(opposed, vcntq_u8(vandq_u8(mask, differ)));
        }
        out[i] = (int32_t)vaddlvq_u16(both) - 2 * (int32_t)vaddlvq_u16(opposed);
    }
}

/* ---- int8 query ----------------------------------------------------------------------------------------------- */

/* Four slices of even components (bits 0, 2, 4, 6 of each byte), then four of odd ones; 0 behind the end. */
static void prepare_piece(const int8_t *query, size_t bytes, int8_t *slices)
{
    size_t byte;
    int pair, odd;
    for (odd = 0; odd < 2; odd++)
        for (pair = 0; pair < 4; pair++, slices += 16)
            for (byte = 0; byte < 16; byte++)
                slices[byte] = byte < bytes ? query[8 * byte + (size_t)(2 * pair + odd)] : 0;
}

static void neon_prepare(const int8_t *query, size_t d, void *workspace)
{
    const size_t plane = d / 8;
    int8_t *slices = (int8_t *)workspace + SLICES_AT;
    int32_t sum = 0;
    size_t at, i;
    for (i = 0; i < d; i++)
        sum += query[i];
    memcpy(workspace, &sum, sizeof sum);
    for (at = 0; at < plane; at += 16, slices += 128)
        prepare_piece(query + 8 * at, plane - at, slices);
}

/* Adds u * q of sixteen components; a lane stays within +-4,096 over the sixteen additions of a piece. */
NACRE_INLINE int16x8_t add_slice(int16x8_t sums, uint8x16_t codes, const int8_t *slice)
{
    const int8x16_t u = vreinterpretq_s8_u8(vandq_u8(codes, vdupq_n_u8(3))), q = vld1q_s8(slice);
    return vmlal_s8(vmlal_s8(sums, vget_low_s8(u), vget_low_s8(q)), vget_high_s8(u), vget_high_s8(q));
}

NACRE_INLINE int16x8_t add_slices(int16x8_t sums, uint8x16_t codes, const int8_t *slices)
{
    sums = add_slice(sums, codes, slices);
    sums = add_slice(sums, vshrq_n_u8(codes, 2), slices + 16);
    sums = add_slice(sums, vshrq_n_u8(codes, 4), slices + 32);
    return add_slice(sums, vshrq_n_u8(codes, 6), slices + 48);
}

static void neon_dot_prepared(const void *workspace, const uint8_t *codes, size_t n, size_t d, int32_t *out)
{
    const uint8x16_t even = vdupq_n_u8(0x55);
    const size_t plane = d / 8;
    int32_t sum;
    size_t i, at;
    memcpy(&sum, workspace, sizeof sum);
    for (i = 0; i < n; i++, codes += 2 * plane) {
        const int8_t *slices = (const int8_t *)workspace + SLICES_AT;
        int32x4_t total = vdupq_n_s32(0);
        for (at = 0; at < plane; at += 16, slices += 128) {
            const uint8x16_t mask = load_piece(codes + at, plane - at);
            const uint8x16_t plus = vbicq_u8(mask, load_piece(codes + plane + at, plane - at));
            const uint8x16_t zero = vmvnq_u8(mask);
            const uint8x16_t even_codes = vorrq_u8(vshlq_n_u8(vandq_u8(plus, even), 1), vandq_u8(zero, even));
            const uint8x16_t odd_codes = vorrq_u8(vbicq_u8(plus, even), vandq_u8(vshrq_n_u8(zero, 1), even));
            int16x8_t sums = add_slices(vdupq_n_s16(0), even_codes, slices);
            sums = add_slices(sums, odd_codes, slices + 64);
            total = vpadalq_s16(total, sums);
        }
        out[i] = vaddvq_s32(total) - sum;
    }
}

/* ---- int8 rows ------------------------------------------------------------------------------------------------ */

static float neon_dot_row(const float *query, const int8_t *row, size_t d)
{
    float32x4_t lanes[8];
    float32x2_t two;
    size_t i, part;
    for (part = 0; part < 8; part++)
        lanes[part] = vdupq_n_f32(0.0f);
    for (i = 0; i < d; i += NACRE_FLOAT_LANES)
        for (part = 0; part < 8; part += 2) {
            const int16x8_t wide = vmovl_s8(vld1_s8(row + i + 4 * part));
            const float32x4_t low = vcvtq_f32_s32(vmovl_s16(vget_low_s16(wide)));
            const float32x4_t high = vcvtq_f32_s32(vmovl_s16(vget_high_s16(wide)));
            lanes[part] = vaddq_f32(lanes[part], vmulq_f32(vld1q_f32(query + i + 4 * part), low));
            lanes[part + 1] = vaddq_f32(lanes[part + 1], vmulq_f32(vld1q_f32(query + i + 4 * part + 4), high));
        }
    for (part = 0; part < 4; part++)
        lanes[part] = vaddq_f32(lanes[part], lanes[part + 4]);
    lanes[0] = vaddq_f32(vaddq_f32(lanes[0], lanes[2]), vaddq_f32(lanes[1], lanes[3]));
    two = vadd_f32(vget_low_f32(lanes[0]), vget_high_f32(lanes[0]));
    return vget_lane_f32(two, 0) + vget_lane_f32(two, 1);
}

const nacre_kernel nacre_kernel_neon = {neon_dot, neon_prepare, neon_dot_prepared, neon_dot_row};

#else
typedef int nacre_no_neon_here; /* a file must hold something */
#endif
