/*
 * Links: which visit the answer to a card is about, where the service gave our chart number back
 * (照会番号) and there is a visit of that chart on that day.
 *
 * A card is read before the visit is written down as often as after, so that this is looked at again
 * for some weeks.  A link is an entry; whether the person agrees is engine/law, as for any answer.
 */
#ifndef ENGINE_STORAGE_ANSWER_LINKS_H
#define ENGINE_STORAGE_ANSWER_LINKS_H

#include "engine/storage/answers.h"

/* Makes the links that can be made now, each durable; *made counts them. */
bool answer_links_make(
    struct store *store,
    struct part_cache *cache,
    int64_t *made,
    struct error *error) MUST_CHECK;

#endif
