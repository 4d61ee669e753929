/* Which level runs, and the public functions that only pass on to it. */
#include "ternary_levels.h"

static const char *const level_names[NACRE_LEVELS] = {"scalar", "avx2", "neon", "avx512"};

/* NULL where the level was not compiled in. */
static const nacre_kernel *const level_kernels[NACRE_LEVELS] = {
    &nacre_kernel_scalar,
#if NACRE_HAS_AVX2
    &nacre_kernel_avx2,
#else
    NULL,
#endif
#if NACRE_HAS_NEON
    &nacre_kernel_neon,
#else
    NULL,
#endif
#if NACRE_HAS_AVX512
    &nacre_kernel_avx512,
#else
    NULL,
#endif
};

/* A level without an entry uses the next plainer one that has it. */
static const nacre_signs *const level_signs[NACRE_LEVELS] = {
    [NACRE_SCALAR] = &nacre_signs_scalar,
#if NACRE_HAS_AVX2
    [NACRE_AVX2] = &nacre_signs_avx2,
#endif
#if NACRE_HAS_NEON
    [NACRE_NEON] = &nacre_signs_neon,
#endif
#if NACRE_HAS_AVX512
    [NACRE_AVX512] = &nacre_signs_avx512,
#endif
};

static volatile int current_level = NACRE_SCALAR; /* one aligned int: threads see the old level or the new one */

const char *nacre_level_name(int level)
{
    return level >= 0 && level < NACRE_LEVELS ? level_names[level] : NULL;
}

int nacre_level_usable(int level)
{
    return level >= 0 && level < NACRE_LEVELS && level_kernels[level] != NULL && nacre_processor_runs(level);
}

int nacre_current_level(void)
{
    return current_level;
}

int nacre_use_level(int level)
{
    if (!nacre_level_usable(level))
        return -1;
    current_level = level;
    return 0;
}

const nacre_kernel *nacre_active_kernel(void)
{
    return level_kernels[current_level];
}

const nacre_signs *nacre_active_signs(void)
{
    int level = current_level;
    while (level_signs[level] == NULL)
        level--;
    return level_signs[level];
}

void nacre_dot(const uint8_t *query, const uint8_t *codes, size_t n, size_t d, int32_t *out)
{
    nacre_active_kernel()->dot(query, codes, n, d, out);
}

void nacre_dot_int8(const int8_t *query, const uint8_t *codes, size_t n, size_t d, void *workspace, int32_t *out)
{
    const nacre_kernel *kernel = nacre_active_kernel();
    kernel->prepare(query, d, workspace);
    kernel->dot_prepared(workspace, codes, n, d, out);
}

int64_t nacre_dot_rows(const float *query, const int8_t *rows, const float *scales, size_t m, size_t d,
                       const int64_t *indices, size_t count, float *out)
{
    const nacre_kernel *kernel = nacre_active_kernel();
    size_t j;
    for (j = 0; j < count; j++) {
        const int64_t row = indices == NULL ? (int64_t)j : indices[j];
        if (row < 0 || (uint64_t)row >= m)
            return (int64_t)j;
        out[j] = kernel->dot_row(query, rows + (size_t)row * d, d) * scales[row];
    }
    return -1;
}
