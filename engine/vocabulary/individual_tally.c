#include "engine/vocabulary/individual_tally.h"

/*
 * The digits of a run as a number, whatever they are written in: in every form the last byte of a
 * digit ends in 0 to 9 above that of its zero, which is 30 (half width), 90 (UTF-8) or 4F (CP932).
 */
static uint64_t run_value(struct slice run)
{
    uint64_t value = 1; /* never 0, so that an empty place is told from a value */
    for (size_t i = 0; i < run.size; i++) {
        uint8_t byte = run.data[i];
        if (byte >= '0' && byte <= '9') {
            value = value * 10 + (uint64_t)(byte - '0');
        } else if (byte >= 0x90 && byte <= 0x99) {
            value = value * 10 + (uint64_t)(byte - 0x90);
        } else if (byte >= 0x4F && byte <= 0x58) {
            value = value * 10 + (uint64_t)(byte - 0x4F);
        }
    }
    return value;
}

static bool is_new(struct individual_tally *tally, uint64_t value)
{
    uint64_t mixed = value * UINT64_C(0x9E3779B97F4A7C15);
    uint64_t *place = &tally->seen[(mixed >> 32) % INDIVIDUAL_TALLY_SEEN];
    if (*place == value) {
        return false;
    }
    *place = value;
    return true;
}

bool individual_tally_add(struct individual_tally *tally, struct slice bytes)
{
    struct individual_number_run run = {.size = 0};
    size_t at = 0;
    bool any = false;
    while (individual_number_next(bytes, at, &run)) {
        any = any || run.is_right;
        if (is_new(tally, run_value(slice_part(bytes, run.at, run.size)))) {
            tally->candidates++;
            tally->passing += run.is_right ? 1 : 0;
        }
        at = run.at + run.size;
    }
    return any;
}

/*
 * One in ten passes by chance, with a variance of 0.09 for each: passing - n/10 > 4 sqrt(0.09 n), in
 * whole numbers (10 passing - n)^2 > 144 n.
 */
bool individual_tally_is_bulk(const struct individual_tally *tally)
{
    uint64_t tenfold = tally->passing * 10;
    uint64_t above = 0;
    if (tally->passing < 3 || tenfold <= tally->candidates) {
        return false;
    }
    above = tenfold - tally->candidates;
    return above > tally->candidates * 144 / above;
}

void individual_tally_wipe(struct individual_tally *tally)
{
    bytes_wipe(tally, sizeof *tally);
}
