/* What a fuzz target provides; it states its property with require(). */
#ifndef TESTS_FUZZ_FUZZ_H
#define TESTS_FUZZ_FUZZ_H

#include "engine/foundation/bytes.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#endif
