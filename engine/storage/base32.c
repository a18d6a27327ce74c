#include "engine/storage/base32.h"

#include <string.h>

static const char alphabet[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

void base32_write(const uint8_t *bytes, size_t size, size_t group, char *text, size_t room)
{
    size_t characters = (size * 8 + 4) / 5;
    size_t used = 0;
    for (size_t i = 0; i < characters; i++) {
        size_t bit = i * 5;
        unsigned pair = (unsigned)bytes[bit / 8] << 8;
        pair |= bit / 8 + 1 < size ? bytes[bit / 8 + 1] : 0U;
        if (group != 0 && i != 0 && i % group == 0) {
            require(used + 1 < room);
            text[used++] = '-';
        }
        require(used + 1 < room);
        text[used++] = alphabet[(pair >> (11 - bit % 8)) & 31U];
    }
    text[used] = '\0';
}

static int value_of(uint8_t character)
{
    static const char alike[] = "OILoil";
    static const char meant[] = "011011";
    const char *found = NULL;
    if (character >= 'a' && character <= 'z' && strchr(alike, character) == NULL) {
        character = (uint8_t)(character - 'a' + 'A');
    }
    found = character == '\0' ? NULL : strchr(alike, character);
    if (found != NULL) {
        return meant[found - alike] - '0';
    }
    found = character == '\0' ? NULL : strchr(alphabet, character);
    return found == NULL ? -1 : (int)(found - alphabet);
}

bool base32_read(struct slice text, uint8_t *bytes, size_t size)
{
    const size_t characters = (size * 8 + 4) / 5;
    size_t taken = 0;
    unsigned held = 0;
    unsigned bits = 0;
    size_t written = 0;
    for (size_t i = 0; i < text.size; i++) {
        int value = value_of(text.data[i]);
        bool passed_over = strchr("- \t\r\n", text.data[i]) != NULL && text.data[i] != '\0';
        if (value < 0 && passed_over) {
            continue;
        }
        if (value < 0 || taken == characters) {
            return false;
        }
        taken++;
        held = (held << 5) | (unsigned)value;
        bits += 5;
        if (bits >= 8 && written < size) {
            bits -= 8;
            bytes[written++] = (uint8_t)(held >> bits);
            held &= (1U << bits) - 1U;
        }
    }
    return taken == characters && written == size;
}
