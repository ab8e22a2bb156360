/* Readers of plain CBOR and of texts: addresses, user names, readings, paths, lists of the system. */
#include "fuzz.h"
#include "../src/system/paths.h"
#include <stdlib.h>

/* Encodes the item again from its parsed form. Deterministic CBOR has one encoding, so nothing may differ. */
static const uint8_t *must_be_rewritten(const uint8_t *at) {
  al_item item = al_cbor_item(at);
  uint8_t head[9];
  size_t size = 1;
  FUZZ_MUST(item.start == at);
  if (item.type == AL_BOOLEAN) {
    head[0] = item.argument ? 0xf5 : 0xf4;
  } else if (item.argument < 24) {
    head[0] = (uint8_t)(item.type << 5 | (int)item.argument);
  } else {
    int more = item.argument < 0x100 ? 0 : item.argument < 0x10000 ? 1 : item.argument < 0x100000000 ? 2 : 3;
    head[0] = (uint8_t)(item.type << 5 | (24 + more));
    size = 1 + ((size_t)1 << more);
    for (size_t i = 1; i < size; i++) head[i] = (uint8_t)(item.argument >> 8 * (size - 1 - i));
  }
  FUZZ_MUST(item.data == at + size && memcmp(head, at, size) == 0);
  const uint8_t *next = item.data;
  if (item.type == AL_BYTES || item.type == AL_TEXT) {
    fuzz_touch((airlatch_bytes){ item.data, (size_t)item.argument });
    next += item.argument;
  }
  uint64_t count = item.type == AL_ARRAY ? item.argument : item.type == AL_MAP ? 2 * item.argument : 0;
  for (uint64_t i = 0; i < count; i++) next = must_be_rewritten(next);
  FUZZ_MUST(next == al_cbor_after(item));
  return next;
}

static void read_cbor(const uint8_t *bytes, size_t size, uint8_t variant) {
  (void)variant;
  if (al_cbor_check(bytes, size) == AIRLATCH_OK) FUZZ_MUST(must_be_rewritten(bytes) == bytes + size);
}

static void read_message(const uint8_t *bytes, size_t size, uint8_t variant) {
  al_sign1 message;
  if (al_sign1_parse(&message, variant, bytes, size)) return;
  fuzz_touch(message.header);
  fuzz_touch(message.payload);
  fuzz_touch((airlatch_bytes){ message.signature, 64 });
}

static void read_address(const uint8_t *bytes, size_t size, uint8_t variant) {
  airlatch_bytes text = { bytes, size };
  if (variant & 1) al_is_page_address(text);
  else al_is_site_address(text);
}

/* Normalizing a normal form must not change it. */
static void read_name(const uint8_t *bytes, size_t size, uint8_t variant) {
  (void)variant;
  static uint8_t room[4 * AL_MOST_NAME], again[4 * AL_MOST_NAME];
  airlatch_bytes name = { bytes, size };
  if (!al_is_utf8(bytes, size) || !al_normal_form(&name, room)) return;
  airlatch_bytes second = name;
  fuzz_touch(name);
  FUZZ_MUST(al_is_utf8(name.data, name.size));
  FUZZ_MUST(!al_normal_form(&second, again) || al_same(name, second));
}

static void read_value(const uint8_t *bytes, size_t size, uint8_t variant) {
  static const uint8_t PRODUCT[] = "example.viewer";
  char value[AL_MOST_VALUE];
  uint8_t hash[8];
  int kind = 1 + variant % AL_CPU_MODEL;
  size_t count = al_reading_value(value, kind, bytes, size);
  FUZZ_MUST(count <= sizeof value);
  if (count == 0) return;
  fuzz_touch((airlatch_bytes){ (const uint8_t *)value, count });
  al_reading_hash(hash, (airlatch_bytes){ PRODUCT, sizeof PRODUCT - 1 }, kind, value, count);
}

static char *text_of(const uint8_t *bytes, size_t size) {
  char *text = malloc(size + 1);
  FUZZ_MUST(text != NULL);
  if (size > 0) memcpy(text, bytes, size);
  text[size] = 0;
  return text;
}

static const char *variable(al_memory *memory, const char *name) {
  (void)memory;
  return strlen(name) % 2 == 0 ? "/home/ada" : NULL;
}

/* A path of a kit is one line of UTF-8. */
static void read_path(const uint8_t *bytes, size_t size, uint8_t variant) {
  if (!al_is_utf8(bytes, size) || size > 1024 || memchr(bytes, 0, size) != NULL || size == 0) return;
  al_memory memory = al_memory_of(NULL);
  bool windows = variant & 1;
  const char *here = al_path_here(&memory, (airlatch_bytes){ bytes, size }, windows, variable);
  if (here != NULL) {
    FUZZ_MUST(al_root_size(here, windows) <= strlen(here));
    const char *parent = al_parent(&memory, here, windows);
    if (parent != NULL) fuzz_touch(al_copy(&memory, parent, strlen(parent)));
    const char *below = al_below(&memory, here, "name", windows);
    FUZZ_MUST(below == NULL || strlen(below) >= 4);
  }
  al_release(&memory);
}

/* /proc/self/mountinfo, whose mount points a user may choose. */
static void read_mounts(const uint8_t *bytes, size_t size, uint8_t variant) {
  (void)variant;
  al_memory memory = al_memory_of(NULL);
  char *list = text_of(bytes, size);
  al_mounts mounts = { .platform = AIRLATCH_LINUX };
  if (al_mounts_read(&mounts, &memory, list))
    for (size_t i = 0; i < mounts.count; i++) {
      fuzz_touch((airlatch_bytes){ (const uint8_t *)mounts.items[i].point, mounts.items[i].size });
      al_may_hang(&mounts, mounts.items[i].point);
    }
  free(list);
  al_release(&memory);
}

/* A name of a file, which may be any bytes. */
static void read_file_name(const uint8_t *bytes, size_t size, uint8_t variant) {
  (void)variant;
  al_memory memory = al_memory_of(NULL);
  char *raw = text_of(bytes, size);
  const char *text = al_utf8_text(&memory, raw);
  FUZZ_MUST(text != NULL && al_is_utf8((const uint8_t *)text, strlen(text)));
  FUZZ_MUST(al_utf16_length(text) <= strlen(text) && al_utf16_order(text, text) == 0);
  free(raw);
  al_release(&memory);
}

fuzz_reader *const FUZZ_TEXTS[] = {
  read_cbor, read_message, read_address, read_name, read_value, read_path, read_mounts, read_file_name,
  fuzz_carrier, fuzz_base64, fuzz_answer, fuzz_home, fuzz_system, fuzz_smbios,
};
const size_t FUZZ_TEXT_COUNT = sizeof FUZZ_TEXTS / sizeof *FUZZ_TEXTS;
