#include "importers/card/reader.h"

#include <stdlib.h>
#include <string.h>
#include <winscard.h>

#include "importers/card/command.h"

enum {
    NOTICE_MS = 900 /* a service that looks at its readers every 400 ms has noticed by then */
};

struct slot {
    char name[CARD_READER_NAME];
    DWORD state; /* as PC/SC said last, its count of events in the upper half; UNAWARE: unseen */
    uint32_t presence;
    bool has_card;
    bool is_told;     /* what happened last was handed out */
    bool is_told_out; /* a card went and its going is still to be told */
    bool was_there;
};

struct card_reader {
    SCARDCONTEXT service;
    bool has_service;
    bool is_stale; /* the list of readers is to be made again */
    char wanted[CARD_READER_NAME];
    struct slot slots[CARD_READERS];
    unsigned count;
    DWORD plugs; /* state of the notification about readers */
    uint32_t presences;
    bool is_told; /* fault and number of readers were handed out */
    enum card_fault fault;
};

/* Codes of PC/SC end here. */
static enum card_fault fault_of(LONG code)
{
    switch ((uint32_t)code) {
    case (uint32_t)SCARD_S_SUCCESS:
        return CARD_FAULT_NONE;
    case (uint32_t)SCARD_E_NO_SERVICE:
    case (uint32_t)SCARD_E_SERVICE_STOPPED:
    case (uint32_t)SCARD_F_COMM_ERROR:
    case (uint32_t)SCARD_E_INVALID_HANDLE:
        return CARD_FAULT_NO_SERVICE;
    case (uint32_t)SCARD_W_SECURITY_VIOLATION:
    case (uint32_t)SCARD_E_NO_ACCESS:
        return CARD_FAULT_DENIED;
    case (uint32_t)SCARD_E_NO_READERS_AVAILABLE:
    case (uint32_t)SCARD_E_READER_UNAVAILABLE:
    case (uint32_t)SCARD_E_UNKNOWN_READER:
        return CARD_FAULT_NO_READER;
    case (uint32_t)SCARD_E_NO_SMARTCARD:
        return CARD_FAULT_NO_CARD;
    case (uint32_t)SCARD_W_REMOVED_CARD:
    case (uint32_t)SCARD_E_NOT_TRANSACTED:
        return CARD_FAULT_PULLED;
    case (uint32_t)SCARD_W_RESET_CARD:
        return CARD_FAULT_RESET;
    case (uint32_t)SCARD_E_SHARING_VIOLATION:
        return CARD_FAULT_BUSY;
    case (uint32_t)SCARD_W_UNRESPONSIVE_CARD:
    case (uint32_t)SCARD_W_UNPOWERED_CARD:
    case (uint32_t)SCARD_W_UNSUPPORTED_CARD:
    case (uint32_t)SCARD_E_CARD_UNSUPPORTED:
    case (uint32_t)SCARD_E_PROTO_MISMATCH:
        return CARD_FAULT_MUTE;
    default:
        return CARD_FAULT_OTHER;
    }
}

struct card_reader *card_reader_open(const char *wanted)
{
    struct card_reader *reader = calloc(1, sizeof *reader);
    if (reader != NULL) {
        reader->is_told = true;
    }
    if (reader != NULL && !slice_copy_text(slice_of(wanted), reader->wanted, CARD_READER_NAME)) {
        reader->wanted[0] = '\0';
    }
    return reader;
}

static void drop_service(struct card_reader *reader)
{
    if (reader->has_service) {
        (void)SCardReleaseContext(reader->service);
        reader->has_service = false;
    }
}

void card_reader_close(struct card_reader *reader)
{
    if (reader != NULL) {
        drop_service(reader);
        free(reader);
    }
}

/* ---- which readers ---- */

static void set_fault(struct card_reader *reader, enum card_fault fault)
{
    if (reader->fault != fault) {
        reader->fault = fault;
        reader->is_told = false;
    }
}

/* Cards of readers that went away went with them. */
static void forget_readers(struct card_reader *reader)
{
    reader->count = 0;
    reader->is_told = false;
    reader->plugs = SCARD_STATE_UNAWARE;
}

static bool have_service(struct card_reader *reader)
{
    LONG code = SCARD_S_SUCCESS;
    if (reader->has_service) {
        return true;
    }
    code = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &reader->service);
    if (code != SCARD_S_SUCCESS) {
        enum card_fault fault = fault_of(code);
        set_fault(reader, fault == CARD_FAULT_DENIED ? fault : CARD_FAULT_NO_SERVICE);
        return false;
    }
    reader->has_service = true;
    reader->is_stale = true;
    return true;
}

static const struct slot *find_slot(const struct slot *slots, unsigned count, const char *name)
{
    for (unsigned i = 0; i < count; i++) {
        if (strcmp(slots[i].name, name) == 0) {
            return &slots[i];
        }
    }
    return NULL;
}

static void
add_slot(struct card_reader *reader, const struct slot *before, unsigned count, const char *name)
{
    const struct slot *known = find_slot(before, count, name);
    struct slot *slot = &reader->slots[reader->count];
    if (reader->count == CARD_READERS ||
        (reader->wanted[0] != '\0' && strstr(name, reader->wanted) == NULL)) {
        return;
    }
    *slot = known != NULL ? *known : (struct slot){.is_told = true};
    if (slice_copy_text(slice_of(name), slot->name, sizeof slot->name)) {
        reader->count++;
    }
}

/* PC/SC gives names one after the other, each with its NUL, and an empty one at the end. */
static LONG list_readers(struct card_reader *reader)
{
    struct slot before[CARD_READERS];
    unsigned count = reader->count;
    char names[CARD_READERS * CARD_READER_NAME + 1] = "";
    DWORD size = sizeof names - 1;
    LONG code = SCardListReaders(reader->service, NULL, names, &size);
    memcpy(before, reader->slots, sizeof before);
    reader->count = 0;
    for (const char *name = names; code == SCARD_S_SUCCESS && *name != '\0';
         name += strlen(name) + 1) {
        add_slot(reader, before, count, name);
    }
    if (reader->count != count) {
        reader->is_told = false;
    }
    return code;
}

static bool have_readers(struct card_reader *reader)
{
    LONG code = SCARD_S_SUCCESS;
    if (!reader->is_stale) {
        return true;
    }
    code = list_readers(reader);
    if (code != SCARD_S_SUCCESS && fault_of(code) != CARD_FAULT_NO_READER) {
        drop_service(reader);
        forget_readers(reader);
        set_fault(reader, CARD_FAULT_NO_SERVICE);
        return false;
    }
    reader->is_stale = false;
    set_fault(reader, reader->count == 0 ? CARD_FAULT_NO_READER : CARD_FAULT_NONE);
    return true;
}

/* ---- what changed ---- */

/* The count of events tells of a card that went and another that came between two looks. */
static void note_state(struct card_reader *reader, struct slot *slot, DWORD state)
{
    bool is_first = slot->state == SCARD_STATE_UNAWARE;
    bool has_card = (state & SCARD_STATE_PRESENT) != 0;
    bool is_other = (state >> 16) != (slot->state >> 16);
    slot->state = state & ~(DWORD)SCARD_STATE_CHANGED;
    if (has_card == slot->has_card && !(has_card && is_other && !is_first)) {
        return;
    }
    slot->is_told_out = slot->has_card;
    slot->has_card = has_card;
    slot->is_told = !has_card;
    slot->was_there = is_first;
    if (has_card) {
        slot->presence = ++reader->presences;
    }
}

static LONG ask_states(struct card_reader *reader, unsigned wait_ms)
{
    SCARD_READERSTATE states[CARD_READERS + 1];
    LONG code = SCARD_S_SUCCESS;
    memset(states, 0, sizeof states);
    states[0].szReader = "\\\\?PnP?\\Notification";
    states[0].dwCurrentState = reader->plugs;
    for (unsigned i = 0; i < reader->count; i++) {
        states[i + 1].szReader = reader->slots[i].name;
        states[i + 1].dwCurrentState = reader->slots[i].state;
    }
    code = SCardGetStatusChange(reader->service, wait_ms, states, (DWORD)reader->count + 1);
    if (code != SCARD_S_SUCCESS) {
        return code;
    }
    if ((states[0].dwEventState & SCARD_STATE_CHANGED) != 0) {
        reader->is_stale = true;
    }
    reader->plugs = states[0].dwEventState & ~(DWORD)SCARD_STATE_CHANGED;
    for (unsigned i = 0; i < reader->count; i++) {
        DWORD state = states[i + 1].dwEventState;
        if ((state & SCARD_STATE_CHANGED) != 0) {
            note_state(reader, &reader->slots[i], state);
        }
        reader->is_stale = reader->is_stale || (state & SCARD_STATE_UNKNOWN) != 0;
    }
    return SCARD_S_SUCCESS;
}

static bool has_something_to_tell(const struct card_reader *reader)
{
    bool has = !reader->is_told;
    for (unsigned i = 0; i < reader->count; i++) {
        has = has || !reader->slots[i].is_told || reader->slots[i].is_told_out;
    }
    return has;
}

static void tell_one(struct card_reader *reader, struct card_look *look)
{
    *look = (struct card_look){CARD_CHANGE_NONE, reader->fault, reader->count, 0, false};
    if (!reader->is_told) {
        reader->is_told = true;
        look->change = CARD_CHANGE_READERS;
        return;
    }
    for (unsigned i = 0; i < reader->count && look->change == CARD_CHANGE_NONE; i++) {
        struct slot *slot = &reader->slots[i];
        if (slot->is_told_out) {
            slot->is_told_out = false;
            look->change = CARD_CHANGE_OUT;
        } else if (!slot->is_told) {
            slot->is_told = true;
            look->change = CARD_CHANGE_IN;
            look->presence = slot->presence;
            look->was_there = slot->was_there;
        }
    }
}

void card_reader_look(struct card_reader *reader, unsigned wait_ms, struct card_look *look)
{
    LONG code = SCARD_S_SUCCESS;
    if (!has_something_to_tell(reader) && have_service(reader) && have_readers(reader)) {
        code = ask_states(reader, has_something_to_tell(reader) ? 0 : wait_ms);
        if (code != SCARD_S_SUCCESS && code != SCARD_E_TIMEOUT && code != SCARD_E_CANCELLED) {
            reader->is_stale = true;
            if (fault_of(code) != CARD_FAULT_NO_READER) {
                drop_service(reader);
                forget_readers(reader);
                set_fault(reader, CARD_FAULT_NO_SERVICE);
            }
        } else if (reader->count == 0) {
            reader->is_stale = true; /* some services never tell of the first reader */
        }
    }
    tell_one(reader, look);
}

void card_reader_state(const struct card_reader *reader, struct card_look *look)
{
    *look = (struct card_look){CARD_CHANGE_NONE, reader->fault, reader->count, 0, false};
}

/* ---- reading ---- */

struct connection {
    SCARDHANDLE card;
    DWORD protocol;
    LONG code; /* of the last call that failed */
    void (*alive)(void *context);
    void *context;
};

static bool exchange(void *context, struct slice command, uint8_t *reply, size_t *size)
{
    struct connection *connection = context;
    const SCARD_IO_REQUEST *protocol =
        connection->protocol == SCARD_PROTOCOL_T1 ? SCARD_PCI_T1 : SCARD_PCI_T0;
    DWORD length = CARD_REPLY_BYTES;
    connection->alive(connection->context);
    connection->code = SCardTransmit(
        connection->card, protocol, command.data, (DWORD)command.size, NULL, reply, &length);
    *size = (size_t)length;
    return connection->code == SCARD_S_SUCCESS;
}

static enum card_fault run_script(
    struct connection *connection,
    const struct card_request *request,
    const struct card_roots *roots,
    struct card_reading *reading)
{
    const struct card_exchange port = {connection, exchange};
    enum card_fault fault = CARD_FAULT_NONE;
    connection->alive(connection->context);
    fault = fault_of(SCardBeginTransaction(connection->card));
    if (fault != CARD_FAULT_NONE) {
        return fault;
    }
    switch (card_script_run(&port, request, roots, reading)) {
    case CARD_END_READ:
        break;
    case CARD_END_LOST:
        fault = fault_of(connection->code);
        break;
    case CARD_END_BROKEN:
        fault = CARD_FAULT_BROKEN;
        break;
    }
    (void)SCardEndTransaction(
        connection->card, card_request_has_secret(request) ? SCARD_UNPOWER_CARD : SCARD_LEAVE_CARD);
    return fault;
}

static struct slot *slot_of(struct card_reader *reader, uint32_t presence)
{
    for (unsigned i = 0; i < reader->count; i++) {
        if (reader->slots[i].has_card && reader->slots[i].presence == presence) {
            return &reader->slots[i];
        }
    }
    return NULL;
}

/*
 * The same card, all the time: looked at before and after, by the service's own count of events.  A card
 * that was pulled gives an empty reply first, and the service notices a little later.
 */
static bool is_still_there(struct card_reader *reader, uint32_t presence, unsigned wait_ms)
{
    const struct slot *slot = NULL;
    LONG code = reader->has_service ? ask_states(reader, wait_ms) : SCARD_E_NO_SERVICE;
    slot = slot_of(reader, presence);
    return (code == SCARD_S_SUCCESS || code == SCARD_E_TIMEOUT) && slot != NULL;
}

enum card_fault card_reader_read(
    struct card_reader *reader,
    uint32_t presence,
    const struct card_request *request,
    const struct card_roots *roots,
    void (*alive)(void *context),
    void *context,
    struct card_reading *reading)
{
    struct connection connection = {0, 0, SCARD_S_SUCCESS, alive, context};
    bool has_secret = card_request_has_secret(request);
    const struct slot *slot = NULL;
    enum card_fault fault = CARD_FAULT_NONE;
    bytes_wipe(reading, sizeof *reading);
    if (!is_still_there(reader, presence, 0)) {
        return reader->has_service ? CARD_FAULT_NO_CARD : CARD_FAULT_NO_SERVICE;
    }
    slot = slot_of(reader, presence);
    alive(context);
    fault = fault_of(SCardConnect(
        reader->service, slot->name, has_secret ? SCARD_SHARE_EXCLUSIVE : SCARD_SHARE_SHARED,
        SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &connection.card, &connection.protocol));
    if (fault != CARD_FAULT_NONE) {
        return fault;
    }
    fault = run_script(&connection, request, roots, reading);
    (void)SCardDisconnect(connection.card, has_secret ? SCARD_UNPOWER_CARD : SCARD_LEAVE_CARD);
    if ((fault == CARD_FAULT_NONE || fault == CARD_FAULT_BROKEN) &&
        !is_still_there(reader, presence, fault == CARD_FAULT_NONE ? 0 : NOTICE_MS)) {
        fault = CARD_FAULT_PULLED;
    }
    if (fault != CARD_FAULT_NONE) {
        bytes_wipe(reading, sizeof *reading);
    }
    return fault;
}
