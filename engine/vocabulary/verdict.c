#include "engine/vocabulary/verdict.h"

bool verdict_is_claimable(unsigned path)
{
    return path == PATH_CURRENT || path == PATH_PAST || path == PATH_UNKNOWN;
}

bool verdict_is_open(unsigned path)
{
    return path == PATH_HELD || path == PATH_WAITING || path == PATH_UNDECIDED;
}
