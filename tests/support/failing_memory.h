/*
 * Memory that runs out at the n-th request, in the program, in SQLite and in OpenSSL alike.
 *
 * A program that uses it is linked with --wrap=malloc --wrap=calloc --wrap=realloc (the library
 * test_failing_memory).  What zlib takes by itself is not counted.
 */
#ifndef TESTS_SUPPORT_FAILING_MEMORY_H
#define TESTS_SUPPORT_FAILING_MEMORY_H

#include <stdbool.h>
#include <stdint.h>

/* First of all in main: the libraries are told before they take any memory. */
void failing_memory_install(void);

/* From now on requests are counted; the n-th fails, and all after it if for_good.  0: none fails. */
void failing_memory_begin(int64_t n, bool for_good);

/* Ends it; the number of requests since. */
int64_t failing_memory_end(void);

#endif
