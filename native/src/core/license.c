/*
 * Owns the license (SPEC.md section 5): its claims in formats 1 and 2, read after its signature is verified. verify.c
 * decides whether it is valid here and now.
 */
#include "core.h"

enum { NEWEST_FORMAT = 2, MOST_DAYS = 36500, MOST_USERS = 10000 };

/* Labels of Airlatch's own claims. */
enum {
  FORMAT = 0, FINGERPRINT = 1, REQUIRED = 2, GENERIC = 3, FEATURES = 4, VERSION = 5, MAINTENANCE = 6, USER_DATA = 7,
  FLOATING_SEATS = 8, FIRST_RUN_DAYS = 16, GRACE_DAYS = 17, USERS = 18, NO_VIRTUAL = 19, LICENSEE = 20,
  DEACTIVATION_LIMIT = 21, ACTIVATED = 23, COMPUTER = 38, COUNTED = 39, LONGEST_LEASE = 44, LONGEST_BORROW = 45,
  MOST_BORROWED = 46, POOLS = 47, SEAT_UNIT = 48, ALLOW_WORKLOADS = 66
};

/* Reads an optional integer. Returns false if it is present but out of range. */
static bool maybe_integer(const al_claims *claims, int key, int64_t least, int64_t most, airlatch_maybe *value) {
  al_item item;
  value->present = al_own(claims, key, &item);
  return !value->present || al_is_integer(item, least, most, &value->value);
}

static bool maybe_text(const al_claims *claims, int key, size_t most, airlatch_bytes *value) {
  al_item item;
  return !al_own(claims, key, &item) || al_is_text(item, most, value);
}

static bool maybe_flag(const al_claims *claims, int key, bool *value) {
  al_item item;
  *value = al_own(claims, key, &item);
  return !*value || al_is_true(item);
}

/* Reads a map from 1 to 16 kinds to their hashes: 1 to 8 of 8 bytes, strictly ascending. */
bool al_read_fingerprint(airlatch_license *license, al_item map) {
  if (map.type != AL_MAP || map.argument < 1 || map.argument > 16) return false;
  const uint8_t *at = map.data;
  for (uint64_t i = 0; i < map.argument; i++) {
    al_item kind = al_cbor_item(at);
    al_item hashes = al_cbor_item(al_cbor_after(kind));
    if (kind.type != AL_UNSIGNED || kind.argument < 1 || kind.argument > 255) return false;
    if (hashes.type != AL_BYTES || hashes.argument == 0 || hashes.argument % 8 != 0 || hashes.argument > 64) return false;
    for (uint64_t k = 8; k < hashes.argument; k += 8)
      if (memcmp(hashes.data + k - 8, hashes.data + k, 8) >= 0) return false;
    license->fingerprint[i] =
        (airlatch_reading){ (uint8_t)kind.argument, { hashes.data, (size_t)hashes.argument } };
    at = al_cbor_after(hashes);
  }
  license->kind_count = (size_t)map.argument;
  return true;
}

/* Reads 1 to 16 kinds of the fingerprint, strictly ascending. */
bool al_read_counted(airlatch_license *license, al_item list) {
  if (list.type != AL_ARRAY || list.argument < 1 || list.argument > 16) return false;
  const uint8_t *at = list.data;
  for (uint64_t i = 0; i < list.argument; i++) {
    al_item item = al_cbor_item(at);
    int64_t kind;
    if (!al_is_integer(item, i == 0 ? 1 : license->counted[i - 1] + 1, 255, &kind)) return false;
    size_t k = 0;
    while (k < license->kind_count && license->fingerprint[k].kind != kind) k++;
    if (k == license->kind_count) return false;
    license->counted[i] = (uint8_t)kind;
    at = al_cbor_after(item);
  }
  license->counted_count = (size_t)list.argument;
  return true;
}

/* Reads [k, n] with k <= n <= 16 and 2k > n, so that two computers can never both have enough. */
static bool read_required(airlatch_license *license, al_item list) {
  int64_t k, n;
  if (list.type != AL_ARRAY || list.argument != 2) return false;
  al_item first = al_cbor_item(list.data);
  if (!al_is_integer(first, 1, 16, &k) || !al_is_integer(al_cbor_item(al_cbor_after(first)), k, 16, &n) || 2 * k <= n)
    return false;
  license->required_k = (int)k;
  license->required_n = (int)n;
  return true;
}

/* Reads the binding, exactly one of three: by fingerprint, by hash, or generic. */
static bool read_binding(airlatch_license *license, const al_claims *claims) {
  al_item fingerprint, counted, computer, required;
  bool generic;
  bool by_fingerprint = al_own(claims, FINGERPRINT, &fingerprint);
  bool by_hash = al_own(claims, COMPUTER, &computer);
  if (!maybe_flag(claims, GENERIC, &generic) || by_fingerprint + by_hash + generic != 1) return false;
  if (al_own(claims, COUNTED, &counted) != by_fingerprint) return false;
  if (al_own(claims, REQUIRED, &required) && (generic || !read_required(license, required))) return false;
  license->binding = generic ? AIRLATCH_GENERIC : by_hash ? AIRLATCH_BY_HASH : AIRLATCH_BY_FINGERPRINT;
  if (by_hash) return al_is_id(computer, &license->computer);
  return generic || (al_read_fingerprint(license, fingerprint) && al_read_counted(license, counted));
}

static bool read_features(airlatch_license *license, const al_claims *claims) {
  al_item map;
  if (!al_own(claims, FEATURES, &map)) return true;
  if (map.type != AL_MAP || map.argument < 1 || map.argument > 256) return false;
  const uint8_t *at = map.data;
  for (uint64_t i = 0; i < map.argument; i++) {
    al_item name = al_cbor_item(at);
    al_item item = al_cbor_item(al_cbor_after(name));
    airlatch_value value;
    if (!al_is_feature_name(name) || !al_is_feature_value(item, &value)) return false;
    at = al_cbor_after(item);
  }
  license->features = al_cbor_whole(map);
  return true;
}

static bool read_maintenance(airlatch_license *license, const al_claims *claims) {
  al_item item;
  license->maintenance = al_own(claims, MAINTENANCE, &item);
  if (!license->maintenance || al_is_true(item)) return true;
  license->maintained_until.present = true;
  return al_is_integer(item, 0, AL_LATEST_TIME, &license->maintained_until.value);
}

static bool is_white(uint8_t c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/* 1 to 256 bytes, no control characters (U+0000 to U+001F, U+007F to U+009F), no white space around the name. */
bool al_is_user_name(al_item item, airlatch_bytes *name) {
  if (!al_is_text(item, 256, name) || is_white(name->data[0]) || is_white(name->data[name->size - 1])) return false;
  for (size_t i = 0; i < name->size; i++) {
    uint8_t c = name->data[i];
    if (c < 0x20 || c == 0x7f || (c == 0xc2 && name->data[i + 1] < 0xa0)) return false;
  }
  return true;
}

/*
 * Checks that the names of one platform are all different. Comparing 10,000 names with each other takes long, so a name
 * is compared with those before it only if the filter may contain it.
 */
static bool read_names(al_item list, uint64_t *users) {
  uint8_t filter[4096] = { 0 };
  if (list.type != AL_ARRAY || list.argument < 1 || (*users += list.argument) > MOST_USERS) return false;
  const uint8_t *at = list.data;
  for (uint64_t i = 0; i < list.argument; i++) {
    al_item item = al_cbor_item(at);
    airlatch_bytes name, other;
    if (!al_is_user_name(item, &name)) return false;
    uint32_t hash = 2166136261u; /* FNV-1a */
    for (size_t k = 0; k < name.size; k++) hash = (hash ^ name.data[k]) * 16777619u;
    hash = (hash ^ hash >> 15) % (sizeof filter * 8);
    if (filter[hash / 8] >> hash % 8 & 1) {
      const uint8_t *before = list.data;
      for (uint64_t k = 0; k < i; k++) {
        al_item one = al_cbor_item(before);
        other = (airlatch_bytes){ one.data, (size_t)one.argument };
        if (al_same(name, other)) return false;
        before = al_cbor_after(one);
      }
    }
    filter[hash / 8] = (uint8_t)(filter[hash / 8] | 1 << hash % 8);
    at = al_cbor_after(item);
  }
  return true;
}

static bool read_users(airlatch_license *license, const al_claims *claims) {
  al_item map;
  uint64_t users = 0;
  if (!al_own(claims, USERS, &map)) return true;
  if (map.type != AL_MAP || map.argument < 1) return false;
  const uint8_t *at = map.data;
  for (uint64_t i = 0; i < map.argument; i++) {
    al_item platform = al_cbor_item(at);
    al_item names = al_cbor_item(al_cbor_after(platform));
    if (platform.type != AL_UNSIGNED || platform.argument > 4 || !read_names(names, &users)) return false;
    at = al_cbor_after(names);
  }
  license->users = al_cbor_whole(map);
  return true;
}

/* Checks for 1 to 256 pools, each with at least 1 place. */
bool al_is_pools(al_item map) {
  if (map.type != AL_MAP || map.argument < 1 || map.argument > 256) return false;
  const uint8_t *at = map.data;
  for (uint64_t i = 0; i < map.argument; i++) {
    al_item name = al_cbor_item(at);
    al_item item = al_cbor_item(al_cbor_after(name));
    int64_t places;
    if (!al_is_feature_name(name) || !al_is_integer(item, 1, AL_LARGEST_INTEGER, &places)) return false;
    at = al_cbor_after(item);
  }
  return true;
}

/* Returns the places of a pool; 0 if there is no such pool. */
int64_t al_places(airlatch_bytes pools, const void *name, size_t size) {
  al_item map = pools.data != NULL ? al_cbor_item(pools.data) : (al_item){ 0 };
  const uint8_t *at = map.data;
  for (uint64_t i = 0; i < map.argument; i++) {
    al_item key = al_cbor_item(at);
    al_item item = al_cbor_item(al_cbor_after(key));
    if (key.argument == size && memcmp(key.data, name, size) == 0) return (int64_t)item.argument;
    at = al_cbor_after(item);
  }
  return 0;
}

/* Reads the pools. Each must be a feature of the license. */
static bool read_pools(airlatch_license *license, const al_claims *claims) {
  al_item map;
  if (!al_own(claims, POOLS, &map)) return true;
  if (!al_is_pools(map)) return false;
  const uint8_t *at = map.data;
  for (uint64_t i = 0; i < map.argument; i++) {
    al_item name = al_cbor_item(at);
    if (al_feature(license, name.data, (size_t)name.argument).type == AIRLATCH_NO_FEATURE) return false;
    at = al_cbor_after(al_cbor_item(al_cbor_after(name)));
  }
  license->pools = al_cbor_whole(map);
  return true;
}

/* A site server's license has one of its claims, or a complete key but no days from the first run. */
static bool is_of_site_server(const al_claims *claims) {
  static const int ONLY_THERE[] = { LONGEST_LEASE, LONGEST_BORROW, MOST_BORROWED, POOLS, SEAT_UNIT, ALLOW_WORKLOADS };
  al_item item;
  for (size_t i = 0; i < sizeof ONLY_THERE / sizeof *ONLY_THERE; i++)
    if (al_own(claims, ONLY_THERE[i], &item)) return true;
  return al_confirmation(claims, 1, &item) && !al_own(claims, FIRST_RUN_DAYS, &item);
}

static bool read_lending(airlatch_license *license, const al_claims *claims) {
  al_item key, item;
  airlatch_maybe unit, longest;
  license->lends = true;
  if (license->binding == AIRLATCH_GENERIC || !license->floating_seats.present
      || al_own(claims, FIRST_RUN_DAYS, &item) || al_own(claims, ACTIVATED, &item))
    return false;
  if (!al_confirmation(claims, 1, &key) || !al_cose_key(key, license->server_key)) return false;
  if (!maybe_integer(claims, SEAT_UNIT, 1, 3, &unit) || !unit.present) return false;
  if (!maybe_integer(claims, LONGEST_LEASE, 60, 2678400, &longest) || !longest.present) return false;
  license->seat_unit = (int)unit.value;
  license->longest_lease = longest.value;
  return maybe_integer(claims, LONGEST_BORROW, 1, 366, &license->longest_borrow)
      && maybe_integer(claims, MOST_BORROWED, 1, license->floating_seats.value, &license->most_borrowed)
      && license->longest_borrow.present == license->most_borrowed.present && read_pools(license, claims)
      && maybe_flag(claims, ALLOW_WORKLOADS, &license->allow_workloads);
}

/* Reads the days from the first run and their installation: both or neither, and never in a generic license. */
static bool read_first_run(airlatch_license *license, const al_claims *claims) {
  al_item item;
  if (!maybe_integer(claims, FIRST_RUN_DAYS, 1, MOST_DAYS, &license->first_run_days)) return false;
  if (!maybe_integer(claims, ACTIVATED, 0, license->issued_at - 1, &license->activated_at)) return false;
  if (!license->first_run_days.present) return !al_claim(claims, 8, &item) && !license->activated_at.present;
  return license->binding != AIRLATCH_GENERIC && al_confirmation(claims, 3, &item)
      && al_is_id(item, &license->installation);
}

/* Reads what format 2 has and format 1 does not have. */
static bool read_newer(airlatch_license *license, const al_claims *claims) {
  return maybe_integer(claims, GRACE_DAYS, 1, MOST_DAYS, &license->grace_days) && read_users(license, claims)
      && maybe_flag(claims, NO_VIRTUAL, &license->no_virtual) && maybe_text(claims, LICENSEE, 255, &license->licensee)
      && maybe_integer(claims, DEACTIVATION_LIMIT, 0, INT64_MAX, &license->deactivation_limit)
      && (is_of_site_server(claims) ? read_lending(license, claims) : read_first_run(license, claims));
}

static airlatch_code read_claims(airlatch_license *license, airlatch_bytes payload) {
  static const uint8_t REGISTERED[] = { 1, 2, 3, 4, 6, 7, 8 };
  static const uint8_t OWN_1[] = { 0, 1, 2, 3, 4, 5, 6, 7, 8, 39 };
  static const uint8_t OWN_2[] = { 0,  1,  2,  3,  4,  5,  6,  7,  8,  16, 17, 18, 19,
                                   20, 21, 23, 38, 39, 44, 45, 46, 47, 48, 66 };
  al_claims claims;
  al_item item;
  int64_t format;
  if (!al_claims_open(&claims, payload) || !al_own(&claims, FORMAT, &item)
      || !al_is_integer(item, 1, AL_LARGEST_INTEGER, &format))
    return AIRLATCH_CLAIMS_MALFORMED;
  /* checked before any other claim, because a newer format may have others */
  if (format > NEWEST_FORMAT) return AIRLATCH_LICENSE_FORMAT_NEWER;
  license->format = (int)format;
  bool known = format == 1 ? AL_CLAIMS_ONLY(&claims, REGISTERED, OWN_1) && !al_claim(&claims, 8, &item)
                           : AL_CLAIMS_ONLY(&claims, REGISTERED, OWN_2);
  bool good = known && al_read_names(&claims, &license->vendor, &license->product, &license->issued_at)
      && al_claim(&claims, 2, &item) && al_is_text(item, 64, &license->key_id) && al_claim(&claims, 7, &item)
      && al_is_id(item, &license->activation);
  license->expires_at.present = al_claim(&claims, 4, &item);
  good = good && (!license->expires_at.present || al_is_integer(item, 0, AL_LATEST_TIME, &license->expires_at.value))
      && read_binding(license, &claims) && read_features(license, &claims)
      && maybe_text(&claims, VERSION, 64, &license->version) && read_maintenance(license, &claims)
      && maybe_integer(&claims, FLOATING_SEATS, 1, AL_LARGEST_INTEGER, &license->floating_seats)
      && maybe_text(&claims, USER_DATA, 65536, &license->user_data) && (format == 1 || read_newer(license, &claims));
  return good ? AIRLATCH_OK : AIRLATCH_CLAIMS_MALFORMED;
}

/* Reads the claims of a parsed message. A bundle does so before the signature is verified: most are for other computers. */
airlatch_code al_license_read(airlatch_license *out, const al_sign1 *message) {
  airlatch_license license = { .signed_by = message->kid };
  airlatch_code fault = al_cbor_check(message->payload.data, message->payload.size);
  if (!fault) fault = read_claims(&license, message->payload);
  if (!fault) *out = license;
  return fault;
}

/* Opens a license and verifies its signature (SPEC.md section 9.1, steps 2 to 9), for any computer. */
airlatch_code al_license_open(airlatch_license *license, const airlatch_kit *kit, const uint8_t *bytes, size_t size) {
  al_sign1 message;
  size_t signer;
  airlatch_code fault = al_sign1_parse(&message, AL_LICENSE, bytes, size);
  if (!fault) fault = al_sign1_verify(&message, kit->keys, kit->key_count, kit->library_is_exact, &signer);
  return fault ? fault : al_license_read(license, &message);
}

airlatch_value al_feature(const airlatch_license *license, const void *name, size_t size) {
  airlatch_value value = { AIRLATCH_NO_FEATURE, 0, { 0 } };
  if (license->features.data == NULL) return value;
  al_item map = al_cbor_item(license->features.data);
  const uint8_t *at = map.data;
  for (uint64_t i = 0; i < map.argument; i++) {
    al_item key = al_cbor_item(at);
    al_item item = al_cbor_item(al_cbor_after(key));
    if (key.argument == size && memcmp(key.data, name, size) == 0) {
      al_is_feature_value(item, &value);
      return value;
    }
    at = al_cbor_after(item);
  }
  return value;
}
