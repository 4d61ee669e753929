/* Codes into counters, sixteen at a time where their weights are equal, and counters into codes. */
#include "ternary_levels.h"

enum { FEW = 5 }; /* codes that are added one by one sooner than sliced and widened */

/* ---- Bundle ----------------------------------------------------------------------------------------------------- */

static int64_t magnitude(int32_t weight)
{
    return weight < 0 ? -(int64_t)weight : weight;
}

/* Whether no sum on the way can leave int32. */
static int fits(int64_t peak, size_t n, const int32_t *weights, int32_t weight)
{
    const int64_t room = INT32_MAX - peak;
    int64_t sum = 0;
    size_t i;
    if (weights == NULL)
        return weight == 0 || n == 0 || (room >= 0 && n <= (uint64_t)room / (uint64_t)magnitude(weight));
    for (i = 0; i < n && (sum == 0 || sum <= room); i++) /* weights of 0 fit any counters */
        sum += magnitude(weights[i]);
    return sum <= room || sum == 0;
}

static int all_equal(const int32_t *weights, size_t n)
{
    size_t i;
    for (i = 1; i < n; i++)
        if (weights[i] != weights[0])
            return 0;
    return 1;
}

/* At most NACRE_SLICED_CODES codes; what is missing of the last sixteen is made up by a code of zeros. */
static void add_sliced(const nacre_algebra *algebra, const uint8_t *codes, size_t n, size_t d, int32_t weight,
                       uint8_t *slices, const uint8_t *zeros, int32_t *counters)
{
    const size_t plane = d / 8;
    const uint8_t *sixteen[NACRE_SIXTEEN];
    size_t first, i;
    memset(slices, 0, 2 * NACRE_SLICES * plane);
    for (first = 0; first < n; first += NACRE_SIXTEEN) {
        for (i = 0; i < NACRE_SIXTEEN; i++)
            sixteen[i] = first + i < n ? codes + (first + i) * 2 * plane : zeros;
        algebra->add_sixteen(sixteen, plane, slices);
    }
    algebra->widen(slices, plane, weight, counters);
}

static void add_equal(const nacre_algebra *algebra, const uint8_t *codes, size_t n, size_t d, int32_t weight,
                      uint8_t *workspace, int32_t *counters)
{
    uint8_t *zeros = workspace + 2 * NACRE_SLICES * (d / 8);
    size_t done = 0;
    memset(zeros, 0, d / 4);
    while (n - done > FEW) {
        const size_t count = n - done < NACRE_SLICED_CODES ? n - done : NACRE_SLICED_CODES;
        add_sliced(algebra, codes + done * (d / 4), count, d, weight, workspace, zeros, counters);
        done += count;
    }
    for (; done < n; done++)
        algebra->add_code(codes + done * (d / 4), d, weight, counters);
}

int nacre_bundle(const uint8_t *codes, size_t n, size_t d, const int32_t *weights, int32_t weight, void *workspace,
                 int32_t *counters)
{
    const nacre_algebra *algebra = nacre_active_algebra();
    size_t i;
    if (!fits(algebra->peak(counters, d), n, weights, weight))
        return -1;
    if (weights == NULL || (n > 0 && all_equal(weights, n))) {
        add_equal(algebra, codes, n, d, weights == NULL ? weight : weights[0], (uint8_t *)workspace, counters);
        return 0;
    }
    for (i = 0; i < n; i++)
        algebra->add_code(codes + i * (d / 4), d, weights[i], counters);
    return 0;
}

/* ---- Ternarise -------------------------------------------------------------------------------------------------- */

/* |counter| - 1, and -1 for 0: it orders as the magnitude does, and holds that of -2^31 too. */
NACRE_INLINE int32_t rank_of(int32_t counter)
{
    return counter < 0 ? ~counter : counter - 1;
}

static void ternarise_row(const int32_t *counters, size_t d, int32_t nnz, int32_t *ranks, uint8_t *code)
{
    size_t i;
    for (i = 0; i < d; i++)
        ranks[i] = rank_of(counters[i]);
    nacre_keep_largest(ranks, counters, d, nnz, code);
}

void nacre_ternarise(const int32_t *counters, size_t n, size_t d, size_t nnz, int32_t *workspace, uint8_t *codes)
{
    size_t row;
    for (row = 0; row < n; row++)
        ternarise_row(counters + row * d, d, (int32_t)nnz, workspace, codes + row * (d / 4));
}
