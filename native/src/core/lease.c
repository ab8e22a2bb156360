/*
 * Owns the lease: its claims (SPEC.md section 17.2), read after its signature is verified. lease_rules.c decides
 * whether it is valid.
 */
#include "lease.h"
#include "reading.h"

enum {
  FINGERPRINT = 1, SEQUENCE = 13, COUNTED = 39, WORKLOAD = 42, POOLS = 47, SEAT_UNIT = 48, LEASE_ID = 49, SERVER_LICENSE = 50,
  ACCOUNT = 51, HOST_NAME = 52, INSTANCE = 53, BOOT = 54, BORROWED = 65
};

static bool has_id(const al_claims *claims, int key, airlatch_id *id) {
  al_item item;
  return al_own(claims, key, &item) && al_is_id(item, id);
}

/* Either there is neither a name nor a hash, or both are present, match, and are the only reading. */
static bool is_of_workload(const al_lease *lease) {
  bool named = lease->workload.data != NULL;
  bool hashed = al_is_workload(lease->fingerprint, lease->kind_count);
  uint8_t hash[8];
  if (!named || !hashed) return named == hashed;
  if (!al_is_workload_name(lease->workload)) return false;
  al_reading_hash(hash, lease->product, AL_WORKLOAD, lease->workload.data, lease->workload.size);
  return memcmp(lease->fingerprint[0].hashes.data, hash, sizeof hash) == 0;
}

/* Reads the computer or workload that the lease is for; none if nothing there tells computers apart. */
static bool read_binding(al_lease *lease, const al_claims *claims) {
  al_item fingerprint, counted, item;
  airlatch_license bound = { .kind_count = 0 };
  lease->bound = al_own(claims, FINGERPRINT, &fingerprint);
  if (al_own(claims, COUNTED, &counted) != lease->bound) return false;
  if (al_own(claims, WORKLOAD, &item) && !al_is_text(item, 64, &lease->workload)) return false;
  if (!lease->bound) return lease->workload.data == NULL && !lease->borrowed;
  if (!al_read_fingerprint(&bound, fingerprint) || !al_read_counted(&bound, counted)) return false;
  memcpy(lease->fingerprint, bound.fingerprint, sizeof lease->fingerprint);
  memcpy(lease->counted, bound.counted, sizeof lease->counted);
  lease->kind_count = bound.kind_count;
  lease->counted_count = bound.counted_count;
  return is_of_workload(lease);
}

static bool read_holder(al_lease *lease, const al_claims *claims) {
  al_item item;
  bool has_instance = al_own(claims, INSTANCE, &item);
  if (has_instance != (lease->seat_unit == AL_PROCESS)) return false;
  if (has_instance && !al_is_id(item, &lease->instance)) return false;
  if (al_own(claims, ACCOUNT, &item) && !al_is_user_name(item, &lease->account)) return false;
  return al_own(claims, HOST_NAME, &item) && al_is_user_name(item, &lease->host);
}

/* Reads the client's COSE_Key. Its size is not checked, because it must equal the key that is here. */
static bool read_key(al_lease *lease, const al_claims *claims) {
  al_item key, kty, crv, x;
  if (!al_confirmation(claims, 1, &key) || key.type != AL_MAP) return false;
  if (key.argument == 3 && al_cbor_get(key, 1, &kty) && al_cbor_get(key, -1, &crv) && al_cbor_get(key, -2, &x)
      && kty.type == AL_UNSIGNED && kty.argument == 1 && crv.type == AL_UNSIGNED && crv.argument == 6 && x.type == AL_BYTES)
    lease->client_key = (airlatch_bytes){ x.data, (size_t)x.argument };
  return true;
}

static bool read_claims(al_lease *lease, airlatch_bytes payload) {
  static const uint8_t REGISTERED[] = { 3, 4, 6, 8 };
  static const uint8_t OWN[] = { FINGERPRINT, SEQUENCE,  COUNTED, WORKLOAD,  POOLS, SEAT_UNIT, LEASE_ID, SERVER_LICENSE,
                                 ACCOUNT,     HOST_NAME, INSTANCE, BOOT,     BORROWED };
  al_claims claims;
  al_item aud, exp, iat, item, unit;
  int64_t number;
  if (!al_claims_open(&claims, payload) || !AL_CLAIMS_ONLY(&claims, REGISTERED, OWN)) return false;
  if (!al_own(&claims, SEAT_UNIT, &unit) || !al_is_integer(unit, AL_SESSION, AL_HOST, &number)) return false;
  lease->seat_unit = (int)number;
  lease->borrowed = al_own(&claims, BORROWED, &item);
  if (lease->borrowed && !al_is_true(item)) return false;
  if (!al_claim(&claims, 3, &aud) || !al_is_text(aud, 64, &lease->product) || !al_is_product_id(lease->product)) return false;
  if (!al_claim(&claims, 6, &iat) || !al_is_integer(iat, 0, AL_LATEST_TIME, &lease->issued_at)) return false;
  if (!al_claim(&claims, 4, &exp)) return false;
  if (!al_is_integer(exp, lease->issued_at + 1, AL_LATEST_TIME, &lease->expires_at)) return false;
  if (!al_own(&claims, SEQUENCE, &item) || !al_is_integer(item, 1, AL_LARGEST_INTEGER, &lease->sequence)) return false;
  if (!has_id(&claims, LEASE_ID, &lease->id) || !has_id(&claims, BOOT, &lease->boot)) return false;
  if (!al_own(&claims, SERVER_LICENSE, &item) || item.type != AL_BYTES || item.argument != 32) return false;
  memcpy(lease->server_license, item.data, 32);
  if (al_own(&claims, POOLS, &item)) {
    if (!al_is_pools(item)) return false;
    lease->pools = al_cbor_whole(item);
  }
  return read_key(lease, &claims) && read_holder(lease, &claims) && read_binding(lease, &claims);
}

static airlatch_code read_payload(al_lease *lease, const al_sign1 *parsed) {
  *lease = (al_lease){ .seat_unit = 0 };
  airlatch_code fault = al_cbor_check(parsed->payload.data, parsed->payload.size);
  return fault ? fault : read_claims(lease, parsed->payload) ? AIRLATCH_OK : AIRLATCH_CLAIMS_MALFORMED;
}

/* Opens a lease with the one key that its server's license names (section 17.4, steps 2 and 3). */
airlatch_code al_lease_open(al_lease *lease, const airlatch_license *license, bool exact, airlatch_bytes message) {
  al_sign1 parsed;
  airlatch_key key = { .retired = { 0 } };
  size_t signer;
  if (!license->lends) return AIRLATCH_LENDS_NO_SEATS;
  memcpy(key.key, license->server_key, sizeof key.key);
  key.id = al_key_id(key.key);
  airlatch_code fault = al_sign1_parse(&parsed, AL_LEASE, message.data, message.size);
  if (!fault) fault = al_sign1_verify(&parsed, &key, 1, exact, &signer);
  return fault ? fault : read_payload(lease, &parsed);
}

bool al_lease_read(al_lease *lease, airlatch_bytes message) {
  al_sign1 parsed;
  return !al_sign1_parse(&parsed, AL_LEASE, message.data, message.size) && !read_payload(lease, &parsed);
}
