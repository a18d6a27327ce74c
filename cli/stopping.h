/* Being asked to stop (SIGTERM, SIGINT) where a command runs until then. */
#ifndef CLI_STOPPING_H
#define CLI_STOPPING_H

#include <stdbool.h>

/* From now on a signal to stop is noted instead of ending the program at once. */
void stopping_begin(void);
bool stopping_is_asked(void);

#endif
