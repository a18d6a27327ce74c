/*
 * card_rival reset|exclusive|transaction|empty: another program at the same reader.  Says "waiting", takes the
 * first card that comes and says "connected"; "reset" resets it and ends, the others hold it until their
 * standard input ends; "empty" only waits until the service has seen that there is no card.
 */
#include <stdio.h>
#include <string.h>
#include <winscard.h>

static LONG take(SCARDCONTEXT service, DWORD mode, SCARDHANDLE *card)
{
    char readers[256] = "";
    DWORD size = sizeof readers;
    DWORD protocol = 0;
    LONG code = SCardListReaders(service, NULL, readers, &size);
    while (code == SCARD_S_SUCCESS) {
        SCARD_READERSTATE state = {.szReader = readers};
        code = SCardConnect(
            service, readers, mode, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, card, &protocol);
        if (code == SCARD_S_SUCCESS) {
            return code;
        }
        code = SCardGetStatusChange(service, 0, &state, 1);
        state.dwCurrentState = state.dwEventState;
        code = SCardGetStatusChange(service, 100, &state, 1);
        code = code == SCARD_E_TIMEOUT ? SCARD_S_SUCCESS : code;
    }
    return code;
}

/* The state as it is, then whatever changes it. */
static LONG wait_until_empty(SCARDCONTEXT service)
{
    char readers[256] = "";
    DWORD size = sizeof readers;
    LONG code = SCardListReaders(service, NULL, readers, &size);
    SCARD_READERSTATE state = {.szReader = readers};
    while (code == SCARD_S_SUCCESS && (state.dwEventState & SCARD_STATE_EMPTY) == 0) {
        state.dwCurrentState = state.dwEventState;
        code = SCardGetStatusChange(service, INFINITE, &state, 1);
    }
    return code;
}

int main(int count, char **words)
{
    const char *what = count == 2 ? words[1] : "";
    DWORD mode = strcmp(what, "exclusive") == 0 ? SCARD_SHARE_EXCLUSIVE : SCARD_SHARE_SHARED;
    SCARDCONTEXT service = 0;
    SCARDHANDLE card = 0;
    LONG code = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &service);
    if (strcmp(what, "empty") == 0) {
        return wait_until_empty(service) != SCARD_S_SUCCESS;
    }
    (void)printf("waiting\n");
    (void)fflush(stdout);
    code = code == SCARD_S_SUCCESS ? take(service, mode, &card) : code;
    if (code == SCARD_S_SUCCESS && strcmp(what, "transaction") == 0) {
        code = SCardBeginTransaction(card);
    }
    (void)printf("connected %lx\n", (unsigned long)code);
    (void)fflush(stdout);
    while (strcmp(what, "reset") != 0 && getchar() != EOF) {
    }
    (void)SCardDisconnect(card, strcmp(what, "reset") == 0 ? SCARD_RESET_CARD : SCARD_LEAVE_CARD);
    (void)SCardReleaseContext(service);
    return code != SCARD_S_SUCCESS;
}
