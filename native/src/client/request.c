/*
 * Owns the requests kept on this computer (SPEC.md sections 5 and 16.5). A license that has only the hash of a computer
 * was made for the binding in one of them. A damaged request is ignored.
 */
#include "client.h"

enum { FINGERPRINT = 1, VERSION = 5, PROOF = 9, VIRTUAL = 15, COUNTED = 39, WORKLOAD = 42 };

/* Checks the name of the environment a computer runs in: 1 to 32 of `a-z 0-9 -`. */
static bool is_virtual_name(airlatch_bytes name) {
  for (size_t i = 0; i < name.size; i++) {
    uint8_t c = name.data[i];
    bool good = (c >= 'a' && c <= 'z') || al_is_digit(c) || (c == '-' && i > 0);
    if (!good || i == 32) return false;
  }
  return true;
}

/* Reads the kinds that count. Readings may have other kinds, and a kind that counts may have no reading. */
static bool read_counted(airlatch_asked *asked, al_memory *memory, al_item list) {
  if (list.type != AL_ARRAY || list.argument < 1 || list.argument > 16) return false;
  uint8_t *kinds = al_take(memory, (size_t)list.argument);
  if (kinds == NULL) return false;
  const uint8_t *at = list.data;
  for (uint64_t i = 0; i < list.argument; i++) {
    int64_t kind;
    al_item item = al_cbor_item(at);
    if (!al_is_integer(item, i == 0 ? 1 : kinds[i - 1] + 1, 255, &kind)) return false;
    kinds[i] = (uint8_t)kind;
    at = al_cbor_after(item);
  }
  asked->counted = (airlatch_bytes){ kinds, (size_t)list.argument };
  return true;
}

static bool read_readings(airlatch_asked *asked, al_memory *memory, al_item map) {
  airlatch_license license = { .kind_count = 0 };
  if (!al_read_fingerprint(&license, map)) return false;
  airlatch_reading *readings = al_take(memory, license.kind_count * sizeof *readings);
  if (readings == NULL) return false;
  memcpy(readings, license.fingerprint, license.kind_count * sizeof *readings);
  asked->readings = readings;
  asked->reading_count = license.kind_count;
  return true;
}

/* Opens a request of a computer; no license by hash is for a workload (section 8.3). `asked` points into the bytes. */
bool al_request_open(airlatch_asked *asked, al_memory *memory, const uint8_t *bytes, size_t size, bool exact) {
  static const uint8_t REGISTERED[] = { 2, 3, 6, 8 };
  static const uint8_t OWN[] = { FINGERPRINT, VERSION, PROOF, VIRTUAL, COUNTED, WORKLOAD };
  al_sign1 message;
  al_claims claims;
  al_item sub, aud, iat, item, readings, counted;
  airlatch_bytes text;
  int64_t time;
  uint8_t key[32];
  if (al_own_sign1(&message, key, AL_REQUEST, bytes, size, exact)) return false;
  if (!al_claims_open(&claims, message.payload) || !AL_CLAIMS_ONLY(&claims, REGISTERED, OWN)) return false;
  if (!al_claim(&claims, 2, &sub) || !al_is_text(sub, 64, &text)) return false;
  if (!al_claim(&claims, 3, &aud) || !al_is_text(aud, 64, &text) || !al_is_product_id(text)) return false;
  if (!al_claim(&claims, 6, &iat) || !al_is_integer(iat, 0, AL_LATEST_TIME, &time)) return false;
  if (!al_own(&claims, PROOF, &item) || item.type != AL_BYTES || item.argument != 8) return false;
  if (al_own(&claims, VERSION, &item) && !al_is_text(item, 64, &text)) return false;
  if (al_own(&claims, VIRTUAL, &item) && !(al_is_text(item, 64, &text) && is_virtual_name(text))) return false;
  if (al_own(&claims, WORKLOAD, &item)) return false;
  return al_own(&claims, FINGERPRINT, &readings) && al_own(&claims, COUNTED, &counted)
      && read_readings(asked, memory, readings) && read_counted(asked, memory, counted);
}
