/*
 * Owns the kit (SPEC.md sections 5, 9.4 and 9.6): its keys, which are the only part that is read before its signature
 * is verified; its claims; and the rules for which kit may replace it.
 */
#include "core.h"

/* Reads 1 to 16 sound keys with different ids. Any other list is public-key-invalid. */
static airlatch_code read_keys(airlatch_kit *kit, airlatch_bytes payload) {
  al_item map = al_cbor_item(payload.data);
  al_item own, list;
  if (map.type != AL_MAP || !al_cbor_get(map, AL_OWN, &own) || own.type != AL_MAP || !al_cbor_get(own, 10, &list)
      || list.type != AL_ARRAY || list.argument < 1 || list.argument > 16)
    return AIRLATCH_PUBLIC_KEY_INVALID;
  const uint8_t *at = list.data;
  for (kit->key_count = 0; kit->key_count < list.argument; kit->key_count++) {
    al_item item = al_cbor_item(at);
    airlatch_key *key = &kit->keys[kit->key_count];
    if (!al_cose_key(item, key->key)) return AIRLATCH_PUBLIC_KEY_INVALID;
    key->id = al_key_id(key->key);
    for (size_t i = 0; i < kit->key_count; i++)
      if (al_same_id(kit->keys[i].id, key->id)) return AIRLATCH_PUBLIC_KEY_INVALID;
    at = al_cbor_after(item);
  }
  return AIRLATCH_OK;
}

/* Reads `retired`: a map from ids of keys of this kit to times. */
static bool read_retired(airlatch_kit *kit, al_item map) {
  if (map.type != AL_MAP || map.argument < 1 || map.argument > 16) return false;
  const uint8_t *at = map.data;
  for (uint64_t i = 0; i < map.argument; i++) {
    al_item name = al_cbor_item(at);
    al_item time = al_cbor_item(al_cbor_after(name));
    airlatch_id id;
    int64_t from;
    if (!al_read_id_text(name, &id) || !al_is_integer(time, 0, AL_LATEST_TIME, &from)) return false;
    size_t k = 0;
    while (k < kit->key_count && !al_same_id(kit->keys[k].id, id)) k++;
    if (k == kit->key_count) return false;
    kit->keys[k].retired = (airlatch_maybe){ true, from };
    at = al_cbor_after(time);
  }
  return true;
}

static bool is_same_value(airlatch_value a, airlatch_value b) {
  return a.type == b.type && a.integer == b.integer && al_same(a.text, b.text);
}

/* Checks the list of permitted values of a feature: 1 to 32 different ones of its type. */
static bool is_values(al_item list, airlatch_feature_type type, const airlatch_value *fallback) {
  if (list.type != AL_ARRAY || list.argument < 1 || list.argument > 32 || type == AIRLATCH_FLAG) return false;
  airlatch_value values[32];
  bool has_fallback = fallback == NULL;
  const uint8_t *at = list.data;
  for (uint64_t i = 0; i < list.argument; i++) {
    al_item item = al_cbor_item(at);
    if (!al_is_feature_value(item, &values[i]) || values[i].type != type) return false;
    for (uint64_t k = 0; k < i; k++)
      if (is_same_value(values[i], values[k])) return false;
    if (fallback != NULL && is_same_value(values[i], *fallback)) has_fallback = true;
    at = al_cbor_after(item);
  }
  return has_fallback;
}

/* Checks a feature: 0 name, 1 type, 2 default value, 3 required, 4 values; the last three are optional. */
static bool is_feature(al_item row, al_item *name) {
  al_item type, item;
  airlatch_value fallback;
  if (row.type != AL_MAP || !al_cbor_get(row, 0, name) || !al_is_feature_name(*name) || !al_cbor_get(row, 1, &type)
      || type.type != AL_UNSIGNED || type.argument > 2)
    return false;
  airlatch_feature_type of = type.argument == 0 ? AIRLATCH_FLAG : type.argument == 1 ? AIRLATCH_INTEGER : AIRLATCH_TEXT;
  uint64_t known = 2;
  bool has_fallback = al_cbor_get(row, 2, &item);
  if (has_fallback && (!al_is_feature_value(item, &fallback) || fallback.type != of)) return false;
  known += has_fallback;
  if (al_cbor_get(row, 3, &item)) {
    if (!al_is_true(item)) return false;
    known++;
  }
  if (al_cbor_get(row, 4, &item)) {
    if (!is_values(item, of, has_fallback ? &fallback : NULL)) return false;
    known++;
  }
  return row.argument == known;
}

static bool is_feature_table(al_item list) {
  if (list.type != AL_ARRAY || list.argument < 1 || list.argument > 64) return false;
  al_item names[64];
  const uint8_t *at = list.data;
  for (uint64_t i = 0; i < list.argument; i++) {
    al_item row = al_cbor_item(at);
    if (!is_feature(row, &names[i])) return false;
    for (uint64_t k = 0; k < i; k++)
      if (al_same(al_cbor_whole(names[i]), al_cbor_whole(names[k]))) return false;
    at = al_cbor_after(row);
  }
  return true;
}

static bool is_path(airlatch_bytes text) { return text.size <= 1024; }

/* Checks an array of 1 to `most` texts that pass `fits`, none of them empty. */
static bool is_texts(al_item list, uint64_t most, bool (*fits)(airlatch_bytes), bool different) {
  if (list.type != AL_ARRAY || list.argument < 1 || list.argument > most) return false;
  airlatch_bytes texts[16];
  const uint8_t *at = list.data;
  for (uint64_t i = 0; i < list.argument; i++) {
    al_item item = al_cbor_item(at);
    if (!al_is_text(item, 1024, &texts[i]) || !fits(texts[i])) return false;
    for (uint64_t k = 0; different && k < i; k++)
      if (al_same(texts[i], texts[k])) return false;
    at = al_cbor_after(item);
  }
  return true;
}

static bool read_claims(airlatch_kit *kit, airlatch_bytes payload) {
  al_claims claims;
  al_item item;
  static const uint8_t REGISTERED[] = { 1, 3, 6 };
  static const uint8_t OWN[] = { 10, 11, 12, 13, 14, 26, 37, 41, 43, 67 };
  if (!al_claims_open(&claims, payload) || !AL_CLAIMS_ONLY(&claims, REGISTERED, OWN)) return false;
  if (!al_read_names(&claims, &kit->vendor, &kit->product, &kit->made_at)) return false;
  if (!al_own(&claims, 13, &item) || !al_is_integer(item, 1, AL_LARGEST_INTEGER, &kit->sequence)) return false;
  if (!al_own(&claims, 14, &item) || !al_is_text(item, 64, &kit->product_name)) return false;
  kit->allow_generic = al_own(&claims, 11, &item);
  if (kit->allow_generic && !al_is_true(item)) return false;
  if (al_own(&claims, 12, &item)) {
    if (!is_texts(item, 16, is_path, false)) return false;
    kit->search_path = al_cbor_whole(item);
  }
  if (al_own(&claims, 26, &item) && !read_retired(kit, item)) return false;
  if (al_own(&claims, 37, &item) && !(al_is_text(item, 300, &kit->address) && al_is_page_address(kit->address)))
    return false;
  if (al_own(&claims, 41, &item) && !al_is_text(item, 255, &kit->contact)) return false;
  if (al_own(&claims, 43, &item)) {
    if (!is_feature_table(item)) return false;
    kit->feature_table = al_cbor_whole(item);
  }
  if (al_own(&claims, 67, &item)) {
    if (!is_texts(item, 8, al_is_site_address, true)) return false;
    kit->sites = al_cbor_whole(item);
  }
  return true;
}

airlatch_code airlatch_kit_open(airlatch_kit *kit, const void *bytes, size_t size) {
  return al_kit_open(kit, bytes, size, al_library_is_exact());
}

airlatch_code al_kit_open(airlatch_kit *out, const uint8_t *bytes, size_t size, bool exact) {
  al_sign1 message;
  airlatch_kit kit = { .library_is_exact = exact };
  airlatch_code fault = al_sign1_parse(&message, AL_KIT, bytes, size);
  if (!fault) fault = al_cbor_check(message.payload.data, message.payload.size);
  if (!fault) fault = read_keys(&kit, message.payload);
  if (!fault) fault = al_sign1_verify(&message, kit.keys, kit.key_count, kit.library_is_exact, &kit.signer);
  if (fault) return fault;
  if (!read_claims(&kit, message.payload)) return AIRLATCH_CLAIMS_MALFORMED;
  *out = kit;
  return AIRLATCH_OK;
}

/*
 * Whether a key may no longer sign a replacement of something older. A thief can write any date, so after a kit retires
 * a key, the date of that kit decides as well as the date of the message.
 */
bool al_is_retired(const airlatch_kit *kit, airlatch_id key, int64_t at) {
  for (size_t i = 0; i < kit->key_count; i++)
    if (al_same_id(kit->keys[i].id, key) && kit->keys[i].retired.present)
      return (at > kit->made_at ? at : kit->made_at) >= kit->keys[i].retired.value;
  return false;
}

/* Compares a kit with the present one. AIRLATCH_OK for a successor, and for the same sequence. */
static airlatch_code succession(const airlatch_kit *kit, const airlatch_kit *other) {
  const airlatch_key *signer = &other->keys[other->signer];
  bool known = false; /* compares the key itself, not only its id */
  for (size_t i = 0; i < kit->key_count; i++) known = known || memcmp(kit->keys[i].key, signer->key, 32) == 0;
  if (!known || !al_same(other->vendor, kit->vendor) || !al_same(other->product, kit->product))
    return AIRLATCH_KIT_NOT_TRUSTED;
  if (other->sequence < kit->sequence && !al_is_retired(other, kit->keys[kit->signer].id, kit->made_at))
    return AIRLATCH_OLDER_THAN_KEPT;
  if (other->sequence == kit->sequence) return AIRLATCH_OK;
  return al_is_retired(kit, signer->id, other->made_at) ? AIRLATCH_KIT_NOT_TRUSTED : AIRLATCH_OK;
}

/* Whether another kit replaces the present one. */
bool al_may_follow(const airlatch_kit *present, const airlatch_kit *other) {
  return other->sequence != present->sequence && !succession(present, other);
}

airlatch_code airlatch_kit_succeed(airlatch_kit *kit, const void *bytes, size_t size) {
  airlatch_kit other;
  airlatch_code fault = al_kit_open(&other, bytes, size, kit->library_is_exact);
  if (!fault) fault = succession(kit, &other);
  if (fault || other.sequence == kit->sequence) return fault;
  *kit = other;
  return AIRLATCH_OK;
}

int64_t airlatch_least_sequence(const airlatch_kit *kit, const airlatch_sequence *seen, size_t count) {
  int64_t least = 0;
  for (size_t i = 0; i < count; i++)
    for (size_t k = 0; k < kit->key_count; k++)
      if (al_same_id(kit->keys[k].id, seen[i].key) && !al_is_retired(kit, seen[i].key, 0) && seen[i].sequence > least)
        least = seen[i].sequence;
  return least;
}
