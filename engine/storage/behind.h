/*
 * A second core that does one job while the caller goes on with the next.
 *
 * At most one job is under way.  What the job uses belongs to it until behind_wait.  Where no thread
 * can be started the job is done by the caller.
 */
#ifndef ENGINE_STORAGE_BEHIND_H
#define ENGINE_STORAGE_BEHIND_H

#include "engine/foundation/error.h"

typedef bool behind_job(void *context, struct error *error);

struct behind;

bool behind_open(struct behind **behind, struct error *error) MUST_CHECK;
void behind_close(struct behind *behind); /* waits for the job; NULL is taken */

/* No job may be under way, nor one whose outcome nobody asked for. */
void behind_start(struct behind *behind, behind_job *job, void *context);

/* Waits for the job and hands over its outcome; true when there was none. */
bool behind_wait(struct behind *behind, struct error *error) MUST_CHECK;

#endif
