/*
 * Bugs.  A condition that only a mistake in this program can break is stated with require(); it is
 * compiled in always and aborts, which is safe because the journal is (design, section 5).
 *
 * Not for faults (bad input, full disk): those are struct error.
 */
#ifndef ENGINE_FOUNDATION_REQUIRE_H
#define ENGINE_FOUNDATION_REQUIRE_H

#define require(condition) ((condition) ? (void)0 : require_failed(#condition, __FILE__, __LINE__))

/* The result of a function so marked must be looked at; the one attribute the product uses. */
#define MUST_CHECK __attribute__((warn_unused_result))

/* Prints the condition and where it stands (never a value) to standard error and aborts. */
_Noreturn void require_failed(const char *condition, const char *file, int line);

#endif
