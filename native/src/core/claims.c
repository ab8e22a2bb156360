/* Owns the reading of claims by their types (SPEC.md section 5). A claim that a message does not define is refused. */
#include "core.h"

bool al_same(airlatch_bytes a, airlatch_bytes b) {
  return a.size == b.size && (a.size == 0 || memcmp(a.data, b.data, a.size) == 0);
}

/* Opens the claims. The payload must be a map; Airlatch's own claims, if present, a map that is not empty. */
bool al_claims_open(al_claims *claims, airlatch_bytes payload) {
  claims->claims = al_cbor_item(payload.data);
  if (claims->claims.type != AL_MAP) return false;
  claims->has_own = al_cbor_get(claims->claims, AL_OWN, &claims->own);
  return !claims->has_own || (claims->own.type == AL_MAP && claims->own.argument > 0);
}

bool al_claim(const al_claims *claims, int key, al_item *value) { return al_cbor_get(claims->claims, key, value); }

bool al_own(const al_claims *claims, int key, al_item *value) {
  return claims->has_own && al_cbor_get(claims->own, key, value);
}

static bool has_only(al_item map, const uint8_t *known, size_t count, bool registered) {
  const uint8_t *at = map.data;
  for (uint64_t i = 0; i < map.argument; i++) {
    al_item key = al_cbor_item(at);
    bool is_own_map = registered && key.type == AL_NEGATIVE && key.argument == (uint64_t)(-1 - AL_OWN);
    bool is_known = key.type == AL_UNSIGNED && key.argument < 256 && memchr(known, (int)key.argument, count) != NULL;
    if (!is_own_map && !is_known) return false;
    at = al_cbor_after(al_cbor_item(al_cbor_after(key)));
  }
  return true;
}

/* Whether every claim has one of these labels. */
bool al_claims_only(const al_claims *claims, const uint8_t *registered, size_t registered_count, const uint8_t *own,
                    size_t own_count) {
  return has_only(claims->claims, registered, registered_count, true)
      && (!claims->has_own || has_only(claims->own, own, own_count, false));
}

bool al_is_integer(al_item item, int64_t least, int64_t most, int64_t *value) {
  if (item.type > AL_NEGATIVE || item.argument > INT64_MAX) return false;
  int64_t number = (int64_t)item.argument;
  if (item.type == AL_NEGATIVE) number = -1 - number;
  if (number < least || number > most) return false;
  *value = number;
  return true;
}

/* Reads a text of 1 to `most` bytes. */
bool al_is_text(al_item item, size_t most, airlatch_bytes *value) {
  if (item.type != AL_TEXT || item.argument == 0 || item.argument > most) return false;
  *value = (airlatch_bytes){ item.data, (size_t)item.argument };
  return true;
}

/* A flag that is off is left out, so `false` is refused everywhere. */
bool al_is_true(al_item item) { return item.type == AL_BOOLEAN && item.argument == 1; }

bool al_is_id(al_item item, airlatch_id *id) {
  if (item.type != AL_BYTES || item.argument != 8) return false;
  memcpy(id->bytes, item.data, 8);
  return true;
}

static bool is_lower_or_digit(uint8_t c) { return (c >= 'a' && c <= 'z') || al_is_digit(c); }

/* Checks a product id. A client uses it as a folder name, so neither a path nor a Windows device may hide in it. */
bool al_is_product_id(airlatch_bytes text) {
  const uint8_t *c = text.data;
  size_t size = text.size;
  if (size < 1 || size > 32 || !is_lower_or_digit(c[0]) || !is_lower_or_digit(c[size - 1])) return false;
  size_t first = size; /* the part before the first dot */
  for (size_t i = 0; i < size; i++) {
    if (!is_lower_or_digit(c[i]) && c[i] != '.' && c[i] != '_' && c[i] != '-') return false;
    if (c[i] == '.' && c[i - 1] == '.') return false;
    if (c[i] == '.' && first == size) first = i;
  }
  static const char DEVICES[6][4] = { "con", "prn", "aux", "nul", "com", "lpt" };
  for (int i = 0; i < 6; i++) {
    if (first < 3 || memcmp(c, DEVICES[i], 3) != 0) continue;
    if (i < 4 ? first == 3 : first == 4 && al_is_digit(c[3])) return false;
  }
  return true;
}

bool al_is_feature_name(al_item item) {
  if (item.type != AL_TEXT || item.argument < 1 || item.argument > 32) return false;
  for (uint64_t i = 0; i < item.argument; i++) {
    uint8_t c = item.data[i];
    if (!al_is_letter(c) && !al_is_digit(c) && (i == 0 || (c != '.' && c != '_' && c != '-'))) return false;
  }
  return true;
}

/* Reads a feature's value: `true`, an integer, or a text of 0 to 255 bytes. */
bool al_is_feature_value(al_item item, airlatch_value *value) {
  *value = (airlatch_value){ AIRLATCH_FLAG, 0, { 0 } };
  if (al_is_true(item)) return true;
  value->type = AIRLATCH_INTEGER;
  if (al_is_integer(item, INT32_MIN, AL_LARGEST_INTEGER, &value->integer)) return true;
  value->type = AIRLATCH_TEXT;
  value->text = (airlatch_bytes){ item.data, (size_t)item.argument };
  return item.type == AL_TEXT && item.argument <= 255;
}

/* Reads an id that is a text of 16 digits. */
bool al_read_id_text(al_item item, airlatch_id *id) {
  if (item.type != AL_TEXT || item.argument != 16) return false;
  for (int i = 0; i < 16; i++) {
    uint8_t c = item.data[i];
    if (!al_is_hex(c)) return false;
    uint8_t four = (uint8_t)(al_is_digit(c) ? c - '0' : c - 'a' + 10);
    id->bytes[i / 2] = i % 2 ? (uint8_t)(id->bytes[i / 2] | four) : (uint8_t)(four << 4);
  }
  return true;
}

void al_id_text(char text[17], airlatch_id id) {
  for (int i = 0; i < 16; i++) text[i] = "0123456789abcdef"[id.bytes[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15];
  text[16] = 0;
}

/* Reads `iss`, `aud` and `iat`, which every message of the vendor has. */
bool al_read_names(const al_claims *claims, airlatch_bytes *vendor, airlatch_bytes *product, int64_t *made_at) {
  al_item iss, aud, iat;
  return al_claim(claims, 1, &iss) && al_claim(claims, 3, &aud) && al_claim(claims, 6, &iat)
      && al_is_text(iss, 64, vendor) && al_is_text(aud, 64, product) && al_is_product_id(*product)
      && al_is_integer(iat, 0, AL_LATEST_TIME, made_at);
}

/* Reads the only entry of `cnf`: 1, a complete key, or 3, a key id. */
bool al_confirmation(const al_claims *claims, int key, al_item *value) {
  al_item cnf;
  return al_claim(claims, 8, &cnf) && cnf.type == AL_MAP && cnf.argument == 1 && al_cbor_get(cnf, key, value);
}
