/*
 * A disk port that writes to the real disk and into a recording.
 *
 * Nothing is really synced: the recording says what a sync would have made durable.
 */
#ifndef TESTS_SUPPORT_RECORDING_DISK_H
#define TESTS_SUPPORT_RECORDING_DISK_H

#include "engine/foundation/world.h"
#include "tests/support/recording.h"

enum {
    RECORDING_HANDLES = 64
};

struct recording_disk {
    struct recording *recording;
    struct disk_port real;

    struct {
        bool used;
        int real;
        int file;
        int64_t offset;
    } handles[RECORDING_HANDLES];
};

/* The port borrows disk, which must outlive it. */
struct disk_port recording_disk_open(struct recording_disk *disk, struct recording *recording);

#endif
