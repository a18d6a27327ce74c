/* export verdicts|worklist: lists of visits for people, as CSV. */
#ifndef CLI_EXPORT_LIST_H
#define CLI_EXPORT_LIST_H

#include "cli/cli.h"
#include "exporters/csv_cell.h"

struct export_list_order {
    const char *name; /* of the file, without its folder */
    const char *out;  /* folder; made when it is not there */
    enum csv_encoding encoding;
    bool open_only; /* the work list */
};

/* Unlocks; the exit code of the program. */
int export_list(struct cli *cli, const struct export_list_order *order);

#endif
