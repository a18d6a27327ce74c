/* A ZIP with one entry, stored as it is: what the terminal double packs answers into. */
#ifndef TESTS_DOUBLES_ZIP_STORE_H
#define TESTS_DOUBLES_ZIP_STORE_H

#include "tests/doubles/double_text.h"

void zip_store(struct double_text *zip, const char *name, const char *bytes, size_t size);

#endif
