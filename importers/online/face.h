/*
 * The folder of card answers: what the terminal's card reader writes for everybody to read.
 *
 * Read-only: nothing is written, moved or removed.  The receipt computer may move a file away at any
 * moment, so that the bytes are copied first and looked for in trash where they are gone.  A file is
 * known by its name and its bytes; one that was kept is passed over, one of a known name with other
 * bytes is kept and not used.  Only files of the last days are looked at, by the time in their names.
 */
#ifndef IMPORTERS_ONLINE_FACE_H
#define IMPORTERS_ONLINE_FACE_H

#include "engine/storage/store.h"

struct face_report {
    bool is_there; /* the terminal has such a folder */
    int64_t taken; /* files kept in this look */
    int64_t people;
    int64_t odd;    /* people whose part cannot be used, conflicts included */
    int64_t broken; /* files that cannot be read; they are looked at again next time */
};

/*
 * One look.  root is the terminal's folder, with face and perhaps trash in it; days how far back.
 * Call with the role "sync" taken.  told is called for each file that is not in order, with its name
 * and what is wrong; NULL: nobody is told.  A file being written is left for the next look.
 * Faults: LINE_DOWN, the store's.
 */
bool face_look(
    struct store *store,
    const char *root,
    int64_t days,
    struct face_report *report,
    void (*told)(void *context, const char *name, const struct error *why),
    void *context,
    struct error *error) MUST_CHECK;

#endif
