#include "flag.h"

#include <stddef.h>

/* MSVC reads and writes a volatile int in one piece, which is all that is asked for. */
#if defined(__GNUC__) || defined(__clang__)
#define STORE(place, value) __atomic_store_n(place, value, __ATOMIC_RELAXED)
#define LOAD(place) __atomic_load_n(place, __ATOMIC_RELAXED)
#else
#define STORE(place, value) (*(volatile int *)(place) = (value))
#define LOAD(place) (*(volatile const int *)(place))
#endif

void nacre_flag_set(nacre_flag *flag, int raised)
{
    STORE(&flag->raised, raised != 0);
}

bool nacre_flag_read(void *flag)
{
    return flag != NULL && LOAD(&((nacre_flag *)flag)->raised) != 0;
}

void nacre_hear_nothing(int level, const char *text, void *data)
{
    (void)level;
    (void)text;
    (void)data;
}
