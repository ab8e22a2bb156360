/* Owns the list of revocations (SPEC.md sections 5 and 9.9): its claims, and the check whether it takes effect. */
#include "core.h"

enum { MOST_REVOKED = 100000 };

static bool read_claims(airlatch_revocations *list, airlatch_bytes payload) {
  al_claims claims;
  al_item item;
  static const uint8_t REGISTERED[] = { 1, 3, 6 };
  static const uint8_t OWN[] = { 13, 27 };
  if (!al_claims_open(&claims, payload) || !AL_CLAIMS_ONLY(&claims, REGISTERED, OWN)) return false;
  if (!al_read_names(&claims, &list->vendor, &list->product, &list->made_at)) return false;
  if (!al_own(&claims, 13, &item) || !al_is_integer(item, 1, AL_LARGEST_INTEGER, &list->sequence)) return false;
  if (!al_own(&claims, 27, &item)) return true;
  if (item.type != AL_BYTES || item.argument == 0 || item.argument % 8 != 0 || item.argument / 8 > MOST_REVOKED)
    return false;
  list->activations = (airlatch_bytes){ item.data, (size_t)item.argument };
  for (size_t at = 8; at < list->activations.size; at += 8)
    if (memcmp(item.data + at - 8, item.data + at, 8) >= 0) return false;
  return true;
}

airlatch_code airlatch_revocations_open(airlatch_revocations *out, const airlatch_kit *kit, int64_t least,
                                        const void *bytes, size_t size) {
  al_sign1 message;
  size_t signer;
  airlatch_revocations list = { 0 };
  airlatch_code fault = al_sign1_parse(&message, AL_REVOCATIONS, bytes, size);
  if (!fault) fault = al_sign1_verify(&message, kit->keys, kit->key_count, kit->library_is_exact, &signer);
  if (!fault) fault = al_cbor_check(message.payload.data, message.payload.size);
  if (fault) return fault;
  if (!read_claims(&list, message.payload)) return AIRLATCH_CLAIMS_MALFORMED;
  if (!al_same(list.vendor, kit->vendor)) return AIRLATCH_WRONG_VENDOR;
  if (!al_same(list.product, kit->product)) return AIRLATCH_WRONG_PRODUCT;
  if (al_is_retired(kit, message.kid, list.made_at)) return AIRLATCH_SIGNING_KEY_RETIRED;
  if (list.sequence < least) return AIRLATCH_OLDER_THAN_KEPT;
  list.signed_by = message.kid;
  *out = list;
  return AIRLATCH_OK;
}
