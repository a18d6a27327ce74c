#include "engine/storage/view_version.h"

#include <stdio.h>
#include <string.h>

#include "engine/foundation/fold.h"
#include "engine/storage/crypto.h"
#include "engine/storage/meta.h"
#include "engine/vocabulary/domain.h"
#include "engine/vocabulary/finding.h"

enum {
    VIEWS_VERSION = 14 /* of how entries are applied (views.h) */
};

static bool add_domains(struct hasher *hasher, struct error *error)
{
    for (int domain = DOMAIN_NONE + 1; domain < DOMAIN_COUNT; domain++) {
        for (unsigned i = 0; i < domain_size((enum domain)domain); i++) {
            if (!hasher_add(hasher, slice_of(domain_value_name((enum domain)domain, i)), error) ||
                !hasher_add(hasher, slice_of("\n"), error)) {
                return false;
            }
        }
    }
    return true;
}

static bool add_findings(struct hasher *hasher, struct error *error)
{
    for (unsigned i = 0; i < FINDING_COUNT; i++) {
        if (!hasher_add(hasher, slice_of(finding_name((enum finding)i)), error) ||
            !hasher_add(hasher, slice_of("\n"), error)) {
            return false;
        }
    }
    return true;
}

/* A digest of every table whose numbers stand in views. */
static bool version_text(char text[META_VALUE], struct error *error)
{
    struct hasher *hasher = NULL;
    uint8_t hash[HASH_BYTES];
    bool done = hasher_open(&hasher, error) && add_domains(hasher, error) &&
                add_findings(hasher, error) && hasher_finish(hasher, hash, error);
    hasher_close(hasher);
    if (!done) {
        return false;
    }
    (void)snprintf(
        text, META_VALUE, "%d.%d.%02x%02x%02x%02x%02x%02x%02x%02x", VIEWS_VERSION, FOLD_VERSION,
        hash[0], hash[1], hash[2], hash[3], hash[4], hash[5], hash[6], hash[7]);
    return true;
}

bool views_are_current(struct store *store, bool *current, struct error *error)
{
    char now[META_VALUE];
    char noted[META_VALUE];
    if (!version_text(now, error) || !meta_get(store, "views", noted, error)) {
        return false;
    }
    *current = strcmp(now, noted) == 0;
    return true;
}

bool views_note_version(struct store *store, struct error *error)
{
    char now[META_VALUE];
    return version_text(now, error) && meta_put(store, "views", now, error);
}
