/*
 * The algebra of hypervectors: keyed binding, permutation, bundling into counters, and the way back to codes. The words
 * and the rules of ternary.h hold here too; levels are chosen there.
 *
 * More words
 *   counters  d int32 values, the weighted sum of codes: a bundle that can still be added to and taken from.
 *   key       a rotation by whole 64-bit words, from 0 to d / 64 - 1, and a sign mask of d / 8 bytes laid out as a plane.
 *             k keys: int32 rotations (k) and sign masks (k x d / 8). Where a function takes n vectors and k keys, k is n
 *             (one for each), or 1 (one for all), or n is 1 (one vector under each key); it gives r vectors, r being k
 *             where n is 1, else n.
 *
 * Every code that is made here has the sign bits of its zeros at 0.
 */
#ifndef NACRE_TERNARY_ALGEBRA_H
#define NACRE_TERNARY_ALGEBRA_H

#include <stddef.h>
#include <stdint.h>

enum {
    NACRE_BUNDLE_BYTES = 3,    /* workspace of nacre_bundle: this many bytes for each component */
    NACRE_COUNTERS_BYTES = 328 /* workspace of nacre_dot_counters: this many bytes for each component */
};

/* ---- Bind and permute ----------------------------------------------------------------------------------------- */

/*
 * bind: component i moves to (i + 64 rotation) mod d, then the components whose bit in the key's mask is 1 change sign.
 * unbind: the inverse. Every nonzero stays a nonzero, so unbind(bind(x)) has the components of x. O(r d / 64).
 *   codes: n x d / 4 bytes    out: r x d / 4 bytes
 * Both check the rotations: they return -1, or the position of the first one outside 0 .. d / 64 - 1; out is then of no
 * use.
 */
int64_t nacre_bind(const uint8_t *codes, size_t n, size_t d, const int32_t *rotations, const uint8_t *signs, size_t k,
                   uint8_t *out);
int64_t nacre_unbind(const uint8_t *codes, size_t n, size_t d, const int32_t *rotations, const uint8_t *signs,
                     size_t k, uint8_t *out);

/*
 * The same for counters: binding a bundle is bundling what was bound. -2^31, which has no opposite, stays as it is.
 * O(r d).
 *   counters: n x d values    out: r x d values
 */
int64_t nacre_bind_counters(const int32_t *counters, size_t n, size_t d, const int32_t *rotations,
                            const uint8_t *signs, size_t k, int32_t *out);
int64_t nacre_unbind_counters(const int32_t *counters, size_t n, size_t d, const int32_t *rotations,
                              const uint8_t *signs, size_t k, int32_t *out);

/* Component i moves to (i + shift) mod d, 0 <= shift < d. The inverse is the shift (d - shift) mod d. O(n d / 64). */
void nacre_permute(const uint8_t *codes, size_t n, size_t d, size_t shift, uint8_t *out);

/* The same for counters, n x d. O(n d). */
void nacre_permute_counters(const int32_t *counters, size_t n, size_t d, size_t shift, int32_t *out);

/* ---- Bundle --------------------------------------------------------------------------------------------------- */

/* The largest |counters[i]|, up to 2^31; 0 where there are none. count: a multiple of 64. O(count). */
int64_t nacre_peak(const int32_t *counters, size_t count);

/*
 * counters[i] += sum over the codes of weight * component i: exact, so that the same call with the opposite weights
 * undoes it, in any order. O(n d / 64) where all weights are equal: sixteen codes at a time go through carry-save adders
 * on bit slices. O(n d) for other weights.
 *   weights: n values, or NULL where all are `weight`    workspace: NACRE_BUNDLE_BYTES * d bytes    counters: d values
 * Checks for overflow: where max |counters[i]| + sum |weight| exceeds 2^31 - 1 it returns -1 and changes nothing; else 0.
 */
int nacre_bundle(const uint8_t *codes, size_t n, size_t d, const int32_t *weights, int32_t weight, void *workspace,
                 int32_t *counters);

/*
 * Codes of n rows of counters (n x d): the signs of the nnz counters largest by magnitude, 0 for the rest. Of equal
 * magnitudes the lower index is kept; a counter of 0 never is. 1 <= nnz <= d. O(n d log peak), without branches on data.
 *   workspace: d values    codes: n x d / 4 bytes
 */
void nacre_ternarise(const int32_t *counters, size_t n, size_t d, size_t nnz, int32_t *workspace, uint8_t *codes);

/* ---- Scores --------------------------------------------------------------------------------------------------- */

/*
 * out[r n + i] = counters row r . codes[i]. The counters are cut into signed bytes, one for peaks up to 127, two up to
 * 32,639, at most five; each goes through the loop of nacre_dot_int8. O(64 d) for each row and byte, then O(m n d / 32)
 * for each byte.
 *   counters: m x d    workspace: NACRE_COUNTERS_BYTES * d bytes, aligned to 4    out: m x n values
 */
void nacre_dot_counters(const int32_t *counters, size_t m, const uint8_t *codes, size_t n, size_t d, void *workspace,
                        int64_t *out);

/* out[i] = left[i] . right[i]; of codes with themselves, their numbers of nonzeros. O(n d / 64). */
void nacre_dot_pairs(const uint8_t *left, const uint8_t *right, size_t n, size_t d, int32_t *out);

/* out[i] = (query . codes[i]) / sqrt(nonzeros of query * nonzeros of codes[i]); 0 where either has none. O(n d / 64). */
void nacre_cosine(const uint8_t *query, const uint8_t *codes, size_t n, size_t d, double *out);

/*
 * out[r] = sum of the squares of counters row r (n x d). Checks for overflow: returns -1, or the first row whose sum
 * exceeds 2^63 - 1; out is then of no use. O(n d).
 */
int64_t nacre_squared_norms(const int32_t *counters, size_t n, size_t d, int64_t *out);

/* ---- From seeds ----------------------------------------------------------------------------------------------- */

/*
 * The generator is splitmix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014): a state
 * that grows by 0x9E3779B97F4A7C15 before each draw, and mix, its finaliser, of the state as the draw. It starts at
 * mix(mix(seed) + purpose), the purpose being 1 for keys and 2 for codes. A draw from 0 .. m - 1 is
 * (draw / 2^32) * m / 2^32, rounded down twice. The same seed gives the same bits on every machine and at every level.
 *
 * Keys: a draw from 0 .. d / 64 - 1 is the rotation; the next d / 64 draws are the words of the sign mask. O(k d / 64).
 *   rotations: k values    signs: k x d / 8 bytes
 */
void nacre_random_keys(const uint64_t *seeds, size_t k, size_t d, int32_t *rotations, uint8_t *signs);

/*
 * Codes with exactly nnz nonzeros, 0 <= nnz <= d: draws from 0 .. d - 1 until min(nnz, d - nnz) different components
 * are drawn, which are the nonzeros where 2 nnz <= d and the zeros where not; the next d / 64 draws are the words of the
 * sign plane, cut to the mask. O(n d) at worst, expected.
 *   codes: n x d / 4 bytes
 */
void nacre_random_codes(const uint64_t *seeds, size_t n, size_t d, size_t nnz, uint8_t *codes);

#endif
