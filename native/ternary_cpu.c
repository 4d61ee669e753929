/* Which levels the processor has and the operating system lets a process use. */
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

NACRE_INLINE int has_all(uint64_t bits, uint64_t wanted)
{
    return (bits & wanted) == wanted;
}

/*
 * The operating system saves the registers that XCR0's bits `state` stand for. macOS switches the AVX-512 ones on at
 * their first use only, and so keeps to AVX2.
 */
static int system_saves(uint64_t state)
{
    const unsigned osxsave_and_avx = 1u << 27 | 1u << 28; /* leaf 1, ecx */
    unsigned registers[4];
    read_cpuid(1, registers);
    return has_all(registers[2], osxsave_and_avx) && has_all(read_xcr0(), state);
}

/* Asked of cpuid rather than of __builtin_cpu_supports, whose tables not every tool chain links. */
static int runs_avx2(void)
{
    const uint64_t xmm_and_ymm = 0x06;
    const unsigned avx2 = 1u << 5; /* leaf 7, ebx */
    unsigned registers[4];
    read_cpuid(7, registers);
    return has_all(registers[1], avx2) && system_saves(xmm_and_ymm);
}

static int runs_avx512(void)
{
    const uint64_t xmm_ymm_opmask_and_zmm = 0xE6; /* zmm: the upper halves of 0-15, and 16-31 */
    const unsigned f_dq_bw_and_vl = 1u << 16 | 1u << 17 | 1u << 30 | 1u << 31; /* leaf 7, ebx */
    const unsigned vnni_and_vpopcntdq = 1u << 11 | 1u << 14;                   /* leaf 7, ecx */
    unsigned registers[4];
    read_cpuid(7, registers);
    return has_all(registers[1], f_dq_bw_and_vl) && has_all(registers[2], vnni_and_vpopcntdq) &&
           system_saves(xmm_ymm_opmask_and_zmm);
}

#endif

int nacre_processor_runs(int level)
{
#if NACRE_HAS_AVX2
    if (level == NACRE_AVX2)
        return runs_avx2();
    if (level == NACRE_AVX512)
        return runs_avx512();
#endif
    return level == NACRE_SCALAR || level == NACRE_NEON;
}
