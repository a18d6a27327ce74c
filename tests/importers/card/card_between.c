/*
 * card_between N: reads the card that lies on the reader, and just before the N-th sign of life another
 * client of the service resets it (SCardReconnect).  The first is before the connection, the second between
 * connection and transaction; from the third on the card is ours alone, and the other client would wait.
 * Prints what became of the reading, then what becomes of the next one, undisturbed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <winscard.h>

#include "importers/card/reader.h"

struct meddling {
    SCARDCONTEXT service;
    SCARDHANDLE card;
    int left;
    LONG code;
};

static const char *const fault_names[CARD_FAULT_COUNT] = {
    "none",  "no-service", "denied", "no-reader", "no-card", "pulled",
    "reset", "busy",       "mute",   "stuck",     "broken",  "other"};

static LONG join(struct meddling *meddling)
{
    char readers[256] = "";
    DWORD size = sizeof readers;
    DWORD protocol = 0;
    LONG code = SCardEstablishContext(SCARD_SCOPE_SYSTEM, NULL, NULL, &meddling->service);
    code =
        code == SCARD_S_SUCCESS ? SCardListReaders(meddling->service, NULL, readers, &size) : code;
    return code == SCARD_S_SUCCESS
               ? SCardConnect(
                     meddling->service, readers, SCARD_SHARE_SHARED,
                     SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1, &meddling->card, &protocol)
               : code;
}

static void meddle(void *context)
{
    struct meddling *meddling = context;
    DWORD protocol = 0;
    if (--meddling->left == 0) {
        meddling->code = SCardReconnect(
            meddling->card, SCARD_SHARE_SHARED, SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1,
            SCARD_RESET_CARD, &protocol);
    }
}

/* The card that lies there already. */
static uint32_t find_card(struct card_reader *reader)
{
    struct card_look look = {.change = CARD_CHANGE_NONE};
    for (int i = 0; i < 50 && look.change != CARD_CHANGE_IN; i++) {
        card_reader_look(reader, 100, &look);
    }
    return look.presence;
}

static void read_and_say(struct card_reader *reader, uint32_t presence, struct meddling *meddling)
{
    const struct card_request request = {.pin = ""};
    struct card_reading reading;
    enum card_fault fault =
        card_reader_read(reader, presence, &request, NULL, meddle, meddling, &reading);
    (void)printf("%s %s\n", fault_names[fault], domain_value_name(DOMAIN_CHIP_KIND, reading.kind));
}

int main(int count, char **words)
{
    struct meddling meddling = {.left = count == 2 ? atoi(words[1]) : 0};
    struct card_reader *reader = card_reader_open("");
    uint32_t presence = reader == NULL ? 0 : find_card(reader);
    if (presence == 0 || join(&meddling) != SCARD_S_SUCCESS) {
        return 1;
    }
    read_and_say(reader, presence, &meddling);
    (void)printf("reset %lx\n", (unsigned long)meddling.code);
    read_and_say(reader, presence, &meddling);
    card_reader_close(reader);
    (void)SCardReleaseContext(meddling.service);
    return 0;
}
