/* Which level runs, and the public functions that only pass on to it. */
#include "ternary_levels.h"

#if NACRE_HAS_AVX2 && defined(_MSC_VER)
#include <immintrin.h>
#include <intrin.h>
#endif

#if NACRE_HAS_AVX2 && defined(_MSC_VER)
/* The processor must have AVX2, and the operating system must save the wide registers (XCR0 bits 1 and 2). */
NACRE_TARGET("xsave") static int avx2_usable(void)
{
    int leaf[4];
    __cpuid(leaf, 0);
    if (leaf[0] < 7)
        return 0;
    __cpuid(leaf, 1);
    if (!(leaf[2] & (1 << 27)) || !(leaf[2] & (1 << 28))) /* OSXSAVE, AVX */
        return 0;
    if ((_xgetbv(0) & 6) != 6)
        return 0;
    __cpuidex(leaf, 7, 0);
    return (leaf[1] >> 5) & 1;
}
#elif NACRE_HAS_AVX2
static int avx2_usable(void)
{
    __builtin_cpu_init();
    return __builtin_cpu_supports("avx2") ? 1 : 0; /* looks at XCR0 as well */
}
#endif

static const char *const level_names[NACRE_LEVELS] = {"scalar", "avx2", "neon"};

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
};

static volatile int current_level = NACRE_SCALAR; /* one aligned int: threads see the old level or the new one */

const char *nacre_level_name(int level)
{
    return level >= 0 && level < NACRE_LEVELS ? level_names[level] : NULL;
}

int nacre_level_usable(int level)
{
    if (level < 0 || level >= NACRE_LEVELS || level_kernels[level] == NULL)
        return 0;
#if NACRE_HAS_AVX2
    if (level == NACRE_AVX2)
        return avx2_usable();
#endif
    return 1;
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
