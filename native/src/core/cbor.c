/*
 * Owns the CBOR subset (RFC 8949) of SPEC.md section 3. al_cbor_check walks over the bytes once and refuses every
 * deviation. Bytes that pass are then read in place, without copies and without further checks.
 */
#include "core.h"

enum { MOST_BYTES = 1048576, MOST_DEPTH = 8, MOST_ITEMS = 65536 };

typedef struct { const uint8_t *bytes; size_t size; uint32_t items; airlatch_code fault; } walk;

static size_t refuse(walk *w, airlatch_code code) {
  w->fault = code;
  return w->size;
}

/* Whether the text is well-formed UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF. */
bool al_is_utf8(const uint8_t *text, size_t size) {
  for (size_t i = 0; i < size;) {
    uint8_t lead = text[i++];
    if (lead < 0x80) continue;
    int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : 1;
    if (lead < 0xc2 || lead > 0xf4 || (size_t)more > size - i) return false;
    uint8_t least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
    uint8_t most = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
    if (text[i] < least || text[i] > most) return false;
    for (int k = 1; k < more; k++)
      if ((text[i + (size_t)k] & 0xc0) != 0x80) return false;
    i += (size_t)more;
  }
  return true;
}

/* Many decoders drop a leading byte order mark, so no text may start with one. */
static bool is_text(const uint8_t *text, size_t size) {
  return !(size >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) && al_is_utf8(text, size);
}

static size_t walk_item(walk *w, size_t at, int depth);

/* Requires keys in the bytewise order of their encodings, which also detects repeated keys. */
static size_t walk_map(walk *w, size_t at, uint64_t pairs, int depth) {
  size_t previous = 0;
  size_t previous_size = 0;
  for (uint64_t i = 0; i < pairs; i++) {
    if (at >= w->size) return refuse(w, AIRLATCH_CBOR_MALFORMED);
    int major = w->bytes[at] >> 5;
    if (major > AL_NEGATIVE && major != AL_TEXT) return refuse(w, AIRLATCH_CBOR_MALFORMED);
    size_t end = walk_item(w, at, depth + 1);
    if (w->fault) return end;
    size_t size = end - at;
    /* no item is a prefix of another one, so comparing the shorter size is enough */
    if (i > 0 && memcmp(w->bytes + at, w->bytes + previous, size < previous_size ? size : previous_size) <= 0)
      return refuse(w, AIRLATCH_CBOR_NOT_DETERMINISTIC);
    previous = at;
    previous_size = size;
    at = walk_item(w, end, depth + 1);
    if (w->fault) return at;
  }
  return at;
}

/* Returns the offset after the item at `at`; sets the fault if there is one. */
static size_t walk_item(walk *w, size_t at, int depth) {
  if (depth > MOST_DEPTH || ++w->items > MOST_ITEMS) return refuse(w, AIRLATCH_CBOR_OVER_LIMIT);
  if (at >= w->size) return refuse(w, AIRLATCH_CBOR_MALFORMED);
  uint8_t initial = w->bytes[at++];
  if (initial == 0xf4 || initial == 0xf5) return at;
  int major = initial >> 5;
  int info = initial & 31;
  if (major > AL_MAP || info > 27) return refuse(w, AIRLATCH_CBOR_MALFORMED);
  uint64_t argument = (uint64_t)info;
  if (info >= 24) {
    size_t length = (size_t)1 << (info - 24);
    if (length > w->size - at) return refuse(w, AIRLATCH_CBOR_MALFORMED);
    argument = 0;
    for (size_t i = 0; i < length; i++) argument = argument << 8 | w->bytes[at++];
    uint64_t smallest = length == 1 ? 24 : UINT64_C(1) << (length * 4);
    if (argument < smallest) return refuse(w, AIRLATCH_CBOR_NOT_DETERMINISTIC);
  }
  if (major == AL_UNSIGNED) return at;
  if (major == AL_NEGATIVE) return argument > 0x7fffffff ? refuse(w, AIRLATCH_CBOR_MALFORMED) : at;
  /* every item takes at least one byte, so a count above the remaining size is invalid */
  if (argument > w->size - at) return refuse(w, AIRLATCH_CBOR_MALFORMED);
  if (major == AL_TEXT && !is_text(w->bytes + at, (size_t)argument)) return refuse(w, AIRLATCH_CBOR_MALFORMED);
  if (major == AL_BYTES || major == AL_TEXT) return at + (size_t)argument;
  if (major == AL_MAP) return walk_map(w, at, argument, depth);
  for (uint64_t i = 0; i < argument && !w->fault; i++) at = walk_item(w, at, depth + 1);
  return at;
}

/* Whether the bytes are exactly one item. */
airlatch_code al_cbor_check(const uint8_t *bytes, size_t size) {
  if (size > MOST_BYTES) return AIRLATCH_CBOR_OVER_LIMIT;
  walk w = { bytes, size, 0, AIRLATCH_OK };
  size_t end = walk_item(&w, 0, 1);
  if (w.fault) return w.fault;
  return end == size ? AIRLATCH_OK : AIRLATCH_CBOR_MALFORMED;
}

al_item al_cbor_item(const uint8_t *at) {
  al_item item = { *at >> 5, *at & 31, at, at + 1 };
  if (item.type == AL_BOOLEAN) {
    item.argument = *at == 0xf5;
  } else if (item.argument >= 24) {
    int length = 1 << (item.argument - 24);
    item.argument = 0;
    while (length-- > 0) item.argument = item.argument << 8 | *item.data++;
  }
  return item;
}

/* Returns the address after the item. */
const uint8_t *al_cbor_after(al_item item) {
  const uint8_t *at = item.data;
  if (item.type == AL_BYTES || item.type == AL_TEXT) return at + item.argument;
  if (item.type != AL_ARRAY && item.type != AL_MAP) return at;
  uint64_t items = item.type == AL_MAP ? item.argument * 2 : item.argument;
  while (items-- > 0) at = al_cbor_after(al_cbor_item(at));
  return at;
}

/* Looks up an integer key. */
bool al_cbor_get(al_item map, int64_t key, al_item *value) {
  const uint8_t *at = map.data;
  int type = key < 0 ? AL_NEGATIVE : AL_UNSIGNED;
  uint64_t argument = (uint64_t)(key < 0 ? -1 - key : key);
  for (uint64_t i = 0; i < map.argument; i++) {
    al_item name = al_cbor_item(at);
    al_item found = al_cbor_item(al_cbor_after(name));
    if (name.type == type && name.argument == argument) {
      *value = found;
      return true;
    }
    at = al_cbor_after(found);
  }
  return false;
}

/* Returns the complete item, including its head. */
airlatch_bytes al_cbor_whole(al_item item) {
  return (airlatch_bytes){ item.start, (size_t)(al_cbor_after(item) - item.start) };
}
