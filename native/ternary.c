/* Which level runs, and the public functions that only pass on to it. */
#include "ternary_levels.h"

#if NACRE_HAS_AVX2

#if defined(_MSC_VER) && !defined(__clang__)
#include <immintrin.h>
#include <intrin.h>

/* Registers eax, ebx, ecx, edx of a cpuid leaf; zeros where the processor has no such leaf. */
static void read_cpuid(unsigned leaf, unsigned registers[4])
{
    int values[4];
    __cpuid(values, 0);
    memset(registers, 0, 4 * sizeof *registers);
    if ((unsigned)values[0] < leaf)
        return;
    __cpuidex(values, (int)leaf, 0);
    memcpy(registers, values, sizeof values);
}

/* XCR0: which register files the operating system saves. Only where cpuid announces OSXSAVE. */
static uint64_t read_xcr0(void)
{
    return _xgetbv(0);
}
#else
#include <cpuid.h>

static void read_cpuid(unsigned leaf, unsigned registers[4])
{
    memset(registers, 0, 4 * sizeof *registers);
    __get_cpuid_count(leaf, 0, registers, registers + 1, registers + 2, registers + 3);
}

static uint64_t read_xcr0(void)
{
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
    return (uint64_t)high << 32 | low;
}
#endif

/*
 * The processor has AVX2, and the operating system saves the wide registers. Asked here rather than by
 * __builtin_cpu_supports, whose tables not every tool chain links.
 */
static int avx2_usable(void)
{
    const unsigned osxsave_and_avx = 1u << 27 | 1u << 28; /* leaf 1, ecx */
    const unsigned avx2 = 1u << 5;                        /* leaf 7, ebx */
    const uint64_t xmm_and_ymm = 6;
    unsigned registers[4];
    read_cpuid(1, registers);
    if ((registers[2] & osxsave_and_avx) != osxsave_and_avx || (read_xcr0() & xmm_and_ymm) != xmm_and_ymm)
        return 0;
    read_cpuid(7, registers);
    return (registers[1] & avx2) != 0;
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
