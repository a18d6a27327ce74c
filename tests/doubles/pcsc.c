#include "tests/doubles/pcsc.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct pcsc_double pcsc;

enum {
    SERVICE = 71,
    HANDLE = 72
};

static void insist(bool condition, const char *what)
{
    if (!condition) {
        (void)fprintf(stderr, "the client may not: %s\n", what);
        abort();
    }
}

void pcsc_reset(struct card_double *card)
{
    memset(&pcsc, 0, sizeof pcsc);
    pcsc.card = card;
}

void pcsc_plug(int reader, const char *name)
{
    (void)snprintf(pcsc.readers[reader].name, PCSC_NAME, "%s", name);
    pcsc.readers[reader].is_there = true;
    pcsc.readers[reader].events = 0;
}

void pcsc_unplug(int reader)
{
    pcsc.readers[reader].is_there = false;
}

void pcsc_lay(int reader)
{
    pcsc.readers[reader].has_card = true;
    pcsc.readers[reader].events++;
    card_double_power(pcsc.card);
}

void pcsc_take(int reader)
{
    pcsc.readers[reader].has_card = false;
    pcsc.readers[reader].events++;
}

/* The code of this call, SCARD_S_SUCCESS where nothing was wanted of it. */
static LONG begin(enum pcsc_call call)
{
    int count = ++pcsc.counts[call];
    if (pcsc.at_call != NULL) {
        pcsc.at_call(call, count);
    }
    return pcsc.bad_at != 0 && pcsc.bad_call == call && count == pcsc.bad_at ? pcsc.bad_code
                                                                             : SCARD_S_SUCCESS;
}

static struct pcsc_reader *find(const char *name)
{
    for (int i = 0; i < PCSC_READERS; i++) {
        if (pcsc.readers[i].is_there && strcmp(pcsc.readers[i].name, name) == 0) {
            return &pcsc.readers[i];
        }
    }
    return NULL;
}

static unsigned count_readers(void)
{
    unsigned count = 0;
    for (int i = 0; i < PCSC_READERS; i++) {
        count += pcsc.readers[i].is_there ? 1 : 0;
    }
    return count;
}

LONG SCardEstablishContext(DWORD scope, LPCVOID first, LPCVOID second, LPSCARDCONTEXT context)
{
    LONG code = begin(PCSC_ESTABLISH);
    (void)scope;
    (void)first;
    (void)second;
    insist(!pcsc.has_service, "two services at a time");
    if (code == SCARD_S_SUCCESS) {
        *context = SERVICE;
        pcsc.has_service = true;
    }
    return code;
}

LONG SCardReleaseContext(SCARDCONTEXT context)
{
    LONG code = begin(PCSC_RELEASE);
    insist(pcsc.has_service && context == SERVICE, "release what it does not have");
    pcsc.has_service = false;
    pcsc.is_connected = false;
    return code;
}

LONG SCardListReaders(SCARDCONTEXT context, LPCSTR groups, LPSTR names, LPDWORD size)
{
    LONG code = begin(PCSC_LIST);
    size_t used = 0;
    (void)groups;
    insist(pcsc.has_service && context == SERVICE, "list without a service");
    if (code != SCARD_S_SUCCESS) {
        return code;
    }
    for (int i = 0; i < PCSC_READERS; i++) {
        size_t length = strlen(pcsc.readers[i].name) + 1;
        if (pcsc.readers[i].is_there && used + length + 1 > *size) {
            return SCARD_E_INSUFFICIENT_BUFFER;
        }
        if (pcsc.readers[i].is_there) {
            memcpy(names + used, pcsc.readers[i].name, length);
            used += length;
        }
    }
    names[used] = '\0';
    *size = used + 1;
    return used == 0 ? SCARD_E_NO_READERS_AVAILABLE : SCARD_S_SUCCESS;
}

static DWORD state_of(const struct pcsc_reader *reader)
{
    return (reader->has_card ? SCARD_STATE_PRESENT : SCARD_STATE_EMPTY) | (DWORD)reader->events
                                                                              << 16;
}

/* The notification about readers tells their number; here it keeps it in the upper half. */
static DWORD plugs(void)
{
    return (DWORD)count_readers() << 16;
}

static bool look_at(SCARD_READERSTATE *asked, DWORD state, bool is_seen)
{
    asked->dwEventState = state;
    if (is_seen && (asked->dwCurrentState & ~(DWORD)SCARD_STATE_CHANGED) == state) {
        return false;
    }
    asked->dwEventState |= SCARD_STATE_CHANGED;
    return true;
}

LONG SCardGetStatusChange(SCARDCONTEXT context, DWORD wait, SCARD_READERSTATE *states, DWORD count)
{
    LONG code = begin(PCSC_STATUS);
    bool changed = false;
    (void)wait;
    insist(pcsc.has_service && context == SERVICE, "look without a service");
    insist(count >= 1 && count <= 16, "ask about more than 16");
    if (code != SCARD_S_SUCCESS) {
        return code;
    }
    for (DWORD i = 0; i < count; i++) {
        const struct pcsc_reader *reader = find(states[i].szReader);
        if (i == 0) {
            insist(strstr(states[i].szReader, "PnP") != NULL, "leave the notification out");
            bool is_hidden = pcsc.hides_first_reader && states[i].dwCurrentState >> 16 == 0;
            changed = look_at(&states[i], is_hidden ? 0 : plugs(), true) || changed;
        } else if (reader == NULL) {
            return SCARD_E_UNKNOWN_READER;
        } else {
            bool is_seen = states[i].dwCurrentState != SCARD_STATE_UNAWARE;
            changed = look_at(&states[i], state_of(reader), is_seen) || changed;
        }
    }
    return changed ? SCARD_S_SUCCESS : SCARD_E_TIMEOUT;
}

LONG SCardConnect(
    SCARDCONTEXT context,
    LPCSTR name,
    DWORD share,
    DWORD protocols,
    LPSCARDHANDLE card,
    LPDWORD protocol)
{
    LONG code = begin(PCSC_CONNECT);
    const struct pcsc_reader *reader = find(name);
    insist(pcsc.has_service && context == SERVICE, "connect without a service");
    insist(!pcsc.is_connected, "connect twice");
    insist((protocols & SCARD_PROTOCOL_T1) != 0, "leave a protocol out");
    if (code != SCARD_S_SUCCESS) {
        return code;
    }
    if (reader == NULL || !reader->has_card) {
        return reader == NULL ? SCARD_E_UNKNOWN_READER : SCARD_E_NO_SMARTCARD;
    }
    pcsc.is_connected = true;
    pcsc.share = share;
    *card = HANDLE;
    *protocol = SCARD_PROTOCOL_T1;
    return SCARD_S_SUCCESS;
}

LONG SCardBeginTransaction(SCARDHANDLE card)
{
    LONG code = begin(PCSC_BEGIN);
    insist(pcsc.is_connected && card == HANDLE, "begin without a card");
    insist(!pcsc.is_in_transaction, "begin twice");
    pcsc.is_in_transaction = code == SCARD_S_SUCCESS;
    return code;
}

LONG SCardTransmit(
    SCARDHANDLE card,
    const SCARD_IO_REQUEST *protocol,
    LPCBYTE command,
    DWORD size,
    SCARD_IO_REQUEST *answered,
    LPBYTE reply,
    LPDWORD reply_size)
{
    LONG code = begin(PCSC_TRANSMIT);
    uint8_t answer[CARD_ANSWER_ROOM];
    size_t length = 0;
    (void)protocol;
    (void)answered;
    insist(pcsc.is_in_transaction && card == HANDLE, "send outside a transaction");
    if (code != SCARD_S_SUCCESS) {
        return code;
    }
    length = card_double_answer(pcsc.card, command, size, answer);
    length = pcsc.short_at == pcsc.counts[PCSC_TRANSMIT] ? pcsc.short_size : length;
    insist(length <= *reply_size, "have too little room for a reply");
    memcpy(reply, answer, length);
    *reply_size = length;
    return SCARD_S_SUCCESS;
}

LONG SCardEndTransaction(SCARDHANDLE card, DWORD disposition)
{
    LONG code = begin(PCSC_END);
    (void)disposition;
    insist(pcsc.is_in_transaction && card == HANDLE, "end what it did not begin");
    pcsc.is_in_transaction = false;
    return code;
}

LONG SCardDisconnect(SCARDHANDLE card, DWORD disposition)
{
    LONG code = begin(PCSC_DISCONNECT);
    insist(pcsc.is_connected && card == HANDLE, "disconnect what is not connected");
    insist(!pcsc.is_in_transaction, "leave a transaction behind");
    pcsc.is_connected = false;
    pcsc.disposition = disposition;
    return code;
}
