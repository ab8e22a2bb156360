/*
 * Owns the rules of SPEC.md section 17.4: whether a program may run here and now under a lease. The license is bound to
 * its server, so its own binding is not checked here.
 */
#include "lease.h"
#include <sodium.h>

enum { TOLERANCE = 600 /* seconds of clock error allowed for a lease that is neither measured nor borrowed */ };

/* Everything that one lease is judged by. */
typedef struct {
  const al_lease *lease;
  const airlatch_license *license;
  const airlatch_world *world;
  const al_holding *holding;
} lent_case;

static airlatch_code standing(const al_lease *lease, const airlatch_license *license, airlatch_bytes message) {
  uint8_t hash[crypto_hash_sha256_BYTES];
  crypto_hash_sha256(hash, message.data, message.size);
  if (memcmp(hash, lease->server_license, sizeof hash) != 0) return AIRLATCH_LEASE_OF_OTHER_LICENSE;
  return al_same(lease->product, license->product) ? AIRLATCH_OK : AIRLATCH_WRONG_PRODUCT;
}

/* Whether this is the holder: every user of a host; of a process, only that process. */
static bool is_holder(lent_case c) {
  const al_lease *lease = c.lease;
  airlatch_bytes user = c.world->user;
  airlatch_bytes key = { c.holding->key, c.holding->key != NULL ? 32 : 0 };
  if (key.data == NULL || !al_same(lease->client_key, key)) return false;
  if (lease->seat_unit != AL_HOST) {
    bool both = lease->account.data != NULL && user.data != NULL;
    if (both ? !al_is_user(c.world->platform, lease->account, user) : lease->account.data != user.data) return false;
  }
  if (lease->seat_unit != AL_PROCESS) return true;
  return c.holding->instance != NULL && al_same_id(lease->instance, *c.holding->instance);
}

/* Applies the stricter rule of the product, which is in the license. */
static airlatch_code computer(lent_case c) {
  const al_lease *lease = c.lease;
  if (!lease->bound) return al_is_identifiable(c.world) ? AIRLATCH_WRONG_COMPUTER : AIRLATCH_OK;
  airlatch_license bound = { .binding = AIRLATCH_BY_FINGERPRINT, .kind_count = lease->kind_count };
  bound.required_k = c.license->required_k;
  bound.required_n = c.license->required_n;
  bound.counted_count = lease->counted_count;
  memcpy(bound.fingerprint, lease->fingerprint, sizeof bound.fingerprint);
  memcpy(bound.counted, lease->counted, sizeof bound.counted);
  return al_computer_rule(&bound, c.world);
}

static bool are_pools_within(airlatch_bytes taken, airlatch_bytes all) {
  al_item map = taken.data != NULL ? al_cbor_item(taken.data) : (al_item){ 0 };
  const uint8_t *at = map.data;
  for (uint64_t i = 0; i < map.argument; i++) {
    al_item name = al_cbor_item(at);
    al_item places = al_cbor_item(al_cbor_after(name));
    if ((int64_t)places.argument > al_places(all, name.data, (size_t)name.argument)) return false;
    at = al_cbor_after(places);
  }
  return true;
}

/* Whether the lease is within the vendor's signed limits, which hold even if the server was copied or changed. */
static bool is_within(lent_case c) {
  const al_lease *lease = c.lease;
  const airlatch_license *license = c.license;
  if (lease->seat_unit != license->seat_unit || (lease->borrowed && !license->longest_borrow.present)) return false;
  int64_t longest = lease->borrowed ? license->longest_borrow.value * AL_DAY : license->longest_lease;
  int64_t grace = license->grace_days.present ? license->grace_days.value * AL_DAY : 0;
  if (lease->expires_at - lease->issued_at > longest) return false;
  if (license->expires_at.present && lease->expires_at > license->expires_at.value + grace) return false;
  if (lease->issued_at < license->issued_at - AL_DAY || !are_pools_within(lease->pools, license->pools)) return false;
  bool hardware = lease->bound && !al_is_workload(lease->fingerprint, lease->kind_count);
  return hardware || license->allow_workloads;
}

/* Section 17.5. A lease from disk is checked against the clock, which must not be behind the times seen. */
static airlatch_code term(lent_case c) {
  const al_lease *lease = c.lease;
  int64_t now = c.world->now;
  if (c.holding->held_for.present)
    return c.holding->held_for.value >= lease->expires_at - lease->issued_at ? AIRLATCH_LEASE_ENDED : AIRLATCH_OK;
  int64_t latest = c.holding->recorded > lease->issued_at ? c.holding->recorded : lease->issued_at;
  if (now < latest - (lease->borrowed ? AL_DAY : TOLERANCE)) return AIRLATCH_CLOCK_SET_BACK;
  return now >= lease->expires_at ? AIRLATCH_LEASE_ENDED : AIRLATCH_OK;
}

/* Whether the server went back: it numbers its leases, and neither its numbers nor its times may decrease. */
static bool went_back(const al_lease *lease, const al_last_lease *last, airlatch_bytes message) {
  uint8_t hash[crypto_hash_sha256_BYTES];
  if (last == NULL) return false;
  crypto_hash_sha256(hash, message.data, message.size);
  bool later = lease->sequence > last->sequence && lease->issued_at >= last->issued_at - TOLERANCE;
  return !later && memcmp(hash, last->hash, sizeof hash) != 0;
}

static airlatch_code places(lent_case c) {
  if (!al_has_features(c.license, c.world)) return AIRLATCH_FEATURE_NOT_LICENSED;
  for (size_t i = 0; i < c.world->feature_count; i++) {
    airlatch_bytes name = c.world->features[i];
    bool pooled = al_places(c.license->pools, name.data, name.size) > 0;
    if (pooled && al_places(c.lease->pools, name.data, name.size) == 0) return AIRLATCH_PLACE_NOT_TAKEN;
  }
  return AIRLATCH_OK;
}

static void refuse_if(airlatch_verdict *verdict, airlatch_code code) {
  if (code) al_add(verdict, true, code);
}

static void judge(airlatch_verdict *verdict, const airlatch_kit *kit, lent_case c, bool returned, airlatch_bytes message) {
  const airlatch_license *license = c.license;
  const airlatch_world *world = c.world;
  bool ends = license->expires_at.present;
  airlatch_code code;
  if (!al_same(license->vendor, kit->vendor)) al_add(verdict, true, AIRLATCH_WRONG_VENDOR);
  if (!al_same(license->product, kit->product)) al_add(verdict, true, AIRLATCH_WRONG_PRODUCT);
  if (al_signer_retired(license, kit)) al_add(verdict, true, AIRLATCH_SIGNING_KEY_RETIRED);
  refuse_if(verdict, standing(c.lease, license, verdict->message));
  if (!is_holder(c)) al_add(verdict, true, AIRLATCH_WRONG_HOLDER);
  refuse_if(verdict, computer(c));
  if (license->no_virtual && world->virtual_name.data != NULL) al_add(verdict, true, AIRLATCH_VIRTUAL_MACHINE);
  if (!al_is_named_user(license, world)) al_add(verdict, true, AIRLATCH_WRONG_USER);
  if (world->state_damaged) al_add(verdict, ends, AIRLATCH_STATE_DAMAGED);
  refuse_if(verdict, al_withdrawn(license->activation, world));
  if (returned) al_add(verdict, true, AIRLATCH_LEASE_RETURNED);
  if ((code = al_clock_fault(license, kit, world))) al_add(verdict, ends, code);
  if ((code = al_expiry(license, license->expires_at, world->now))) al_add(verdict, code == AIRLATCH_EXPIRED, code);
  if (!is_within(c)) al_add(verdict, true, AIRLATCH_LEASE_BEYOND_LICENSE);
  refuse_if(verdict, term(c));
  if (went_back(c.lease, c.holding->last, message)) al_add(verdict, false, AIRLATCH_SERVER_WENT_BACK);
  refuse_if(verdict, al_version_fault(license, world));
  refuse_if(verdict, places(c));
  verdict->ends_at = (airlatch_maybe){ true, c.lease->expires_at };
  verdict->days_left = al_days_until(verdict->ends_at, world->now);
  verdict->runs_until = verdict->ends_at;
  verdict->valid = verdict->reason_count == 0;
}

/* The verdict's message is the server's license, which has the features. `license` must outlive the verdict. */
void al_lease_verify(airlatch_verdict *verdict, al_lease *lease, const airlatch_kit *kit, const airlatch_world *world,
                     const al_holding *holding, bool returned, airlatch_bytes license, airlatch_bytes message) {
  *verdict = (airlatch_verdict){ .has_license = true, .message = license };
  airlatch_code fault = al_license_open(&verdict->license, kit, license.data, license.size);
  if (!fault) fault = al_lease_open(lease, &verdict->license, kit->library_is_exact, message);
  if (!fault && lease->client_key.data == NULL) fault = AIRLATCH_PUBLIC_KEY_INVALID;
  if (fault) {
    al_refuse(verdict, fault);
    return;
  }
  airlatch_license own = verdict->license;
  judge(verdict, kit, (lent_case){ lease, &own, world, holding }, returned, message);
}
