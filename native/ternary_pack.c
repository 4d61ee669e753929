/* Floats into codes and into int8 rows. Runs once for each row at ingest, so plain loops that a compiler vectorises. */
#include <math.h>

#include "ternary_levels.h"

enum { EXPONENT = 0x7F800000, MAGNITUDE = 0x7FFFFFFF };

/* |value| as an integer: finite floats without their sign bit order like the integers that share their bits. */
NACRE_INLINE int32_t magnitude_of(float value)
{
    int32_t bits;
    memcpy(&bits, &value, sizeof bits);
    return bits & MAGNITUDE;
}

int64_t nacre_first_nonfinite(const float *values, size_t count)
{
    size_t i;
    for (i = 0; i < count; i++)
        if (magnitude_of(values[i]) >= EXPONENT)
            return (int64_t)i;
    return -1;
}

static void pack_row(const float *vector, size_t d, int32_t nnz, int32_t *ranks, uint8_t *code)
{
    size_t i;
    for (i = 0; i < d; i++)
        ranks[i] = magnitude_of(vector[i]) - 1; /* -1 for 0, which is never kept */
    nacre_keep_largest(ranks, vector, d, nnz, code);
}

void nacre_pack(const float *vectors, size_t n, size_t d, size_t nnz, int32_t *workspace, uint8_t *codes)
{
    size_t row;
    for (row = 0; row < n; row++)
        pack_row(vectors + row * d, d, (int32_t)nnz, workspace, codes + row * (d / 4));
}

static void quantise_row(const float *vector, size_t d, int8_t *row, float *scale)
{
    float largest = 0.0f;
    size_t i;
    for (i = 0; i < d; i++) {
        const float magnitude = fabsf(vector[i]);
        largest = magnitude > largest ? magnitude : largest;
    }
    *scale = largest / 127.0f;
    for (i = 0; i < d; i++) {
        /* The scale of subnormal numbers is coarse, so a quotient can leave the range. */
        float step = *scale > 0.0f ? rintf(vector[i] / *scale) : 0.0f;
        step = step > 127.0f ? 127.0f : step;
        row[i] = (int8_t)(step < -127.0f ? -127.0f : step);
    }
}

void nacre_quantise(const float *vectors, size_t n, size_t d, int8_t *rows, float *scales)
{
    size_t row;
    for (row = 0; row < n; row++)
        quantise_row(vectors + row * d, d, rows + row * d, scales + row);
}
