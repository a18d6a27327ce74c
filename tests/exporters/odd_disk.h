/*
 * A real disk that misbehaves on order: the n-th call fails, it is full after so many bytes, or it
 * gives back another byte than was written.
 */
#ifndef TESTS_EXPORTERS_ODD_DISK_H
#define TESTS_EXPORTERS_ODD_DISK_H

#include "engine/foundation/world.h"

struct odd_disk {
    struct disk_port real;
    int64_t calls;    /* creates, writes, syncs, renames, folder syncs, opens and reads so far */
    int64_t fail_at;  /* 0: none */
    int64_t room;     /* bytes that fit; below 0: any number */
    int64_t spoil_at; /* the read that gives back a wrong byte; 0: none */
    int64_t reads;
    int64_t opened; /* files open now */
};

void odd_disk_open(struct odd_disk *disk);

/* Borrows the disk. */
struct disk_port odd_disk_port(struct odd_disk *disk);

#endif
