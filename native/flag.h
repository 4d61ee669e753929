/*
 * A flag that one thread sets while another one computes: how a call into a library is broken off half-way.
 *
 * The library asks at short intervals, from threads of its own, so the answer must not need Python's lock.
 *
 * Rules
 *   - The caller owns the flag, and keeps it for as long as anything may read it. Any thread may set or read it.
 *   - A reader sees a change at one of its next readings; no other memory is ordered by it.
 *   - Nothing is allocated, no lock is taken. Every function is O(1).
 */
#ifndef NACRE_FLAG_H
#define NACRE_FLAG_H

#include <stdbool.h>

typedef struct {
    int raised; /* 0 or 1 */
} nacre_flag;

/* Raises the flag (1) or takes it down (0). Any other value counts as 1. */
void nacre_flag_set(nacre_flag *flag, int raised);

/* Whether it is raised. Its signature is that of ggml_abort_callback; `flag` is a nacre_flag, NULL reads as not raised. */
bool nacre_flag_read(void *flag);

/*
 * Does nothing. Its signature is that of ggml_log_callback: it takes what a library still has to say after Python's own
 * callback is gone.
 */
void nacre_hear_nothing(int level, const char *text, void *data);

#endif
