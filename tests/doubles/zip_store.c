#include "tests/doubles/zip_store.h"

#include <stdint.h>
#include <string.h>

static uint32_t checksum(const char *bytes, size_t size)
{
    uint32_t sum = 0xFFFFFFFFU;
    for (size_t i = 0; i < size; i++) {
        sum ^= (unsigned char)bytes[i];
        for (int bit = 0; bit < 8; bit++) {
            sum = sum >> 1 ^ ((sum & 1U) != 0 ? 0xEDB88320U : 0);
        }
    }
    return ~sum;
}

static void put(struct double_text *zip, uint32_t number, int bytes)
{
    for (int i = 0; i < bytes; i++) {
        unsigned char byte = (unsigned char)(number >> (8 * i));
        double_text_add(zip, &byte, 1);
    }
}

/* What the entry's own head and its line in the directory share. */
static void put_facts(struct double_text *zip, const char *name, uint32_t sum, size_t size)
{
    put(zip, 20, 2); /* version needed */
    put(zip, 0, 2);  /* flags */
    put(zip, 0, 2);  /* stored */
    put(zip, 0, 2);  /* time */
    put(zip, 0x21, 2);
    put(zip, sum, 4);
    put(zip, (uint32_t)size, 4);
    put(zip, (uint32_t)size, 4);
    put(zip, (uint32_t)strlen(name), 2);
    put(zip, 0, 2); /* extra */
}

void zip_store(struct double_text *zip, const char *name, const char *bytes, size_t size)
{
    uint32_t sum = checksum(bytes, size);
    size_t directory = 0;
    size_t end = 0;
    put(zip, 0x04034B50, 4);
    put_facts(zip, name, sum, size);
    double_text_put(zip, name);
    double_text_add(zip, bytes, size);
    directory = zip->size;
    put(zip, 0x02014B50, 4);
    put(zip, 20, 2); /* made by */
    put_facts(zip, name, sum, size);
    put(zip, 0, 2); /* comment */
    put(zip, 0, 2); /* disk */
    put(zip, 0, 2);
    put(zip, 0, 4);
    put(zip, 0, 4); /* where its head is */
    double_text_put(zip, name);
    end = zip->size;
    put(zip, 0x06054B50, 4);
    put(zip, 0, 4);
    put(zip, 1, 2);
    put(zip, 1, 2);
    put(zip, (uint32_t)(end - directory), 4);
    put(zip, (uint32_t)directory, 4);
    put(zip, 0, 2);
}
