/* The processor's answer, with a yes for the levels whose instructions are emulated: the bits of NACRE_EMULATED. */
#include "ternary_levels.h"

#define nacre_processor_runs nacre_real_processor_runs
int nacre_processor_runs(int level);
#include "ternary_cpu.c"
#undef nacre_processor_runs

int nacre_processor_runs(int level)
{
    return (NACRE_EMULATED >> level & 1) || nacre_real_processor_runs(level);
}
