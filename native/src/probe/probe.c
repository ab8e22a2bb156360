/*
 * Owns the readings of this computer (SPEC.md sections 8 and 16.4): values found by the code of its operating system
 * are put into normal form, hashed for the product and sorted; the computer ID is computed from them.
 */
#include "probe.h"
#include <stdlib.h>

void al_add_reading(al_probe *probe, int kind, const void *raw, size_t size, bool for_root) {
  char value[AL_MOST_VALUE];
  al_kind *one = &probe->kinds[kind];
  size_t length = al_reading_value(value, kind, raw, size);
  if (length == 0) return;
  if (!for_root) one->is_open = true;
  uint8_t *hashes = al_grow(&probe->scratch, one->hashes, one->size / 8, &one->room, 8);
  if (hashes == NULL) return;
  one->hashes = hashes;
  al_reading_hash(hashes + one->size, probe->product, kind, value, length);
  one->size += 8;
}

static int compare(const void *a, const void *b) { return memcmp(a, b, 8); }

/* Returns the hashes in ascending order without repetitions. */
static airlatch_bytes sorted(al_memory *memory, const al_kind *kind) {
  size_t size = 0;
  qsort(kind->hashes, kind->size / 8, 8, compare);
  for (size_t at = 0; at < kind->size; at += 8) {
    if (size > 0 && memcmp(kind->hashes + size - 8, kind->hashes + at, 8) == 0) continue;
    memmove(kind->hashes + size, kind->hashes + at, 8);
    size += 8;
  }
  return al_copy(memory, kind->hashes, size);
}

/*
 * Returns the kinds that count in a request from here: those that every account can read if there are three or more,
 * otherwise all (SPEC.md section 8). The vendor may only leave out the system UUID and the board's serial number
 * (section 8.1).
 */
static size_t counted_kinds(const al_probe *probe, uint8_t counted[AL_MAC_ADDRESS]) {
  size_t count = 0, open = 0;
  for (int kind = AL_INSTALL_ID; kind <= AL_MAC_ADDRESS; kind++) open += probe->kinds[kind].is_open;
  for (int kind = AL_INSTALL_ID; kind <= AL_MAC_ADDRESS; kind++) {
    const al_kind *one = &probe->kinds[kind];
    bool may_be_left = kind == AL_SYSTEM_UUID || kind == AL_BOARD_SERIAL;
    if (one->size > 0 && (open < 3 || one->is_open || !may_be_left)) counted[count++] = (uint8_t)kind;
  }
  return count;
}

/* Multiplies by alpha in GF(32) with the polynomial x^5 + x^2 + 1. */
static unsigned doubled(unsigned value) { return value & 16 ? ((value << 1) ^ 0x25) & 31 : value << 1; }

/* Formats three groups of four base32 symbols and a check symbol (SPEC.md section 7). */
airlatch_bytes al_computer_id(al_memory *memory, const uint8_t hash[8]) {
  static const char SYMBOLS[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  char text[17];
  uint64_t bits = 0;
  for (size_t i = 0; i < 8; i++) bits = bits << 8 | hash[i];
  for (unsigned group = 0; group < 3; group++) {
    unsigned check = group;
    char *at = text + 6 * group;
    if (group > 0) at[-1] = '-';
    for (unsigned i = 0; i < 4; i++) {
      unsigned symbol = (unsigned)(bits >> 59);
      at[i] = SYMBOLS[symbol];
      for (unsigned times = 0; times <= i; times++) symbol = doubled(symbol);
      check ^= symbol;
      bits <<= 5;
    }
    at[4] = SYMBOLS[check];
  }
  return al_copy(memory, text, sizeof text);
}

/* Computes the ID of what a request from here would contain: at most 8 hashes of each kind. */
static airlatch_bytes computer_id(al_memory *memory, const al_probe *probe, const al_computer *computer) {
  airlatch_reading carried[AL_CPU_MODEL];
  uint8_t counted[AL_MAC_ADDRESS];
  uint8_t hash[8];
  for (size_t i = 0; i < computer->count; i++) {
    carried[i] = computer->readings[i];
    if (carried[i].hashes.size > 64) carried[i].hashes.size = 64;
  }
  al_computer_hash(hash, carried, computer->count, counted, counted_kinds(probe, counted));
  return al_computer_id(memory, hash);
}

airlatch_code al_computer_read_by(al_computer *computer, al_memory *memory, airlatch_bytes product,
                                  void (*read)(al_probe *probe, const void *context), const void *context) {
  al_probe probe = { .memory = memory, .scratch = al_memory_of(&memory->allocator), .product = product };
  *computer = (al_computer){ 0 };
  read(&probe, context);
  computer->platform = probe.platform;
  for (int kind = AL_INSTALL_ID; kind <= AL_CPU_MODEL; kind++)
    if (probe.kinds[kind].size > 0)
      computer->readings[computer->count++] = (airlatch_reading){ (uint8_t)kind, sorted(memory, &probe.kinds[kind]) };
  if (probe.virtual_name != NULL) computer->virtual_name = al_copy(memory, probe.virtual_name, strlen(probe.virtual_name));
  bool is_out = probe.scratch.is_out || memory->is_out;
  if (!is_out) computer->computer_id = computer_id(memory, &probe, computer);
  al_release(&probe.scratch);
  return is_out || memory->is_out ? AIRLATCH_OUT_OF_MEMORY : AIRLATCH_OK;
}

static void read_system(al_probe *probe, const void *context) {
  (void)context;
  al_probe_system(probe);
}

airlatch_code al_computer_read(al_computer *computer, al_memory *memory, airlatch_bytes product) {
  airlatch_code code = al_computer_read_by(computer, memory, product, read_system, NULL);
  if (code != AIRLATCH_OK) return code;
  computer->user = al_system_user(memory);
  computer->seen_count = al_system_times(computer->seen);
  return memory->is_out ? AIRLATCH_OUT_OF_MEMORY : AIRLATCH_OK;
}
