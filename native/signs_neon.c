/* Signs with Advanced SIMD: 16 rows of a byte are one register, and its halves look up 16 levels at a time (tbl). */
#include "ternary_levels.h"

#if NACRE_HAS_NEON

#include <arm_neon.h>

enum { STEP = 4 }; /* bytes of a row whose eight levels are added up before they are widened */

NACRE_INLINE int score_block(const nacre_keep *keep, const uint8_t *block, size_t bytes, uint16_t *scores)
{
    const uint8_t *tables = keep->tables;
    const uint8x16_t low = vdupq_n_u8(15);
    uint16x8_t wide[4];
    size_t byte, half, i;
    for (i = 0; i < 4; i++)
        wide[i] = vdupq_n_u16(0);
    for (byte = 0; byte < bytes; byte += STEP)
        for (half = 0; half < 2; half++) {
            uint8x16_t sum = vdupq_n_u8(0);
            for (i = byte; i < byte + STEP; i++) {
                const uint8x16_t signs = vld1q_u8(block + i * NACRE_BLOCK_ROWS + 16 * half);
                sum = vaddq_u8(sum, vqtbl1q_u8(vld1q_u8(tables + 32 * i), vandq_u8(signs, low)));
                sum = vaddq_u8(sum, vqtbl1q_u8(vld1q_u8(tables + 32 * i + 16), vshrq_n_u8(signs, 4)));
            }
            wide[2 * half] = vaddw_u8(wide[2 * half], vget_low_u8(sum));
            wide[2 * half + 1] = vaddw_u8(wide[2 * half + 1], vget_high_u8(sum));
        }
    for (i = 0; i < 4; i++)
        vst1q_u16(scores + 8 * i, wide[i]);
    return (int32_t)vmaxvq_u16(vmaxq_u16(vmaxq_u16(wide[0], wide[1]), vmaxq_u16(wide[2], wide[3]))) > keep->threshold;
}

static size_t neon_scan(nacre_keep *keeps, size_t count, const uint8_t *blocks, size_t first, size_t end, size_t head,
                        size_t n, const uint8_t *live)
{
    return nacre_scan_singly(score_block, keeps, count, blocks, first, end, head, n, live);
}

static void neon_products(const int8_t *query, const int8_t *rows, const uint32_t *indices, size_t count, size_t d,
                          int32_t *out)
{
    size_t j, i;
    for (j = 0; j < count; j++) {
        const int8_t *row = rows + (size_t)indices[j] * d;
        int32x4_t sums = vdupq_n_s32(0);
        for (i = 0; i < d; i += 16) {
            const int8x16_t a = vld1q_s8(query + i), b = vld1q_s8(row + i);
            sums = vpadalq_s16(sums, vmull_s8(vget_low_s8(a), vget_low_s8(b)));
            sums = vpadalq_s16(sums, vmull_s8(vget_high_s8(a), vget_high_s8(b)));
        }
        out[j] = vaddvq_s32(sums);
    }
}

const nacre_signs nacre_signs_neon = {neon_scan, neon_products};

#else
typedef int nacre_no_neon_signs_here; /* a file must hold something */
#endif
