/*
 * Owns the state (SPEC.md sections 16.1 to 16.3): the record of an installation, signed by the installation's own key,
 * which it contains. Also owns the joining of several states, which any number of processes may have written at the
 * same time.
 */
#include "client.h"
#include <stdlib.h>

enum {
  SEQUENCE = 13, FIRST_RUNS = 22, LATEST_TIME = 28, DEACTIVATED = 29, REVOKED = 30, RESET_AT = 31, DISTRUSTED = 32,
  KITS_SEEN = 33, REVOCATIONS_SEEN = 34, COPY_SEEN = 35, LOOKED_AT = 36, RETURNED = 68
};

/*
 * Opens a message that has its signer's key in `cnf`. Only this key is read from the payload before the signature is
 * verified (section 9.6).
 */
airlatch_code al_own_sign1(al_sign1 *message, uint8_t out[32], int type, const uint8_t *bytes, size_t size, bool exact) {
  airlatch_key key = { .retired = { 0 } };
  al_claims claims;
  al_item item;
  size_t signer;
  airlatch_code fault = al_sign1_parse(message, type, bytes, size);
  if (!fault) fault = al_cbor_check(message->payload.data, message->payload.size);
  if (fault) return fault;
  claims = (al_claims){ .claims = al_cbor_item(message->payload.data) };
  if (claims.claims.type != AL_MAP || !al_confirmation(&claims, 1, &item) || !al_cose_key(item, key.key))
    return AIRLATCH_PUBLIC_KEY_INVALID;
  key.id = al_key_id(key.key);
  fault = al_sign1_verify(message, &key, 1, exact, &signer);
  if (!fault) memcpy(out, key.key, 32);
  return fault;
}

/* Reads a map from 1 to `most` ids to numbers. Its keys are in order, as in all CBOR here. */
static bool read_numbers(al_numbers *numbers, al_memory *memory, const al_claims *claims, int key, uint64_t most,
                         int64_t least, int64_t largest) {
  al_item map;
  if (!al_own(claims, key, &map)) return true;
  if (map.type != AL_MAP || map.argument < 1 || map.argument > most) return false;
  al_numbered *entries = al_take(memory, (size_t)map.argument * sizeof *entries);
  if (entries == NULL) return false;
  const uint8_t *at = map.data;
  for (uint64_t i = 0; i < map.argument; i++) {
    al_item id = al_cbor_item(at);
    al_item number = al_cbor_item(al_cbor_after(id));
    if (!al_read_id_text(id, &entries[i].id) || !al_is_integer(number, least, largest, &entries[i].number)) return false;
    at = al_cbor_after(number);
  }
  *numbers = (al_numbers){ entries, (size_t)map.argument };
  return true;
}

static bool read_times(al_numbers *times, al_memory *memory, const al_claims *claims, int key, uint64_t most) {
  return read_numbers(times, memory, claims, key, most, 0, AL_LATEST_TIME);
}

static bool read_sequences(al_numbers *numbers, al_memory *memory, const al_claims *claims, int key) {
  return read_numbers(numbers, memory, claims, key, AL_MOST_KEYS_SEEN, 1, AL_LARGEST_INTEGER);
}

static bool read_time(const al_claims *claims, int key, airlatch_maybe *time) {
  al_item item;
  time->present = al_own(claims, key, &item);
  return !time->present || al_is_integer(item, 0, AL_LATEST_TIME, &time->value);
}

static bool read_claims(al_state *state, al_memory *memory, airlatch_bytes payload) {
  al_claims claims;
  al_item aud, iat, item;
  airlatch_maybe latest;
  static const uint8_t REGISTERED[] = { 3, 6, 8 };
  static const uint8_t OWN[] = { SEQUENCE, FIRST_RUNS, LATEST_TIME, DEACTIVATED, REVOKED, RESET_AT, DISTRUSTED,
                                 KITS_SEEN, REVOCATIONS_SEEN, COPY_SEEN, LOOKED_AT, RETURNED };
  if (!al_claims_open(&claims, payload) || !AL_CLAIMS_ONLY(&claims, REGISTERED, OWN)) return false;
  if (!al_claim(&claims, 3, &aud) || !al_is_text(aud, 64, &state->product) || !al_is_product_id(state->product)) return false;
  if (!al_claim(&claims, 6, &iat) || !al_is_integer(iat, 0, AL_LATEST_TIME, &state->written_at)) return false;
  if (!al_own(&claims, SEQUENCE, &item) || !al_is_integer(item, 1, AL_LARGEST_INTEGER, &state->sequence)) return false;
  if (!read_time(&claims, LATEST_TIME, &latest) || !latest.present) return false;
  state->latest_at = latest.value;
  if (!read_time(&claims, RESET_AT, &state->reset_at) || !read_time(&claims, DISTRUSTED, &state->distrusted)) return false;
  return state->reset_at.present == state->distrusted.present
      && read_times(&state->first_runs, memory, &claims, FIRST_RUNS, AL_MOST_FIRST_RUNS)
      && read_times(&state->deactivated, memory, &claims, DEACTIVATED, AL_MOST_WITHDRAWN)
      && read_times(&state->revoked, memory, &claims, REVOKED, AL_MOST_WITHDRAWN)
      && read_times(&state->returned, memory, &claims, RETURNED, AL_MOST_WITHDRAWN)
      && read_sequences(&state->kits_seen, memory, &claims, KITS_SEEN)
      && read_sequences(&state->revocations_seen, memory, &claims, REVOCATIONS_SEEN)
      && read_time(&claims, COPY_SEEN, &state->copy_seen) && read_time(&claims, LOOKED_AT, &state->looked_at);
}

/* Opens a state. The caller must know from elsewhere whose record it is. `out` points into the bytes. */
airlatch_code al_state_open(al_state *out, al_memory *memory, const uint8_t *bytes, size_t size, bool exact) {
  al_sign1 message;
  al_state state = { .sequence = 0 };
  airlatch_code fault = al_own_sign1(&message, state.key, AL_STATE, bytes, size, exact);
  if (fault) return fault;
  if (!read_claims(&state, memory, message.payload)) return memory->is_out ? AIRLATCH_OUT_OF_MEMORY : AIRLATCH_CLAIMS_MALFORMED;
  *out = state;
  return AIRLATCH_OK;
}

const al_numbered *al_number_of(al_numbers numbers, airlatch_id id) {
  for (size_t i = 0; i < numbers.count; i++)
    if (al_same_id(numbers.entries[i].id, id)) return &numbers.entries[i];
  return NULL;
}

/* Sorts by number, then by id. */
static int by_number(const void *a, const void *b) {
  const al_numbered *one = a, *other = b;
  if (one->number != other->number) return one->number < other->number ? -1 : 1;
  return memcmp(one->id.bytes, other->id.bytes, 8);
}

static int by_id(const void *a, const void *b) {
  return memcmp(((const al_numbered *)a)->id.bytes, ((const al_numbered *)b)->id.bytes, 8);
}

/* Joins two maps: the smaller or larger number for each id. Of more than `most`, the largest numbers are kept. */
static al_numbers join(al_memory *memory, al_numbers a, al_numbers b, bool larger, size_t most) {
  if (b.count == 0) return a;
  if (a.count == 0) return b;
  al_numbered *all = al_take(memory, (a.count + b.count) * sizeof *all);
  if (all == NULL) return a;
  size_t i = 0, k = 0, count = 0;
  while (i < a.count || k < b.count) {
    int order = i == a.count ? 1 : k == b.count ? -1 : by_id(&a.entries[i], &b.entries[k]);
    al_numbered one = order <= 0 ? a.entries[i] : b.entries[k];
    if (order == 0 && (b.entries[k].number > one.number) == larger) one.number = b.entries[k].number;
    all[count++] = one;
    if (order <= 0) i++;
    if (order >= 0) k++;
  }
  if (count <= most) return (al_numbers){ all, count };
  qsort(all, count, sizeof *all, by_number);
  qsort(all + count - most, most, sizeof *all, by_id);
  return (al_numbers){ all + count - most, most };
}

al_numbers al_join_sequences(al_memory *memory, al_numbers a, al_numbers b) {
  return join(memory, a, b, true, AL_MOST_KEYS_SEEN);
}

static airlatch_maybe later(airlatch_maybe a, airlatch_maybe b) {
  if (!a.present || !b.present) return a.present ? a : b;
  return a.value > b.value ? a : b;
}

/*
 * Joins two states of one installation, in either order. A clock reset overrules what was recorded by the clock that it
 * corrected.
 */
al_state al_state_join(al_memory *memory, const al_state *a, const al_state *b) {
  int64_t resets[2] = { a->reset_at.present ? a->reset_at.value : -1, b->reset_at.present ? b->reset_at.value : -1 };
  const al_state *newer = resets[0] >= resets[1] ? a : b;
  const al_state *older = newer == a ? b : a;
  al_state state = *newer;
  if (older->sequence > state.sequence) state.sequence = older->sequence;
  if (resets[0] == resets[1]) {
    if (older->latest_at > state.latest_at) state.latest_at = older->latest_at;
    state.distrusted = later(newer->distrusted, older->distrusted);
    state.copy_seen = later(newer->copy_seen, older->copy_seen);
    state.looked_at = later(newer->looked_at, older->looked_at);
  }
  state.first_runs = join(memory, a->first_runs, b->first_runs, false, AL_MOST_FIRST_RUNS);
  state.deactivated = join(memory, a->deactivated, b->deactivated, false, AL_MOST_WITHDRAWN);
  state.revoked = join(memory, a->revoked, b->revoked, false, AL_MOST_WITHDRAWN);
  state.returned = join(memory, a->returned, b->returned, false, AL_MOST_WITHDRAWN);
  state.kits_seen = al_join_sequences(memory, a->kits_seen, b->kits_seen);
  state.revocations_seen = al_join_sequences(memory, a->revocations_seen, b->revocations_seen);
  return state;
}
