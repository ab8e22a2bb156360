/* Owns the clock reset (SPEC.md sections 5 and 9.10): its claims, and the check whether it may be used. */
#include "core.h"

static bool read_claims(airlatch_clock_reset *reset, airlatch_bytes payload) {
  al_claims claims;
  al_item item;
  static const uint8_t REGISTERED[] = { 1, 3, 6, 8 };
  if (!al_claims_open(&claims, payload) || claims.has_own
      || !al_claims_only(&claims, REGISTERED, sizeof REGISTERED, NULL, 0))
    return false;
  return al_read_names(&claims, &reset->vendor, &reset->product, &reset->at) && al_confirmation(&claims, 3, &item)
      && al_is_id(item, &reset->installation);
}

airlatch_code airlatch_clock_reset_open(airlatch_clock_reset *out, const airlatch_kit *kit,
                                        const uint8_t installation[32], airlatch_maybe taken, int64_t now,
                                        const void *bytes, size_t size) {
  al_sign1 message;
  size_t signer;
  airlatch_clock_reset reset = { 0 };
  airlatch_code fault = al_sign1_parse(&message, AL_CLOCK_RESET, bytes, size);
  if (!fault) fault = al_sign1_verify(&message, kit->keys, kit->key_count, kit->library_is_exact, &signer);
  if (!fault) fault = al_cbor_check(message.payload.data, message.payload.size);
  if (fault) return fault;
  if (!read_claims(&reset, message.payload)) return AIRLATCH_CLAIMS_MALFORMED;
  if (!al_same(reset.vendor, kit->vendor)) return AIRLATCH_WRONG_VENDOR;
  if (!al_same(reset.product, kit->product)) return AIRLATCH_WRONG_PRODUCT;
  if (al_is_retired(kit, message.kid, reset.at)) return AIRLATCH_SIGNING_KEY_RETIRED;
  if (!al_same_id(reset.installation, al_key_id(installation))) return AIRLATCH_WRONG_INSTALLATION;
  if (taken.present && reset.at <= taken.value) return AIRLATCH_CLOCK_RESET_USED;
  if (now < reset.at - AL_DAY) return AIRLATCH_CLOCK_STILL_WRONG;
  reset.signed_by = message.kid;
  *out = reset;
  return AIRLATCH_OK;
}
