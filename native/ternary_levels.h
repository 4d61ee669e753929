/* Inside the kernel only: the tables that each level fills, and what the levels share. */
#ifndef NACRE_TERNARY_LEVELS_H
#define NACRE_TERNARY_LEVELS_H

#include <string.h>
#if defined(_MSC_VER) && !defined(__clang__)
#include <intrin.h>
#endif

#include "ternary.h"
#include "ternary_algebra.h"

/* 32-bit x86 stays scalar: its x87 floats would not give the same bits. */
#if defined(__x86_64__) || (defined(_M_X64) && !defined(_M_ARM64EC))
#define NACRE_HAS_AVX2 1
#else
#define NACRE_HAS_AVX2 0
#endif

/* A build may say itself, by -D, that it has one of the levels below: tests emulate what their machine lacks. */

/* AVX-512 with VNNI takes a compiler that knows it. Clang in the guise of MSVC hides it from plain files. */
#ifndef NACRE_HAS_AVX512
#if NACRE_HAS_AVX2 && (__GNUC__ >= 8 || (__clang_major__ >= 10 && !defined(_MSC_VER)) || \
                       (_MSC_VER >= 1920 && !defined(__clang__)))
#define NACRE_HAS_AVX512 1
#else
#define NACRE_HAS_AVX512 0
#endif
#endif

/* Advanced SIMD belongs to the base of 64-bit ARM, so it is chosen when compiling. Big-endian ARM stays scalar. */
#ifndef NACRE_HAS_NEON
#if (defined(__aarch64__) && !defined(__AARCH64EB__)) || defined(_M_ARM64)
#define NACRE_HAS_NEON 1
#else
#define NACRE_HAS_NEON 0
#endif
#endif

/* One function may use wider instructions than the rest of its file; MSVC allows intrinsics everywhere. */
#if defined(__GNUC__) || defined(__clang__)
#define NACRE_TARGET(features) __attribute__((target(features)))
#define NACRE_INLINE static inline __attribute__((always_inline))
#else
#define NACRE_TARGET(features)
#define NACRE_INLINE static __forceinline
#endif

#if defined(__GNUC__) || defined(__clang__)
#define NACRE_PREFETCH(address) __builtin_prefetch(address)
#elif defined(_M_X64)
#include <intrin.h>
#define NACRE_PREFETCH(address) _mm_prefetch(address, _MM_HINT_T0)
#else
#define NACRE_PREFETCH(address) ((void)(address))
#endif

/* Sums must have the same bits at every level; GCC has no such pragma and is told by -ffp-contract=off. */
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(_MSC_VER)
#pragma fp_contract(off)
#endif

/*
 * How far ahead rows are asked for. A million 96-byte rows outside the cache, with AVX2: 4 to 32 KiB measured the same,
 * a quarter less time than none for ternary queries, which wait for memory, and a tenth less for int8 queries.
 */
enum { NACRE_PREFETCH_BYTES = 9216 };

/* Asks for as many bytes as the rows just read had, far ahead of them. */
NACRE_INLINE void nacre_prefetch(const uint8_t *rows, size_t bytes)
{
    const uintptr_t ahead = (uintptr_t)rows + NACRE_PREFETCH_BYTES; /* may lie behind the end: that never faults */
    size_t at;
    for (at = 0; at < bytes; at += 64)
        NACRE_PREFETCH((const char *)(ahead + at));
}

/* The hot loops of one level. Parameters are those of the public functions in ternary.h. */
typedef struct {
    void (*dot)(const uint8_t *query, const uint8_t *codes, size_t n, size_t d, int32_t *out);
    /* Brings an int8 query into this level's own form, once for any number of calls of dot_prepared. */
    void (*prepare)(const int8_t *query, size_t d, void *workspace);
    void (*dot_prepared)(const void *workspace, const uint8_t *codes, size_t n, size_t d, int32_t *out);
    /* query . row, unscaled, summed in the order that ternary.h states for nacre_dot_rows. */
    float (*dot_row)(const float *query, const int8_t *row, size_t d);
} nacre_kernel;

extern const nacre_kernel nacre_kernel_scalar;
#if NACRE_HAS_AVX2
extern const nacre_kernel nacre_kernel_avx2;
/* AVX-512 takes it over: over rows of 384 to 1,024 bytes its own was a tenth to a fifth faster, 1 us in a search. */
float nacre_dot_row_avx2(const float *query, const int8_t *row, size_t d);
#endif
#if NACRE_HAS_NEON
extern const nacre_kernel nacre_kernel_neon;
#endif
#if NACRE_HAS_AVX512
extern const nacre_kernel nacre_kernel_avx512;
#endif

/* 1 when the processor has what `level` takes and the system saves it, whether the level was compiled in or not. */
int nacre_processor_runs(int level);

/* ---- Signs ---------------------------------------------------------------------------------------------------- */

enum { NACRE_KEEP_ROOM = 64 }; /* rows that must fit before a scan goes on */

/* What one query has kept so far of the rows that came by. */
typedef struct {
    const uint8_t *tables; /* 16 levels for each group of four components */
    uint32_t *rows;        /* in rising order, and their scores */
    uint16_t *scores;
    size_t size, room;
    int32_t threshold; /* rows at or below it are left out */
} nacre_keep;

typedef struct {
    /*
     * Scores the blocks from `first` on against 1, 2 or 4 queries and appends the live rows above their thresholds.
     * Stops before a block when a query has no room for NACRE_KEEP_ROOM rows; returns the block to go on with, `end` at
     * last.
     */
    size_t (*scan)(nacre_keep *keeps, size_t count, const uint8_t *blocks, size_t first, size_t end, size_t head,
                   size_t n, const uint8_t *live);
    /* out[j] = query . rows[indices[j]]; the query within -127 .. 127. */
    void (*products)(const int8_t *query, const int8_t *rows, const uint32_t *indices, size_t count, size_t d,
                     int32_t *out);
} nacre_signs;

extern const nacre_signs nacre_signs_scalar;
#if NACRE_HAS_AVX2
extern const nacre_signs nacre_signs_avx2;
#endif
#if NACRE_HAS_NEON
extern const nacre_signs nacre_signs_neon;
#endif
#if NACRE_HAS_AVX512
extern const nacre_signs nacre_signs_avx512;
#endif

/* Which rows of a block take part, row r at bit r. */
NACRE_INLINE uint32_t nacre_live_rows(const uint8_t *live, size_t n, size_t block)
{
    const size_t first = block * NACRE_BLOCK_ROWS, rest = n - first;
    const uint32_t inside = rest >= NACRE_BLOCK_ROWS ? UINT32_MAX : (UINT32_C(1) << rest) - 1;
    uint32_t bits = 0;
    size_t byte;
    if (live == NULL)
        return inside;
    for (byte = 0; byte < NACRE_BLOCK_ROWS / 8 && 8 * byte < rest; byte++)
        bits |= (uint32_t)live[first / 8 + byte] << (8 * byte);
    return bits & inside;
}

/* The number of the lowest 1 of a word that is not 0. */
NACRE_INLINE unsigned nacre_lowest_bit(uint32_t word)
{
#if defined(_MSC_VER) && !defined(__clang__)
    unsigned long at;
    _BitScanForward(&at, word);
    return (unsigned)at;
#else
    return (unsigned)__builtin_ctz(word);
#endif
}

NACRE_INLINE int nacre_has_room(const nacre_keep *keeps, size_t count)
{
    size_t i;
    for (i = 0; i < count; i++)
        if (keeps[i].size + NACRE_KEEP_ROOM > keeps[i].room)
            return 0;
    return 1;
}

NACRE_INLINE void nacre_keep_row(nacre_keep *keep, size_t row, int32_t score)
{
    keep->rows[keep->size] = (uint32_t)row;
    keep->scores[keep->size++] = (uint16_t)score;
}

/*
 * The scan of a level that scores one block at a time for one query, by a function of its own. That one fills the
 * scores of the 32 rows, and returns 0 where it has seen that none is above the threshold.
 */
NACRE_INLINE size_t nacre_scan_singly(int (*score_block)(const nacre_keep *keep, const uint8_t *block, size_t bytes,
                                                         uint16_t *scores),
                                      nacre_keep *keeps, size_t count, const uint8_t *blocks, size_t first, size_t end,
                                      size_t head, size_t n, const uint8_t *live)
{
    const size_t bytes = head / 8;
    uint16_t scores[NACRE_BLOCK_ROWS];
    size_t block, q, row;
    for (block = first; block < end; block++) {
        const uint32_t alive = nacre_live_rows(live, n, block);
        if (!nacre_has_room(keeps, count))
            return block;
        for (q = 0; alive != 0 && q < count; q++) {
            if (!score_block(keeps + q, blocks + block * NACRE_BLOCK_ROWS * bytes, bytes, scores))
                continue;
            for (row = 0; row < NACRE_BLOCK_ROWS; row++)
                if (scores[row] > keeps[q].threshold && (alive >> row & 1))
                    nacre_keep_row(keeps + q, block * NACRE_BLOCK_ROWS + row, scores[row]);
        }
    }
    return end;
}

/* ---- Tables in use -------------------------------------------------------------------------------------------- */

const nacre_signs *nacre_active_signs(void);

/* The table in use; a public function reads it once and keeps to it. */
const nacre_kernel *nacre_active_kernel(void);

/* ---- Algebra -------------------------------------------------------------------------------------------------- */

enum {
    NACRE_SIXTEEN = 16,      /* codes that go into bit slices together */
    NACRE_SLICES = 8,        /* bits of a sliced count */
    NACRE_SLICED_CODES = 240 /* the most that is counted before widening: whole sixteens, and at most 255 */
};

/*
 * The hot loops of the algebra at one level. Lengths are whole 64-bit words; nothing overlaps.
 *   slices: 2 x NACRE_SLICES planes: bit b of the count of nonzeros of each component is in plane b, bit b of the count
 *           of its +1s in plane NACRE_SLICES + b.
 */
typedef struct {
    /* out_mask = mask, out_sign = (sign ^ key) & mask, `bytes` of each. */
    void (*bind)(const uint8_t *mask, const uint8_t *sign, const uint8_t *key, size_t bytes, uint8_t *out_mask,
                 uint8_t *out_sign);
    /* out = -counters where the key's bit is 1, modulo 2^32, else counters. */
    void (*negate)(const int32_t *counters, const uint8_t *key, size_t count, int32_t *out);
    /* Adds sixteen codes to the counts in slices. */
    void (*add_sixteen)(const uint8_t *const codes[NACRE_SIXTEEN], size_t plane, uint8_t *slices);
    /* counters += weight * (2 * the count of +1s - the count of nonzeros). */
    void (*widen)(const uint8_t *slices, size_t plane, int32_t weight, int32_t *counters);
    /* counters += weight * code. */
    void (*add_code)(const uint8_t *code, size_t d, int32_t weight, int32_t *counters);
    /* As nacre_peak, for a whole number of words. */
    int64_t (*peak)(const int32_t *counters, size_t count);
} nacre_algebra;

extern const nacre_algebra nacre_algebra_scalar;
#if NACRE_HAS_AVX2
extern const nacre_algebra nacre_algebra_avx2;
/* AVX-512 takes it over: its own was a tenth slower, for each store of 64 bytes crosses a cache line. */
void nacre_bind_avx2(const uint8_t *mask, const uint8_t *sign, const uint8_t *key, size_t bytes, uint8_t *out_mask,
                     uint8_t *out_sign);
#endif
#if NACRE_HAS_NEON
extern const nacre_algebra nacre_algebra_neon;
#endif
#if NACRE_HAS_AVX512
extern const nacre_algebra nacre_algebra_avx512;
#endif

/* The table in use. A level without one of its own takes that of the widest plainer level. */
const nacre_algebra *nacre_active_algebra(void);

/* The scalar level's loops, for the words behind the last whole register. */
void nacre_bind_words(const uint8_t *mask, const uint8_t *sign, const uint8_t *key, size_t bytes, uint8_t *out_mask,
                      uint8_t *out_sign);
void nacre_add_sixteen_words(const uint8_t *const codes[NACRE_SIXTEEN], size_t first, size_t plane, uint8_t *slices);

/*
 * The code of the nnz components of the highest ranks (of equal ranks the lower index), those of a negative rank left
 * out. A component's sign is the sign bit of its value, an int32 or a float.
 *   ranks, values: d of 4 bytes each    code: d / 4 bytes
 */
void nacre_keep_largest(const int32_t *ranks, const void *values, size_t d, int32_t nnz, uint8_t *code);

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
#define NACRE_LITTLE(word) __builtin_bswap64(word)
#else
#define NACRE_LITTLE(word) (word)
#endif

/* A 64-bit word of a plane as a number, and back, whatever the byte order of the machine. */
NACRE_INLINE uint64_t nacre_load_word(const uint8_t *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return NACRE_LITTLE(word);
}

NACRE_INLINE void nacre_store_word(uint8_t *bytes, uint64_t word)
{
    word = NACRE_LITTLE(word);
    memcpy(bytes, &word, sizeof word);
}

#endif
