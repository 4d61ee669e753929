/* Inside the kernel only: the table that each level fills, and what the levels share. */
#ifndef NACRE_TERNARY_LEVELS_H
#define NACRE_TERNARY_LEVELS_H

#include <string.h>

#include "ternary.h"

/* 32-bit x86 stays scalar: its x87 floats would not give the same bits. */
#if defined(__x86_64__) || (defined(_M_X64) && !defined(_M_ARM64EC))
#define NACRE_HAS_AVX2 1
#else
#define NACRE_HAS_AVX2 0
#endif

/* Advanced SIMD belongs to the base of 64-bit ARM, so it is chosen when compiling. Big-endian ARM stays scalar. */
#if (defined(__aarch64__) && !defined(__AARCH64EB__)) || defined(_M_ARM64)
#define NACRE_HAS_NEON 1
#else
#define NACRE_HAS_NEON 0
#endif

/* One function may use wider instructions than the rest of its file; MSVC allows intrinsics everywhere. */
#if defined(__GNUC__) || defined(__clang__)
#define NACRE_TARGET(features) __attribute__((target(features)))
#define NACRE_INLINE static inline __attribute__((always_inline))
#else
#define NACRE_TARGET(features)
#define NACRE_INLINE static __forceinline
#endif

/* Sums must have the same bits at every level; GCC has no such pragma and is told by -ffp-contract=off. */
#if defined(__clang__)
#pragma STDC FP_CONTRACT OFF
#elif defined(_MSC_VER)
#pragma fp_contract(off)
#endif

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
#endif
#if NACRE_HAS_NEON
extern const nacre_kernel nacre_kernel_neon;
#endif

/* The table in use; a public function reads it once and keeps to it. */
const nacre_kernel *nacre_active_kernel(void);

#endif
