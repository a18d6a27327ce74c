/*
 * Crockford's base 32: bytes as letters and digits that can be read aloud and typed back.
 *
 * Reading takes either case, O for 0, I and L for 1, and passes over hyphens and blanks.
 */
#ifndef ENGINE_STORAGE_BASE32_H
#define ENGINE_STORAGE_BASE32_H

#include "engine/foundation/bytes.h"

/* Characters for so many bytes, hyphens every group characters (0: none), and a final NUL. */
void base32_write(const uint8_t *bytes, size_t size, size_t group, char *text, size_t room);

/* False unless text holds exactly size bytes. */
bool base32_read(struct slice text, uint8_t *bytes, size_t size) MUST_CHECK;

#endif
