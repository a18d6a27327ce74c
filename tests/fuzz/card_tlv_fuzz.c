/* Whatever the bytes are, values lie within them, in order, and a reading ends. */
#include "importers/card/tlv.h"
#include "tests/fuzz/fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct slice rest = {data, size};
    struct slice value;
    struct tlv tlv;
    while (tlv_next(&rest, &tlv)) {
        require(tlv.value.size == tlv.size && tlv.head >= 2 && tlv.head <= TLV_HEAD_BYTES);
        require(tlv.value.size == 0 || (tlv.value.data >= data && tlv.value.data < data + size));
        require(rest.size + tlv.head + tlv.size <= size);
    }
    if (tlv_find((struct slice){data, size}, 0xDF22, &value)) {
        require(value.size <= size);
    }
    return 0;
}
