#include "engine/storage/packer.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

struct packer_slot {
    size_t plain_size;
    uLongf packed_size;
    int result;
    uint8_t plain[PACKER_BLOCK_BYTES];
    uint8_t packed[PACKER_STREAM_BYTES];
};

struct packer {
    pthread_t thread;
    bool threaded;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    bool closing;
    unsigned put;    /* blocks put in, ever */
    unsigned packed; /* blocks compressed */
    unsigned taken;  /* blocks taken out */
    struct packer_slot slots[PACKER_BLOCKS];
};

static void pack(struct packer_slot *slot)
{
    slot->packed_size = sizeof slot->packed;
    slot->result = compress2(
        slot->packed, &slot->packed_size, slot->plain, (uLong)slot->plain_size, Z_BEST_SPEED);
}

static void *pack_forever(void *argument)
{
    struct packer *packer = argument;
    (void)pthread_mutex_lock(&packer->lock);
    for (;;) {
        struct packer_slot *slot = NULL;
        while (packer->packed == packer->put && !packer->closing) {
            (void)pthread_cond_wait(&packer->changed, &packer->lock);
        }
        if (packer->packed == packer->put) {
            break;
        }
        slot = &packer->slots[packer->packed % PACKER_BLOCKS];
        (void)pthread_mutex_unlock(&packer->lock);
        pack(slot);
        (void)pthread_mutex_lock(&packer->lock);
        packer->packed++;
        (void)pthread_cond_broadcast(&packer->changed);
    }
    (void)pthread_mutex_unlock(&packer->lock);
    return NULL;
}

bool packer_open(struct packer **packer, struct error *error)
{
    struct packer *made = calloc(1, sizeof *made);
    *packer = NULL;
    if (made == NULL) {
        return error_set(error, FAULT_MEMORY);
    }
    (void)pthread_mutex_init(&made->lock, NULL);
    (void)pthread_cond_init(&made->changed, NULL);
    made->threaded = pthread_create(&made->thread, NULL, pack_forever, made) == 0;
    *packer = made;
    return true;
}

void packer_close(struct packer *packer)
{
    if (packer == NULL) {
        return;
    }
    if (packer->threaded) {
        (void)pthread_mutex_lock(&packer->lock);
        packer->closing = true;
        (void)pthread_cond_broadcast(&packer->changed);
        (void)pthread_mutex_unlock(&packer->lock);
        (void)pthread_join(packer->thread, NULL);
    }
    (void)pthread_cond_destroy(&packer->changed);
    (void)pthread_mutex_destroy(&packer->lock);
    bytes_wipe(packer->slots, sizeof packer->slots);
    free(packer);
}

unsigned packer_pending(const struct packer *packer)
{
    return packer->put - packer->taken;
}

bool packer_has_room(const struct packer *packer)
{
    return packer_pending(packer) < PACKER_BLOCKS;
}

void packer_put(struct packer *packer, struct slice block)
{
    struct packer_slot *slot = &packer->slots[packer->put % PACKER_BLOCKS];
    require(packer_has_room(packer) && block.size <= PACKER_BLOCK_BYTES);
    memcpy(slot->plain, block.data, block.size);
    slot->plain_size = block.size;
    if (!packer->threaded) {
        pack(slot);
        packer->put++;
        packer->packed++;
        return;
    }
    (void)pthread_mutex_lock(&packer->lock);
    packer->put++;
    (void)pthread_cond_broadcast(&packer->changed);
    (void)pthread_mutex_unlock(&packer->lock);
}

static void wait_for_oldest(struct packer *packer)
{
    if (!packer->threaded) {
        return;
    }
    (void)pthread_mutex_lock(&packer->lock);
    while (packer->packed == packer->taken) {
        (void)pthread_cond_wait(&packer->changed, &packer->lock);
    }
    (void)pthread_mutex_unlock(&packer->lock);
}

bool packer_take(struct packer *packer, struct buffer *stream, size_t *plain, struct error *error)
{
    struct packer_slot *slot = &packer->slots[packer->taken % PACKER_BLOCKS];
    require(packer_pending(packer) > 0);
    wait_for_oldest(packer);
    packer->taken++;
    if (slot->result != Z_OK) {
        return error_set(error, FAULT_MEMORY);
    }
    *plain = slot->plain_size;
    buffer_clear(stream);
    return buffer_append(stream, (struct slice){slot->packed, slot->packed_size}, error);
}

bool packer_unpack(struct slice stream, struct buffer *plain, struct error *error)
{
    uLongf size = PACKER_BLOCK_BYTES;
    if (!buffer_reserve(plain, PACKER_BLOCK_BYTES, error)) {
        return false;
    }
    if (uncompress(plain->data + plain->size, &size, stream.data, (uLong)stream.size) != Z_OK) {
        return error_set(error, FAULT_SEAL_BROKEN);
    }
    plain->size += size;
    return true;
}
