/*
 * Owns the bundle (SPEC.md sections 5 and 9.11): licenses for many computers, from which this computer takes its own.
 * Each license is verified separately, as if it were a file; signatures are verified only for those that may be for
 * this computer.
 */
#include "core.h"

enum { LICENSES = 40, MOST_LICENSES = 10000 };

static bool read_claims(al_item *licenses, airlatch_bytes payload) {
  al_claims claims;
  airlatch_bytes vendor, product;
  int64_t made_at;
  static const uint8_t REGISTERED[] = { 1, 3, 6 };
  static const uint8_t OWN[] = { LICENSES };
  if (!al_claims_open(&claims, payload) || !AL_CLAIMS_ONLY(&claims, REGISTERED, OWN)
      || !al_read_names(&claims, &vendor, &product, &made_at) || !al_own(&claims, LICENSES, licenses)
      || licenses->type != AL_ARRAY || licenses->argument < 1 || licenses->argument > MOST_LICENSES)
    return false;
  const uint8_t *at = licenses->data;
  for (uint64_t i = 0; i < licenses->argument; i++) {
    al_item one = al_cbor_item(at);
    if (one.type != AL_BYTES) return false;
    at = al_cbor_after(one);
  }
  return true;
}

/* Whether the license may be for this computer, according to its unverified claims. */
static bool is_for_here(const airlatch_kit *kit, const airlatch_world *world, airlatch_bytes bytes) {
  al_sign1 message;
  airlatch_license license;
  if (al_sign1_parse(&message, AL_LICENSE, bytes.data, bytes.size) || al_license_read(&license, &message)) return false;
  if (license.binding == AIRLATCH_GENERIC) return kit->allow_generic;
  airlatch_code code = al_computer_rule(&license, world);
  return code == AIRLATCH_OK || code == AIRLATCH_READINGS_MISSING;
}

static int64_t end_of(const airlatch_verdict *v) { return v->ends_at.present ? v->ends_at.value : INT64_MAX; }

/* Whether it is for another vendor, product, computer or user, so that another refused license is more informative. */
bool al_is_foreign(const airlatch_verdict *v) {
  for (size_t i = 0; i < v->reason_count; i++)
    switch (v->reasons[i]) {
      case AIRLATCH_WRONG_VENDOR:
      case AIRLATCH_WRONG_PRODUCT:
      case AIRLATCH_FOR_SITE_SERVER:
      case AIRLATCH_WRONG_COMPUTER:
      case AIRLATCH_WRONG_WORKLOAD:
      case AIRLATCH_WRONG_USER: return true;
      default: break;
    }
  return false;
}

/* Better: valid, then without a warning, bound, with the later end, issued later; of invalid ones, not foreign. */
bool al_is_better(const airlatch_verdict *a, const airlatch_verdict *b) {
  if (a->valid != b->valid) return a->valid;
  if (!a->valid) return !al_is_foreign(a) && al_is_foreign(b);
  if ((a->warning_count == 0) != (b->warning_count == 0)) return a->warning_count == 0;
  bool bound = a->license.binding != AIRLATCH_GENERIC;
  if (bound != (b->license.binding != AIRLATCH_GENERIC)) return bound;
  if (end_of(a) != end_of(b)) return end_of(a) > end_of(b);
  return a->license.issued_at > b->license.issued_at;
}

/* Anything that is not a bundle is checked as a license, which also reports why it cannot be read. */
bool airlatch_verify(airlatch_verdict *verdict, const airlatch_kit *kit, const airlatch_world *world, const void *bytes,
                    size_t size) {
  al_sign1 message;
  al_item licenses;
  size_t signer;
  if (al_sign1_parse(&message, AL_BUNDLE, bytes, size)) return al_check_license(verdict, kit, world, bytes, size);
  airlatch_code fault = al_sign1_verify(&message, kit->keys, kit->key_count, kit->library_is_exact, &signer);
  if (!fault) fault = al_cbor_check(message.payload.data, message.payload.size);
  if (!fault && !read_claims(&licenses, message.payload)) fault = AIRLATCH_CLAIMS_MALFORMED;
  al_refuse(verdict, fault ? fault : AIRLATCH_NOT_IN_BUNDLE);
  if (fault) return false;
  const uint8_t *at = licenses.data;
  for (uint64_t i = 0; i < licenses.argument; i++) {
    al_item item = al_cbor_item(at);
    airlatch_bytes one = { item.data, (size_t)item.argument };
    airlatch_verdict other;
    at = al_cbor_after(item);
    if (!is_for_here(kit, world, one)) continue;
    al_check_license(&other, kit, world, one.data, one.size);
    if (other.has_license && (!verdict->has_license || al_is_better(&other, verdict))) *verdict = other;
  }
  return verdict->valid;
}
