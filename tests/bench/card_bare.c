/*
 * card_bare COMMANDS: the bare exchange.  Waits for each card, sends the commands of the file (one a line, in
 * hexadecimal) in one transaction, and prints the monotonic microsecond at which it was done.  Ends with
 * its standard input.
 */
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include <winscard.h>

enum {
    COMMANDS = 64,
    COMMAND_BYTES = 64
};

struct script {
    size_t count;
    size_t sizes[COMMANDS];
    unsigned char bytes[COMMANDS][COMMAND_BYTES];
};

static int read_script(struct script *script, const char *name)
{
    FILE *file = fopen(name, "r");
    char line[4 * COMMAND_BYTES];
    while (file != NULL && script->count < COMMANDS && fgets(line, sizeof line, file) != NULL) {
        unsigned byte = 0;
        size_t size = 0;
        while (size < COMMAND_BYTES && sscanf(line + 2 * size, "%2x", &byte) == 1) {
            script->bytes[script->count][size++] = (unsigned char)byte;
        }
        script->sizes[script->count++] = size;
    }
    return file == NULL ? -1 : fclose(file);
}

static LONG exchange(SCARDCONTEXT service, const char *reader, const struct script *script)
{
    SCARDHANDLE card = 0;
    DWORD protocol = 0;
    LONG code = SCardConnect(
        service, reader, SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &card,
        &protocol);
    code = code == SCARD_S_SUCCESS ? SCardBeginTransaction(card) : code;
    for (size_t i = 0; code == SCARD_S_SUCCESS && i < script->count; i++) {
        unsigned char reply[258];
        DWORD size = sizeof reply;
        code = SCardTransmit(
            card, protocol == SCARD_PROTOCOL_T1 ? SCARD_PCI_T1 : SCARD_PCI_T0, script->bytes[i],
            (DWORD)script->sizes[i], NULL, reply, &size);
    }
    (void)SCardEndTransaction(card, SCARD_LEAVE_CARD);
    (void)SCardDisconnect(card, SCARD_LEAVE_CARD);
    return code;
}

int main(int count, char **words)
{
    static struct script script;
    SCARDCONTEXT service = 0;
    char readers[256] = "";
    DWORD size = sizeof readers;
    SCARD_READERSTATE state = {.szReader = readers};
    struct pollfd input = {.fd = STDIN_FILENO, .events = POLLIN};
    if (count != 2 || read_script(&script, words[1]) != 0 ||
        SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &service) != SCARD_S_SUCCESS ||
        SCardListReaders(service, NULL, readers, &size) != SCARD_S_SUCCESS) {
        return 1;
    }
    while (poll(&input, 1, 0) == 0) {
        LONG code = SCardGetStatusChange(service, 250, &state, 1);
        DWORD before = state.dwCurrentState;
        state.dwCurrentState = state.dwEventState;
        if (code == SCARD_S_SUCCESS && (before & SCARD_STATE_PRESENT) == 0 &&
            (state.dwEventState & SCARD_STATE_PRESENT) != 0) {
            struct timespec now = {0};
            code = exchange(service, readers, &script);
            (void)clock_gettime(CLOCK_MONOTONIC, &now);
            (void)printf(
                "done %ld %lx\n", (long)now.tv_sec * 1000000 + now.tv_nsec / 1000,
                (unsigned long)code);
            (void)fflush(stdout);
        }
    }
    return SCardReleaseContext(service) != SCARD_S_SUCCESS;
}
