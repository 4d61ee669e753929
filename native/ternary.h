/*
 * The ternary-vector kernel: manual and only declaration of its functions. Those of the algebra of hypervectors have
 * a manual of their own, ternary_algebra.h.
 *
 * Words
 *   d       dimension of a vector: a multiple of 64, from 64 to NACRE_MAX_DIMENSION.
 *   code    a vector of d components from {-1, 0, +1}, stored in d / 4 bytes: first the mask plane, then the sign
 *           plane, each d / 8 bytes. Component i is bit i % 8 of byte i / 8 of a plane, which is bit i % 64 of the
 *           little-endian 64-bit word i / 64. Mask bit 0: the component is 0, whatever its sign bit. Mask bit 1: the
 *           component is +1 where the sign bit is 0 and -1 where it is 1. nacre_pack leaves sign bits of zeros at 0;
 *           every function here also accepts codes that do not.
 *   codes   n codes one after the other, without gaps: n * d / 4 bytes.
 *   live    a bitmap of ceil(n / 8) bytes: row i takes part when bit i % 8 of byte i / 8 is 1. NULL: all rows do.
 *
 * Rules that hold for every function
 *   - The caller checks lengths and limits; nothing is checked here unless it is said. native/kernel.py does it.
 *   - Codes, bitmaps and int8 rows may start at any address; float, int32 and int64 arrays are aligned to their
 *     element. 64-byte aligned codes are read fastest.
 *   - Outputs and workspaces overlap nothing else. Inputs may overlap each other. Counts of 0 are allowed, and the
 *     pointers that go with them are then not followed.
 *   - Nothing is allocated, no file is touched, no lock is taken: calls may run in any number of threads at once.
 *   - Every level gives the same bits. Floating-point sums have a stated order and use no fused multiply-add.
 */
#ifndef NACRE_TERNARY_H
#define NACRE_TERNARY_H

#include <stddef.h>
#include <stdint.h>

enum {
    NACRE_MAX_DIMENSION = 65536, /* 128 * 65536 stays far inside int32 */
    NACRE_QUERY_BYTES = 64,      /* workspace for a prepared int8 query: this many bytes for each component */
    NACRE_FLOAT_LANES = 32,      /* partial sums of nacre_dot_rows */
    NACRE_BLOCK_ROWS = 32,       /* rows of a block of signs */
    NACRE_MAX_HEAD = 4096,       /* 31 * 4096 / 4 stays inside int16 */
    NACRE_MAX_BATCH = 64         /* queries of one nacre_search */
};

/* ---- Levels: which instructions the hot loops use ------------------------------------------------------------- */

/* From the plainest to the widest; a level is usable when it was compiled in and processor and system allow it. */
enum nacre_level {
    NACRE_SCALAR = 0,
    NACRE_AVX2 = 1,
    NACRE_NEON = 2,
    NACRE_AVX512 = 3, /* with VPOPCNTDQ and VNNI */
    NACRE_LEVELS = 4
};

/* Name of a level ("scalar", "avx2", "neon", "avx512"); NULL where `level` is outside 0 .. NACRE_LEVELS - 1. O(1). */
const char *nacre_level_name(int level);

/* 1 when this process can run `level`, else 0. Asks the processor and the operating system. O(1). */
int nacre_level_usable(int level);

/* The level in use. "scalar" until nacre_use_level is called. O(1). */
int nacre_current_level(void);

/*
 * Chooses the level of all later calls; calls that are under way end on theirs. Returns 0, or -1 and changes nothing
 * where the level is not usable. O(1).
 */
int nacre_use_level(int level);

/* ---- From floats ---------------------------------------------------------------------------------------------- */

/* Position of the first NaN or infinity in values[0 .. count - 1], or -1 where all are finite. O(count). */
int64_t nacre_first_nonfinite(const float *values, size_t count);

/*
 * Codes of n vectors (n x d, row by row): keeps the sign of the nnz components largest by magnitude and zeroes the
 * rest. Of equal magnitudes the lower index is kept. Components equal to 0 are never kept, so a code can have fewer than
 * nnz non-zeros. Finite input, 1 <= nnz <= d. O(31 n d), without branches on the data.
 *   workspace: d values    codes: n * d / 4 bytes
 */
void nacre_pack(const float *vectors, size_t n, size_t d, size_t nnz, int32_t *workspace, uint8_t *codes);

/*
 * Symmetric 8-bit rows: scale = max |x| / 127 of the row, row = x / scale rounded to nearest (ties to even) and held in
 * -127 .. 127. A row whose scale is 0 becomes zeros. Finite input. O(n d).
 *   rows: n x d    scales: n
 */
void nacre_quantise(const float *vectors, size_t n, size_t d, int8_t *rows, float *scales);

/* ---- One query against many rows ------------------------------------------------------------------------------ */

/*
 * out[i] = query . codes[i], both ternary: pc(Ma & Mb) - 2 pc(Ma & Mb & (Sa ^ Sb)). O(n d / 64).
 *   query: d / 4 bytes    out: n values
 */
void nacre_dot(const uint8_t *query, const uint8_t *codes, size_t n, size_t d, int32_t *out);

/*
 * out[i] = query . codes[i], an int8 query (the whole range, -128 included) against ternary rows. O(64 d) once for the
 * query, then O(n d / 32).
 *   query: d values    workspace: NACRE_QUERY_BYTES * d bytes, aligned to 4    out: n values
 */
void nacre_dot_int8(const int8_t *query, const uint8_t *codes, size_t n, size_t d, void *workspace, int32_t *out);

/*
 * out[j] = scales[r] * (query . rows[r]) with r = indices[j], or r = j where indices is NULL. The sum: component i is
 * multiplied in float and added to lane i % NACRE_FLOAT_LANES in rising order of i, then lanes l and l + h are added
 * for h = 16, 8, 4, 2, 1, then the scale is multiplied in. O(count d).
 *   query: d values    rows: m x d    scales: m    out: count values
 * Checks its indices: returns -1, or the position j of the first index outside 0 .. m - 1; out is then of no use.
 * Where indices is NULL, count must not exceed m.
 */
int64_t nacre_dot_rows(const float *query, const int8_t *rows, const float *scales, size_t m, size_t d,
                       const int64_t *indices, size_t count, float *out);

/* ---- The best of many ----------------------------------------------------------------------------------------- */

/*
 * The k largest scores among live rows, best first; of equal scores the lower index comes first. Returns how many there
 * are: k, or fewer where fewer rows live. O(n + k log k) on random input, O(n log k) at worst.
 *   indices: k values    best: k values (here int32 or the order-preserving int32 image of a float)
 * Float scores are finite; -0 and 0 are equal.
 */
size_t nacre_top_k_int32(const int32_t *scores, size_t n, const uint8_t *live, size_t k, int64_t *indices,
                         int32_t *best);
size_t nacre_top_k_float(const float *scores, size_t n, const uint8_t *live, size_t k, int64_t *indices,
                         int32_t *best);

/*
 * nacre_dot_int8 and nacre_top_k_int32 in one pass, with no array of n scores: blocks of rows are scored in the
 * first-level cache, and a block without a live row is not read.
 *   query, workspace: as in nacre_dot_int8    indices, best: k values
 */
size_t nacre_scan_top_k(const int8_t *query, const uint8_t *codes, size_t n, size_t d, const uint8_t *live, size_t k,
                        void *workspace, int64_t *indices, int32_t *best);

/* ---- Signs: a first look at a part of each row ---------------------------------------------------------------- */

/*
 * Words
 *   head    how many of a row's first components are looked at: a multiple of 64, from 64 to NACRE_MAX_HEAD and to d.
 *   blocks  the signs of n int8 rows in ceil(n / 32) blocks of 32 rows, each 4 * head bytes: byte 32 c + r of a block
 *           belongs to its row r, and bit i of it says whether component 8 c + i is negative. Bits of rows behind n
 *           are 0. A 96-byte code holds these signs too; here 32 rows meet one step of a query side by side.
 *   levels  an int8 query q looks at four components at once. For group g = 0 .. head / 4 - 1 and the four sign bits b
 *           of a row there, t = the sum of q[4 g + i], negated where bit i of b is 1; r = the sum of |q[4 g + i]|;
 *           R = the largest r of all groups; level = (31 (t + r) + R) / (2 R) in whole numbers, or 0 where R is 0.
 *   score   of a row: the sum of its levels over all groups; at most 31 * head / 4. It orders rows nearly as the
 *           product of the query and their signs does.
 */

/*
 * Blocks of n int8 rows of d components. O(n head).
 *   rows: n x d    blocks: ceil(n / 32) * 4 * head bytes
 */
void nacre_sign_blocks(const int8_t *rows, size_t n, size_t d, size_t head, uint8_t *blocks);

/* Bytes of workspace for nacre_scan_signs and nacre_search with these counts; aligned to 8. O(1). */
size_t nacre_search_bytes(size_t queries, size_t d, size_t head, size_t keep);

/*
 * The `keep` live rows of the largest scores (of equal scores the lower rows), in rising order of row; how many there
 * are. O(n head / 256) steps on the wide levels, and O(n) for keeping the best.
 *   query: head values, the whole range    indices, scores: keep values    n is below 2^31
 */
size_t nacre_scan_signs(const int8_t *query, const uint8_t *blocks, size_t n, size_t head, const uint8_t *live,
                        size_t keep, void *workspace, int64_t *indices, int32_t *scores);

/*
 * The k rows of the largest product with each of several queries, found in three looks:
 *   1. nacre_scan_signs keeps `keep` rows by the signs of their heads; the query is rounded as by nacre_quantise;
 *   2. of these the 2 k + 16 best by (float)(rounded query . row) * scales[row] stay (of equals the lower row);
 *   3. they are ordered by what nacre_dot_rows gives, the best first, of equal scores the lower row.
 * Where keep >= the number of live rows, the first look leaves none out.
 *   queries: count x d, finite, count <= NACRE_MAX_BATCH    rows: n x d    scales: n, finite
 *   k <= keep <= n    indices, best: count x k values    found: count values, how many of the k there are
 */
void nacre_search(const float *queries, size_t count, const uint8_t *blocks, const int8_t *rows, const float *scales,
                  size_t n, size_t d, size_t head, const uint8_t *live, size_t keep, size_t k, void *workspace,
                  int64_t *indices, float *best, int64_t *found);

/* ---- For measurements ----------------------------------------------------------------------------------------- */

/* The exclusive or of all whole 8-byte words of an array: a plain read of it. O(size). */
uint64_t nacre_read(const uint8_t *bytes, size_t size);

#endif
