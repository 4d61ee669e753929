#include "postings.h"

#include <string.h>

/* Where a reader stands: page by page through the contents of a segment's leaves. */
struct cursor {
    const uint8_t *pages;
    const int64_t *ends;
    int64_t n_pages;
    int64_t page;       /* the page that `at` is on */
    const uint8_t *at;  /* next byte */
    const uint8_t *end; /* of the list's bytes on this page */
    const uint8_t *whole; /* where a row id stands as a whole, or NULL */
    int last;           /* the list ends with this page */
};

/* One varint from *at; 0 where it would go beyond `end`. */
static inline int varint(const uint8_t **at, const uint8_t *end, uint64_t *value)
{
    const uint8_t *p = *at;
    uint64_t v = 0;
    if (p < end && *p < 0x80) { /* nearly all of them */
        *value = *p;
        *at = p + 1;
        return 1;
    }
    for (int i = 0; i < 8; i++) {
        if (p >= end) {
            return 0;
        }
        v = (v << 7) | (*p & 0x7f);
        if (*p++ < 0x80) {
            *value = v;
            *at = p;
            return 1;
        }
    }
    if (p >= end) {
        return 0;
    }
    *value = (v << 8) | *p++; /* the ninth byte is whole */
    *at = p;
    return 1;
}

static inline uint32_t big_endian_16(const uint8_t *p)
{
    return (uint32_t)p[0] << 8 | p[1];
}

/* The page's bytes and where its content ends; 0 where its header can't be right. */
static int open_page(const struct cursor *c, int64_t page, const uint8_t **start, const uint8_t **content_end,
                     const uint8_t **end)
{
    int64_t from = page == 0 ? 0 : c->ends[page - 1];
    int64_t size = c->ends[page] - from;
    if (size < 4) {
        return 0;
    }
    *start = c->pages + from;
    *end = *start + size;
    uint32_t content = big_endian_16(*start + 2);
    if (content < 4 || content > size) {
        return 0;
    }
    *content_end = *start + content;
    return 1;
}

/* Goes to the next page; 1, 0 where the list has no more bytes, or -1. */
static int next_page(struct cursor *c)
{
    const uint8_t *start, *content_end, *end;
    if (c->last || c->page + 1 >= c->n_pages) {
        return 0;
    }
    c->page++;
    if (!open_page(c, c->page, &start, &content_end, &end)) {
        return -1;
    }
    c->at = start + 4;
    c->end = content_end;
    c->whole = NULL;
    uint32_t whole = big_endian_16(start);
    if (whole != 0 && whole < content_end - start) {
        c->whole = start + whole;
    }
    if (content_end < end) { /* a term stands here: the list ends before it */
        const uint8_t *footer = content_end;
        uint64_t first;
        if (!varint(&footer, end, &first) || first < 4 || first > (uint64_t)(content_end - start)) {
            return -1;
        }
        c->end = start + first;
        c->last = 1;
    }
    return 1;
}

/* Puts the cursor behind the term on its first page; 1, 0 where the page does not have it, or -1. */
static int find_term(struct cursor *c, const uint8_t *term, uint64_t term_bytes)
{
    const uint8_t *start, *content_end, *end, *at;
    uint64_t matched = 0; /* leading bytes that the term has in common with the one before */
    uint64_t offset = 0;
    if (!open_page(c, 0, &start, &content_end, &end)) {
        return -1;
    }
    const uint8_t *footer = content_end;
    for (int first = 1; footer < end; first = 0) {
        uint64_t step, shared = 0, rest;
        if (!varint(&footer, end, &step) || step > (uint64_t)(content_end - start) - offset) {
            return -1;
        }
        offset += step;
        at = start + offset;
        if (offset < 4 || (!first && !varint(&at, content_end, &shared)) || !varint(&at, content_end, &rest) ||
            rest > (uint64_t)(content_end - at)) {
            return -1;
        }
        if (shared < matched) {
            return 0; /* terms are in order: this one stands behind where ours would */
        }
        if (shared == matched) {
            uint64_t i = 0, most = rest < term_bytes - matched ? rest : term_bytes - matched;
            while (i < most && at[i] == term[matched + i]) {
                i++;
            }
            matched += i;
            if (matched == term_bytes && i == rest) {
                c->at = at + rest;
                c->end = content_end;
                if (footer < end) {
                    if (!varint(&footer, end, &step) || step > (uint64_t)(content_end - start) - offset) {
                        return -1;
                    }
                    c->end = start + offset + step;
                    c->last = 1;
                    if (c->end < c->at) {
                        return -1;
                    }
                }
                return 1;
            }
            if (i < rest && (matched == term_bytes || at[i] > term[matched])) {
                return 0;
            }
        }
    }
    return 0;
}

/* Reads `left` bytes of positions, over pages; the weighted occurrences, or -1. */
static double occurrences(struct cursor *c, uint64_t left, const double *weights, int64_t columns)
{
    double sum = 0.0, weight = weights[0];
    int column_follows = 0;
    while (left > 0) {
        while (c->at >= c->end) {
            if (next_page(c) != 1) {
                return -1;
            }
        }
        uint64_t here = (uint64_t)(c->end - c->at);
        const uint8_t *stop = c->at + (here < left ? here : left);
        left -= (uint64_t)(stop - c->at);
        while (c->at < stop) { /* varints never straddle pages */
            uint64_t value;
            if (!varint(&c->at, stop, &value)) {
                return -1;
            }
            if (column_follows) {
                if (value >= (uint64_t)columns) {
                    return -1;
                }
                weight = weights[value];
                column_follows = 0;
            } else if (value == 1) {
                column_follows = 1;
            } else {
                sum += weight;
            }
        }
    }
    return column_follows ? -1 : sum;
}

int64_t nacre_postings(const uint8_t *pages, const int64_t *ends, int64_t n_pages, const uint8_t *term,
                       int64_t term_bytes, const double *weights, int64_t columns, int64_t room, int64_t *rowids,
                       double *frequencies)
{
    struct cursor c = {pages, ends, n_pages, 0, NULL, NULL, NULL, 0};
    uint64_t row = 0, size, step;
    int64_t n = 0;
    if (n_pages == 0) {
        return 0;
    }
    int found = find_term(&c, term, (uint64_t)term_bytes);
    if (found != 1) {
        return found;
    }
    for (;;) {
        while (c.at >= c.end) {
            int more = next_page(&c);
            if (more != 1) {
                return more == 0 ? n : NACRE_POSTINGS_MALFORMED;
            }
        }
        int whole = n == 0 || c.at == c.whole;
        if (n == room || !varint(&c.at, c.end, &step) || !varint(&c.at, c.end, &size)) {
            return NACRE_POSTINGS_MALFORMED;
        }
        uint64_t next = whole ? step : row + step;
        if ((n > 0 && next <= row) || next > INT64_MAX) {
            return NACRE_POSTINGS_MALFORMED;
        }
        row = next;
        rowids[n] = (int64_t)row;
        frequencies[n] = -1.0;
        if (size >= 2) { /* an odd size with positions is a row that was written anew: it counts */
            double sum = occurrences(&c, size >> 1, weights, columns);
            if (sum < 0) {
                return NACRE_POSTINGS_MALFORMED;
            }
            frequencies[n] = sum;
        }
        n++;
    }
}

int nacre_varint_sums(const uint8_t *bytes, int64_t n_bytes, int64_t columns, int64_t n, int32_t *sums)
{
    const uint8_t *at = bytes, *end = bytes + n_bytes;
    for (int64_t i = 0; i < n; i++) {
        uint64_t sum = 0, value;
        for (int64_t column = 0; column < columns; column++) {
            if (!varint(&at, end, &value)) {
                return NACRE_POSTINGS_MALFORMED;
            }
            sum = value > INT32_MAX || sum + value > INT32_MAX ? INT32_MAX : sum + value;
        }
        sums[i] = (int32_t)sum;
    }
    return at == end ? 0 : NACRE_POSTINGS_MALFORMED;
}

int nacre_add_bm25(const int64_t *rowids, const double *frequencies, int64_t n, double idf, const double *norms,
                   int64_t n_norms, const int32_t *lengths, double *scores, int64_t rows)
{
    const double k1 = 1.2;
    for (int64_t i = 0; i < n; i++) {
        int64_t r = rowids[i];
        if (r < 0 || r >= rows || lengths[r] < 0 || lengths[r] >= n_norms) {
            return NACRE_POSTINGS_MALFORMED;
        }
        double f = frequencies[i];
        scores[r] += idf * ((f * (k1 + 1.0)) / (f + norms[lengths[r]]));
    }
    return 0;
}
