/*
 * Which version of the program made the views: the numbers in them (values of domains, codes,
 * fingerprints) mean what that version says, so another version makes them anew from the journal.
 */
#ifndef ENGINE_STORAGE_VIEW_VERSION_H
#define ENGINE_STORAGE_VIEW_VERSION_H

#include "engine/storage/store.h"

bool views_are_current(struct store *store, bool *current, struct error *error) MUST_CHECK;

/* Writes the version down, inside the transaction that made the views. */
bool views_note_version(struct store *store, struct error *error) MUST_CHECK;

#endif
