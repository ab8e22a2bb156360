/*
 * Owns the question on which all licenses depend (SPEC.md section 8.1): does this computer match the binding of the
 * license? It uses only integers. A missing reading scores nothing, so hiding readings never helps.
 */
#include "reading.h"
#include <sodium.h>

enum { WEIGHT = 840 /* divisible by 1 to 8 */ };

/* The binding of a license: a fingerprint, and the kinds in it that count. */
typedef struct {
  const airlatch_reading *readings;
  size_t count;
  const uint8_t *counted;
  size_t counted_count;
} bound;

static airlatch_bytes hashes_of(const airlatch_reading *readings, size_t count, int kind) {
  for (size_t i = 0; i < count; i++)
    if (readings[i].kind == kind) return readings[i].hashes;
  return (airlatch_bytes){ 0 };
}

static bool has_hash(airlatch_bytes hashes, const uint8_t *hash) {
  for (size_t at = 0; at + 8 <= hashes.size; at += 8)
    if (memcmp(hashes.data + at, hash, 8) == 0) return true;
  return false;
}

static int64_t shared(airlatch_bytes a, airlatch_bytes b) {
  int64_t same = 0;
  for (size_t at = 0; at + 8 <= a.size; at += 8) same += has_hash(b, a.data + at);
  return same;
}

/* Whether the readings are a workload, a name given by the site (section 8.3): a single hash of kind 7. */
bool al_is_workload(const airlatch_reading *readings, size_t count) {
  return count == 1 && readings[0].kind == AL_WORKLOAD && readings[0].hashes.size == 8;
}

/* Whether this is a copy of a virtual machine: another UUID, and no adapter of the binding. The UUID need not count. */
static bool is_copy(bound b, const airlatch_world *here) {
  airlatch_bytes before = hashes_of(b.readings, b.count, AL_SYSTEM_UUID);
  airlatch_bytes now = hashes_of(here->readings, here->reading_count, AL_SYSTEM_UUID);
  if (here->virtual_name.data == NULL || before.size < 8 || now.size < 8 || memcmp(before.data, now.data, 8) == 0)
    return false;
  airlatch_bytes adapters = hashes_of(b.readings, b.count, AL_MAC_ADDRESS);
  return shared(adapters, hashes_of(here->readings, here->reading_count, AL_MAC_ADDRESS)) == 0;
}

static bool is_enough(const airlatch_license *license, int64_t score, int64_t whole, bool first) {
  if (license->required_n > 0) return score * license->required_n >= license->required_k * whole;
  return 2 * score > whole || (2 * score == whole && first);
}

static airlatch_code compare(const airlatch_license *license, bound b, const airlatch_world *here) {
  int64_t score = 0;
  int64_t hidden = 0;
  int64_t whole = WEIGHT * (int64_t)b.counted_count;
  bool first = false; /* the smallest hash of the lowest kind that counts was found here */
  bool first_hidden = false;
  for (size_t i = 0; i < b.counted_count; i++) {
    airlatch_bytes before = hashes_of(b.readings, b.count, b.counted[i]);
    airlatch_bytes now = hashes_of(here->readings, here->reading_count, b.counted[i]);
    if (now.size == 0) hidden += WEIGHT;
    score += WEIGHT / (int64_t)(before.size / 8) * shared(before, now);
    if (i == 0) first = has_hash(now, before.data);
    if (i == 0) first_hidden = now.size == 0;
  }
  if (is_enough(license, score, whole, first)) return is_copy(b, here) ? AIRLATCH_WRONG_COMPUTER : AIRLATCH_OK;
  if (hidden == 0 || is_copy(b, here)) return AIRLATCH_WRONG_COMPUTER;
  return is_enough(license, score + hidden, whole, first || first_hidden) ? AIRLATCH_READINGS_MISSING
                                                                          : AIRLATCH_WRONG_COMPUTER;
}

/* What a vendor uses of a request: kinds 1 to 6, at most 8 hashes each; of 1 to 5 only 2 and 3 may be left out. */
typedef struct { airlatch_reading readings[6]; uint8_t counted[5]; size_t count, counted_count; } taken;

static taken take(const airlatch_reading *shown, size_t count, bool uuid, bool board) {
  taken t = { .count = 0 };
  for (int kind = 1; kind <= AL_CPU_MODEL; kind++) {
    airlatch_bytes hashes = hashes_of(shown, count, kind);
    if (hashes.size < 8) continue;
    if (hashes.size > 64) hashes.size = 64;
    t.readings[t.count++] = (airlatch_reading){ (uint8_t)kind, hashes };
    if (kind != AL_CPU_MODEL && (kind != AL_SYSTEM_UUID || uuid) && (kind != AL_BOARD_SERIAL || board))
      t.counted[t.counted_count++] = (uint8_t)kind;
  }
  return t;
}

/* Computes the computer hash (section 8) of readings with at most 8 hashes each, and of the kinds that count. */
void al_computer_hash(uint8_t hash[8], const airlatch_reading *readings, size_t count, const uint8_t *counted,
                      size_t counted_count) {
  uint8_t whole[crypto_hash_sha256_BYTES];
  uint8_t number = (uint8_t)counted_count;
  crypto_hash_sha256_state state;
  crypto_hash_sha256_init(&state);
  crypto_hash_sha256_update(&state, (const uint8_t *)"airlatch computer", 18); /* including its zero */
  crypto_hash_sha256_update(&state, &number, 1);
  crypto_hash_sha256_update(&state, counted, counted_count);
  for (size_t i = 0; i < count; i++) {
    uint8_t head[2] = { readings[i].kind, (uint8_t)readings[i].hashes.size };
    crypto_hash_sha256_update(&state, head, 2);
    crypto_hash_sha256_update(&state, readings[i].hashes.data, readings[i].hashes.size);
  }
  crypto_hash_sha256_final(&state, whole);
  memcpy(hash, whole, 8);
}

/* Whether a vendor would accept these readings (section 9.3). */
static bool is_sound(const taken *t) {
  static const int SINGLE[] = { AL_INSTALL_ID, AL_SYSTEM_UUID, AL_BOARD_SERIAL, AL_CPU_MODEL };
  if (t->count < 2 || t->counted_count == 0) return false;
  for (size_t i = 0; i < 4; i++)
    if (hashes_of(t->readings, t->count, SINGLE[i]).size > 8) return false;
  return true;
}

/* Whether the readings here tell computers apart, or the site names a workload. */
bool al_is_identifiable(const airlatch_world *here) {
  taken t = take(here->readings, here->reading_count, true, true);
  return al_is_workload(here->readings, here->reading_count) || is_sound(&t);
}

/* Whether these readings have the hash that the license names (section 8). */
static bool is_named(const taken *t, airlatch_id computer) {
  if (!is_sound(t)) return false;
  uint8_t hash[8];
  al_computer_hash(hash, t->readings, t->count, t->counted, t->counted_count);
  return memcmp(hash, computer.bytes, 8) == 0;
}

/* Returns the readings of a kept request, which also records whether kinds 2 and 3 count. */
static taken take_asked(airlatch_asked asked) {
  airlatch_bytes counted = asked.counted;
  bool uuid = counted.data != NULL && memchr(counted.data, AL_SYSTEM_UUID, counted.size) != NULL;
  bool board = counted.data != NULL && memchr(counted.data, AL_BOARD_SERIAL, counted.size) != NULL;
  return take(asked.readings, asked.reading_count, uuid, board);
}

/* By hash: the binding is that of a kept request, or of a new request from here, whichever has the hash. */
static airlatch_code by_hash(const airlatch_license *license, const airlatch_world *here) {
  airlatch_asked first = { here->asked, here->asked_count, here->asked_counted };
  for (size_t i = 0; i < here->request_count + 5; i++) {
    size_t k = i - here->request_count - 1; /* which of the four possible requests from here */
    taken t = i == 0                     ? take_asked(first)
            : i <= here->request_count ? take_asked(here->requests[i - 1])
                                       : take(here->readings, here->reading_count, (k & 1) != 0, (k & 2) != 0);
    if (is_named(&t, license->computer))
      return compare(license, (bound){ t.readings, t.count, t.counted, t.counted_count }, here);
  }
  return AIRLATCH_WRONG_COMPUTER;
}

/* Returns AIRLATCH_OK, or why the computer does not match the binding of a license that is not generic. */
airlatch_code al_computer_rule(const airlatch_license *license, const airlatch_world *world) {
  if (license->binding == AIRLATCH_BY_HASH) return by_hash(license, world);
  bound b = { license->fingerprint, license->kind_count, license->counted, license->counted_count };
  airlatch_code code = compare(license, b, world);
  return code && al_is_workload(b.readings, b.count) ? AIRLATCH_WRONG_WORKLOAD : code;
}
