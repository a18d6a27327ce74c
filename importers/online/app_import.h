/*
 * Text of the マイナ資格確認アプリ in the store: one answer, kept with its bytes as a bulk.
 */
#ifndef IMPORTERS_ONLINE_APP_IMPORT_H
#define IMPORTERS_ONLINE_APP_IMPORT_H

#include "engine/law/rulebook.h"
#include "engine/storage/answers.h"

struct app_import {
    const struct rulebook *book;
    struct date day; /* DATE_NONE: the text has it */
    unsigned
        card_class; /* as the operator saw it; CARD_CLASS_ABSENT: the text has it, or nobody said */
    int64_t visit;  /* 0: found by the numbers */
    bool attests;   /* whoever runs this saw the screen; without it APP_ATTEST */
};

/* *was_there: the same text is there; nothing was done.  Faults: those of app_text_read, the store's. */
bool app_import_file(
    struct store *store,
    const char *path,
    const struct app_import *import,
    bool *was_there,
    struct error *error) MUST_CHECK;

#endif
