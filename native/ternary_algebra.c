/* Which table of the algebra runs, and the scores of counters and of pairs, which the loops of nacre_kernel carry. */
#include <math.h>

#include "ternary_levels.h"

enum {
    DIGITS = 5,      /* signed bytes that any int32 can be cut into */
    SCORED_CODES = 8 /* codes scored at a time: 20 KiB at d = 10,240, read once from memory for all digits */
};

/* NULL where the level was not compiled in, or has no algebra of its own. */
static const nacre_algebra *const level_algebras[NACRE_LEVELS] = {
    [NACRE_SCALAR] = &nacre_algebra_scalar,
#if NACRE_HAS_AVX2
    [NACRE_AVX2] = &nacre_algebra_avx2,
#endif
#if NACRE_HAS_NEON
    [NACRE_NEON] = &nacre_algebra_neon,
#endif
#if NACRE_HAS_AVX512
    [NACRE_AVX512] = &nacre_algebra_avx512,
#endif
};

const nacre_algebra *nacre_active_algebra(void)
{
    int level = nacre_current_level();
    while (level_algebras[level] == NULL)
        level--;
    return level_algebras[level];
}

int64_t nacre_peak(const int32_t *counters, size_t count)
{
    return nacre_active_algebra()->peak(counters, count);
}

/* ---- Counters against codes ------------------------------------------------------------------------------------- */

/* How many signed bytes hold every number up to `peak` in magnitude. */
static size_t digits_for(int64_t peak)
{
    int64_t largest = 127;
    size_t digits = 1;
    while (largest < peak) {
        largest = 256 * largest + 127;
        digits++;
    }
    return digits;
}

/* The digit of weight 256^digit of each counter, from -128 to 127, so that the digits add up to the counter. */
static void cut_digit(const int32_t *counters, size_t d, size_t digit, int8_t *out)
{
    int64_t carried = 0; /* 128 for each digit up to this one: what makes the lower digits signed */
    size_t i;
    for (i = 0; i <= digit; i++)
        carried = 256 * carried + 128;
    for (i = 0; i < d; i++) {
        const uint64_t lifted = (uint64_t)(counters[i] + carried);
        out[i] = (int8_t)((int)(lifted >> 8 * digit & 255) - 128);
    }
}

static void dot_row_of_counters(const nacre_kernel *kernel, const uint8_t *prepared, size_t digits,
                                const uint8_t *codes, size_t n, size_t d, int64_t *out)
{
    int32_t scores[SCORED_CODES];
    size_t first, i, digit;
    for (first = 0; first < n; first += SCORED_CODES) {
        const size_t count = n - first < SCORED_CODES ? n - first : SCORED_CODES;
        for (i = 0; i < count; i++)
            out[first + i] = 0;
        for (digit = digits; digit-- > 0;) {
            kernel->dot_prepared(prepared + digit * NACRE_QUERY_BYTES * d, codes + first * (d / 4), count, d, scores);
            for (i = 0; i < count; i++)
                out[first + i] = 256 * out[first + i] + scores[i];
        }
    }
}

void nacre_dot_counters(const int32_t *counters, size_t m, const uint8_t *codes, size_t n, size_t d, void *workspace,
                        int64_t *out)
{
    const nacre_kernel *kernel = nacre_active_kernel();
    const nacre_algebra *algebra = nacre_active_algebra();
    uint8_t *prepared = (uint8_t *)workspace;
    int8_t *values = (int8_t *)(prepared + DIGITS * NACRE_QUERY_BYTES * d);
    size_t row, digit;
    for (row = 0; row < m; row++, counters += d) {
        const size_t digits = digits_for(algebra->peak(counters, d));
        for (digit = 0; digit < digits; digit++) {
            cut_digit(counters, d, digit, values);
            kernel->prepare(values, d, prepared + digit * NACRE_QUERY_BYTES * d);
        }
        dot_row_of_counters(kernel, prepared, digits, codes, n, d, out + row * n);
    }
}

int64_t nacre_squared_norms(const int32_t *counters, size_t n, size_t d, int64_t *out)
{
    size_t row, i;
    for (row = 0; row < n; row++, counters += d) {
        uint64_t sum = 0;
        for (i = 0; i < d; i++) {
            sum += (uint64_t)((int64_t)counters[i] * counters[i]); /* at most 2^62 each: it stops before it wraps */
            if (sum > INT64_MAX)
                return (int64_t)row;
        }
        out[row] = (int64_t)sum;
    }
    return -1;
}

/* ---- Codes against codes ---------------------------------------------------------------------------------------- */

void nacre_dot_pairs(const uint8_t *left, const uint8_t *right, size_t n, size_t d, int32_t *out)
{
    const nacre_kernel *kernel = nacre_active_kernel();
    size_t i;
    for (i = 0; i < n; i++)
        kernel->dot(left + i * (d / 4), right + i * (d / 4), 1, d, out + i);
}

void nacre_cosine(const uint8_t *query, const uint8_t *codes, size_t n, size_t d, double *out)
{
    const nacre_kernel *kernel = nacre_active_kernel();
    int32_t own, other, product;
    size_t i;
    kernel->dot(query, query, 1, d, &own);
    for (i = 0; i < n; i++, codes += d / 4) {
        kernel->dot(query, codes, 1, d, &product);
        kernel->dot(codes, codes, 1, d, &other);
        out[i] = own == 0 || other == 0 ? 0.0 : product / sqrt((double)own * other);
    }
}
