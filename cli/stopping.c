#include "cli/stopping.h"

#include <signal.h>
#include <string.h>

static volatile sig_atomic_t is_asked = 0;

static void on_signal(int number)
{
    (void)number;
    is_asked = 1;
}

void stopping_begin(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal; /* without SA_RESTART: a wait ends */
    (void)sigemptyset(&action.sa_mask);
    (void)sigaction(SIGTERM, &action, NULL);
    (void)sigaction(SIGINT, &action, NULL);
}

bool stopping_is_asked(void)
{
    return is_asked != 0;
}
