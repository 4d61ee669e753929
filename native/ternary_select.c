/* The k best: a heap of the best so far, its worst on top, fed with blocks of scores in rising order of index. */
#include "ternary_levels.h"

enum {
    BLOCK = 128, /* rows scored at a time: 12 KiB of 96-byte codes, and a whole number of live bytes */
    GROUP = 16   /* scores looked at together: most groups hold nothing that beats the worst of the best */
};

typedef struct {
    int64_t *indices;
    int32_t *scores;
    size_t size, k;
} best_heap;

/* Whether place a comes before place b on the way out: a lower score, or of equal scores the higher index. */
NACRE_INLINE int worse(const best_heap *heap, size_t a, size_t b)
{
    if (heap->scores[a] != heap->scores[b])
        return heap->scores[a] < heap->scores[b];
    return heap->indices[a] > heap->indices[b];
}

NACRE_INLINE void swap(best_heap *heap, size_t a, size_t b)
{
    const int32_t score = heap->scores[a];
    const int64_t index = heap->indices[a];
    heap->scores[a] = heap->scores[b];
    heap->indices[a] = heap->indices[b];
    heap->scores[b] = score;
    heap->indices[b] = index;
}

static void sift_up(best_heap *heap, size_t at)
{
    while (at > 0 && worse(heap, at, (at - 1) / 2)) {
        swap(heap, at, (at - 1) / 2);
        at = (at - 1) / 2;
    }
}

static void sift_down(best_heap *heap, size_t size)
{
    size_t at = 0, child;
    while ((child = 2 * at + 1) < size) {
        if (child + 1 < size && worse(heap, child + 1, child))
            child++;
        if (!worse(heap, child, at))
            return;
        swap(heap, at, child);
        at = child;
    }
}

static void offer(best_heap *heap, int32_t score, int64_t index)
{
    if (heap->size < heap->k) {
        heap->scores[heap->size] = score;
        heap->indices[heap->size] = index;
        sift_up(heap, heap->size++);
    } else if (score > heap->scores[0]) { /* an equal score has the higher index here, and loses */
        heap->scores[0] = score;
        heap->indices[0] = index;
        sift_down(heap, heap->size);
    }
}

NACRE_INLINE int is_live(const uint8_t *live, size_t row)
{
    return live == NULL || (live[row / 8] >> (row % 8) & 1);
}

/* Offers scores[0 .. count - 1] of the rows first, first + 1, ... */
static void offer_block(best_heap *heap, const int32_t *scores, size_t first, size_t count, const uint8_t *live)
{
    size_t at, i;
    for (at = 0; at < count; at += GROUP) {
        const size_t end = at + GROUP < count ? at + GROUP : count;
        if (heap->size == heap->k && end == at + GROUP) {
            const int32_t worst = heap->scores[0];
            int beats = 0;
            for (i = 0; i < GROUP; i++)
                beats |= scores[at + i] > worst;
            if (!beats)
                continue;
        }
        for (i = at; i < end; i++)
            if ((heap->size < heap->k || scores[i] > heap->scores[0]) && is_live(live, first + i))
                offer(heap, scores[i], (int64_t)(first + i));
    }
}

/* Heap sort: the worst goes to the end, again and again. */
static size_t finish(best_heap *heap)
{
    size_t size;
    for (size = heap->size; size > 1; size--) {
        swap(heap, 0, size - 1);
        sift_down(heap, size - 1);
    }
    return heap->size;
}

size_t nacre_top_k_int32(const int32_t *scores, size_t n, const uint8_t *live, size_t k, int64_t *indices,
                         int32_t *best)
{
    best_heap heap = {indices, best, 0, k};
    if (k == 0)
        return 0;
    offer_block(&heap, scores, 0, n, live);
    return finish(&heap);
}

/* An int32 that orders as the float does: negative floats order backwards by their magnitude bits. */
NACRE_INLINE int32_t ordered(float value)
{
    int32_t bits;
    value += 0.0f; /* -0 becomes 0 */
    memcpy(&bits, &value, sizeof bits);
    return bits < 0 ? (int32_t)((uint32_t)bits ^ UINT32_C(0x7FFFFFFF)) : bits;
}

size_t nacre_top_k_float(const float *scores, size_t n, const uint8_t *live, size_t k, int64_t *indices,
                         int32_t *best)
{
    best_heap heap = {indices, best, 0, k};
    int32_t block[BLOCK];
    size_t first, i;
    if (k == 0)
        return 0;
    for (first = 0; first < n; first += BLOCK) {
        const size_t count = n - first < BLOCK ? n - first : BLOCK;
        for (i = 0; i < count; i++)
            block[i] = ordered(scores[first + i]);
        offer_block(&heap, block, first, count, live);
    }
    return finish(&heap);
}

/* Whether any of the rows first .. first + count - 1 lives; first is a multiple of 8. */
static int any_live(const uint8_t *live, size_t first, size_t count)
{
    size_t i;
    if (live == NULL)
        return 1;
    for (i = 0; i < count; i++)
        if (is_live(live, first + i))
            return 1;
    return 0;
}

size_t nacre_scan_top_k(const int8_t *query, const uint8_t *codes, size_t n, size_t d, const uint8_t *live, size_t k,
                        void *workspace, int64_t *indices, int32_t *best)
{
    const nacre_kernel *kernel = nacre_active_kernel();
    best_heap heap = {indices, best, 0, k};
    int32_t scores[BLOCK];
    size_t first;
    if (k == 0)
        return 0;
    kernel->prepare(query, d, workspace);
    for (first = 0; first < n; first += BLOCK) {
        const size_t count = n - first < BLOCK ? n - first : BLOCK;
        if (!any_live(live, first, count))
            continue;
        kernel->dot_prepared(workspace, codes + first * (d / 4), count, d, scores);
        offer_block(&heap, scores, first, count, live);
    }
    return finish(&heap);
}
