/* Inside gateway: what its requests (gateway.c) and its line as a whole (gateway_line.c) need of each other. */
#ifndef IMPORTERS_ONLINE_GATEWAY_INSIDE_H
#define IMPORTERS_ONLINE_GATEWAY_INSIDE_H

#include "importers/online/gateway.h"

enum {
    SLOT_STATE = LIMIT_GATEWAY_JOBS + 1 /* in a slot: it asks for the state, not for a job */
};

struct gateway_pause gateway_pause_of(const struct gateway *gateway, int64_t for_ms);

/* How much of it is left; 0: it is over. */
int64_t gateway_left_ms(const struct gateway_pause *pause, int64_t now);

/* Doubled each time, and up to half of it more. */
int64_t gateway_pause_ms(struct gateway *gateway, unsigned times);

/* What the reply asks for, else the doubled one. */
int64_t
gateway_said_pause_ms(struct gateway *gateway, const struct web_reply *reply, unsigned times);

/* The line has failed: it rests, and what is wrong is kept. */
void gateway_note_trouble(struct gateway *gateway, enum fault fault, const char *detail);

/* False when there was no answer, or one that says something about the line and not about the request. */
bool gateway_note_end(struct gateway *gateway, const struct web_reply *reply);
bool gateway_note_status(struct gateway *gateway, const struct web_reply *reply);
void gateway_name_status(const struct web_reply *reply, char text[32]);

#endif
