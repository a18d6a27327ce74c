/* Reading the rule files of a folder, and proving a rulebook before it is adopted. */
#ifndef CLI_RULES_FOLDER_H
#define CLI_RULES_FOLDER_H

#include "cli/cli.h"
#include "engine/law/rulebook_proof.h"

struct rules_folder {
    struct rule_file files[LIMIT_RULE_FILES];
    struct buffer bytes[LIMIT_RULE_FILES];
    char names[LIMIT_RULE_FILES][128];
    size_t count;
};

/* Every *.yaml of the folder; RULES_FOLDER when there is none.  Close it either way. */
bool rules_folder_read(
    struct cli *cli,
    const char *path,
    struct rules_folder *folder,
    struct error *error) MUST_CHECK;
void rules_folder_close(struct rules_folder *folder);

/*
 * Puts one file into a folder that was read, in the place of the one of the same name or beside the
 * others: what a single edited file would make of the rulebook.
 */
bool rules_folder_replace(
    struct cli *cli,
    const char *file,
    struct rules_folder *folder,
    struct error *error) MUST_CHECK;

/* Whether a path names a single rule file, not a folder. */
bool rules_folder_is_file(const char *path) MUST_CHECK;

/* Loads and proves; *book is the caller's to close, also when it is not clean. */
bool rules_folder_prove(
    const struct rules_folder *folder,
    struct rulebook **book,
    struct proof_summary *summary,
    void (*take)(void *context, const struct proof_finding *finding),
    void *context,
    struct error *error) MUST_CHECK;

/* Where the rule files are when nothing else is said. */
const char *rules_folder_default(const struct cli *cli);

#endif
