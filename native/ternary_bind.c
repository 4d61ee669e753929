/* Keyed binding, its inverse, and permutation, of codes and of counters. */
#include "ternary_levels.h"

/* One of the two pieces of a vector, before and behind a cut, that change places when it is rotated. */
typedef struct {
    size_t from, to, length, key; /* where it is read, where it is written, and where the sign mask is read */
} piece;

/* The two pieces of a rotation by `rotation` of `length`, forwards (bind) or backwards (unbind). */
static void cut_rotation(size_t rotation, size_t length, int backwards, piece pieces[2])
{
    const piece wrapped = {length - rotation, 0, rotation, 0}, rest = {0, rotation, length - rotation, rotation};
    int i;
    pieces[0] = wrapped;
    pieces[1] = rest;
    for (i = 0; backwards && i < 2; i++) { /* the mask lies where the bound vector lies */
        const size_t to = pieces[i].from;
        pieces[i].from = pieces[i].to;
        pieces[i].to = to;
        pieces[i].key = pieces[i].from;
    }
}

static int64_t bind_codes(const uint8_t *codes, size_t n, size_t d, const int32_t *rotations, const uint8_t *signs,
                          size_t k, int backwards, uint8_t *out)
{
    const nacre_algebra *algebra = nacre_active_algebra();
    const size_t plane = d / 8, rows = n == 1 ? k : n;
    size_t i;
    int part;
    for (i = 0; i < rows; i++, codes += n == 1 ? 0 : 2 * plane, out += 2 * plane) {
        const size_t key = k == 1 ? 0 : i;
        const int32_t rotation = rotations[key]; /* read once: another thread may write to it */
        piece pieces[2];
        if (rotation < 0 || (size_t)rotation >= d / 64)
            return (int64_t)key;
        cut_rotation(8 * (size_t)rotation, plane, backwards, pieces);
        for (part = 0; part < 2; part++) {
            const piece *cut = pieces + part;
            algebra->bind(codes + cut->from, codes + plane + cut->from, signs + key * plane + cut->key, cut->length,
                          out + cut->to, out + plane + cut->to);
        }
    }
    return -1;
}

int64_t nacre_bind(const uint8_t *codes, size_t n, size_t d, const int32_t *rotations, const uint8_t *signs, size_t k,
                   uint8_t *out)
{
    return bind_codes(codes, n, d, rotations, signs, k, 0, out);
}

int64_t nacre_unbind(const uint8_t *codes, size_t n, size_t d, const int32_t *rotations, const uint8_t *signs,
                     size_t k, uint8_t *out)
{
    return bind_codes(codes, n, d, rotations, signs, k, 1, out);
}

static int64_t bind_rows(const int32_t *counters, size_t n, size_t d, const int32_t *rotations, const uint8_t *signs,
                         size_t k, int backwards, int32_t *out)
{
    const nacre_algebra *algebra = nacre_active_algebra();
    const size_t rows = n == 1 ? k : n;
    size_t i;
    int part;
    for (i = 0; i < rows; i++, counters += n == 1 ? 0 : d, out += d) {
        const size_t key = k == 1 ? 0 : i;
        const int32_t rotation = rotations[key];
        piece pieces[2];
        if (rotation < 0 || (size_t)rotation >= d / 64)
            return (int64_t)key;
        cut_rotation(64 * (size_t)rotation, d, backwards, pieces);
        for (part = 0; part < 2; part++) {
            const piece *cut = pieces + part;
            algebra->negate(counters + cut->from, signs + key * (d / 8) + cut->key / 8, cut->length, out + cut->to);
        }
    }
    return -1;
}

int64_t nacre_bind_counters(const int32_t *counters, size_t n, size_t d, const int32_t *rotations,
                            const uint8_t *signs, size_t k, int32_t *out)
{
    return bind_rows(counters, n, d, rotations, signs, k, 0, out);
}

int64_t nacre_unbind_counters(const int32_t *counters, size_t n, size_t d, const int32_t *rotations,
                              const uint8_t *signs, size_t k, int32_t *out)
{
    return bind_rows(counters, n, d, rotations, signs, k, 1, out);
}

/* ---- Permute ---------------------------------------------------------------------------------------------------- */

/*
 * `count` words, each moved up by `bits` components, with the top of the word before it below. The word before the first
 * is given; two shifts, since one by 64 is undefined.
 */
static void shift_words(const uint8_t *words, uint64_t before, size_t count, unsigned bits, uint8_t *out)
{
    size_t at;
    if (count == 0)
        return;
    nacre_store_word(out, nacre_load_word(words) << bits | before >> 1 >> (63 - bits));
    for (at = 8; at < 8 * count; at += 8) {
        const uint64_t lower = nacre_load_word(words + at - 8) >> 1 >> (63 - bits);
        nacre_store_word(out + at, nacre_load_word(words + at) << bits | lower);
    }
}

static void rotate_plane(const uint8_t *plane, size_t words, size_t shift, uint8_t *out)
{
    const size_t turn = shift / 64, rest = words - turn; /* the words before `rest` stay in order, those behind wrap */
    const unsigned bits = shift % 64;
    shift_words(plane, nacre_load_word(plane + 8 * (words - 1)), rest, bits, out + 8 * turn);
    shift_words(plane + 8 * rest, nacre_load_word(plane + 8 * (rest - 1)), turn, bits, out);
}

void nacre_permute(const uint8_t *codes, size_t n, size_t d, size_t shift, uint8_t *out)
{
    const size_t plane = d / 8;
    size_t i, at;
    for (i = 0; i < n; i++, codes += 2 * plane, out += 2 * plane) {
        rotate_plane(codes, d / 64, shift, out);
        rotate_plane(codes + plane, d / 64, shift, out + plane);
        for (at = 0; at < plane; at++)
            out[plane + at] &= out[at];
    }
}

void nacre_permute_counters(const int32_t *counters, size_t n, size_t d, size_t shift, int32_t *out)
{
    size_t i;
    for (i = 0; i < n; i++, counters += d, out += d) {
        memcpy(out + shift, counters, (d - shift) * sizeof *out);
        memcpy(out, counters + (d - shift), shift * sizeof *out);
    }
}
