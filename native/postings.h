/*
 * Posting lists as SQLite's FTS5 stores them: manual and only declaration of every function.
 *
 * FTS5 keeps an index as segments of leaf pages (the comment "STRUCTURE RECORDS" onwards in SQLite's fts5_index.c).
 *   page      2 bytes: where the first row id that no term on this page comes before stands, 0 for none; 2 bytes: where
 *             the content ends; content from byte 4; then varints: where the first term stands, and how much further
 *             each next one. Both numbers are big-endian.
 *   term      varint length, bytes; from the page's second on: varint bytes shared with the term before, varint
 *             length of the rest, bytes. The list of its postings follows, and goes on from byte 4 of the next pages.
 *   posting   row id (the whole of it at the start of a list and as the first of a page, else the difference to the
 *             one before), varint 2 * bytes of positions + 1 where it deletes the row from older segments, positions.
 *   positions varints: 1 and a column's number where the column changes (it starts as 0), else one occurrence.
 *   varint    up to 9 bytes, the most significant 7 bits first, SQLite's own.
 *
 * Rules that hold for every function
 *   - Lengths of buffers are the caller's to state truly; what stands in them may be anything. Nothing is read or
 *     written outside, and every loop ends, whatever the bytes.
 *   - Arrays of int64, int32 and double are aligned to their element. Outputs overlap nothing else.
 *   - Nothing is allocated, no file is touched, no lock is taken: calls may run in any number of threads at once.
 */
#ifndef NACRE_POSTINGS_H
#define NACRE_POSTINGS_H

#include <stddef.h>
#include <stdint.h>

enum {
    NACRE_POSTINGS_MALFORMED = -1 /* the pages are not what is described above */
};

/*
 * The postings of one term in one segment. O(bytes of the list + bytes of the first page).
 *
 *   pages        the segment's leaf pages that can hold the list, one after the other, the one to look for the term on
 *                first
 *   ends         n_pages numbers: where each page ends in `pages`
 *   term         term_bytes bytes, FTS5's leading '0' included
 *   weights      columns numbers, none below 0: how much one occurrence in each column counts
 *   rowids       out, room for `room`: row ids, ascending
 *   frequencies  out, room for `room`: the sum of the weights of the occurrences in the row; -1 where the posting says
 *                that the row was deleted
 *
 * Returns how many postings there are, 0 where the first page does not have the term, or NACRE_POSTINGS_MALFORMED, also
 * where there is no room. A posting takes at least 2 bytes, so half the bytes of `pages` is room enough.
 */
int64_t nacre_postings(const uint8_t *pages, const int64_t *ends, int64_t n_pages, const uint8_t *term,
                       int64_t term_bytes, const double *weights, int64_t columns, int64_t room, int64_t *rowids,
                       double *frequencies);

/*
 * Sums of every `columns` varints in `bytes`; FTS5 stores a row's tokens by column so. There have to be n * columns of
 * them and nothing else. A sum beyond int32 becomes the largest int32. Returns 0 or NACRE_POSTINGS_MALFORMED. O(bytes).
 */
int nacre_varint_sums(const uint8_t *bytes, int64_t n_bytes, int64_t columns, int64_t n, int32_t *sums);

/*
 * Adds one term's share of BM25 (k1 1.2) to scores:
 *   scores[r] += idf * (f * (k1 + 1)) / (f + norms[lengths[r]])
 * for the n pairs of r in `rowids` and f in `frequencies`. `lengths` and `scores` have `rows` entries; `norms` has
 * `n_norms`, and norms[l] is k1 * (1 - b + b * l / mean). Returns 0, or NACRE_POSTINGS_MALFORMED at the first r or
 * length outside, with the scores of those before it changed. O(n).
 */
int nacre_add_bm25(const int64_t *rowids, const double *frequencies, int64_t n, double idf, const double *norms,
                   int64_t n_norms, const int32_t *lengths, double *scores, int64_t rows);

#endif
