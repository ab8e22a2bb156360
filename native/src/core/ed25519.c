/*
 * Owns Ed25519 as SPEC.md section 4.1 defines it: sound keys, and the equation WITHOUT the cofactor. libsodium 1.0.18
 * computes this equation. Later versions multiply by 8 and accept signatures that other readers refuse, so opening a
 * kit tests which equation libsodium uses. If it is the other one, or if the signed bytes are too large to copy to the
 * stack, the equation is computed here with libsodium's group operations.
 */
#include "core.h"
#include <sodium.h>

enum { ON_STACK = 8192 };

/* Whether this is one of the eight points of small order; the table has their y coordinates. */
static bool is_small_order(const uint8_t point[32]) {
  static const uint8_t Y[5][32] = {
    { 0 },
    { 1 },
    { 0xec, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
      0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f },
    { 0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
      0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05 },
    { 0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
      0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a },
  };
  for (int i = 0; i < 5; i++)
    if (memcmp(point, Y[i], 31) == 0 && (point[31] & 0x7f) == Y[i][31]) return true;
  return false;
}

bool al_key_sound(const uint8_t *key, size_t size) {
  if (size != 32 || is_small_order(key)) return false;
  /* p = 2^255 - 19 is ed ff .. ff 7f */
  bool beyond = (key[31] & 0x7f) == 0x7f && key[0] >= 0xed;
  for (int i = 1; i < 31; i++) beyond = beyond && key[i] == 0xff;
  return !beyond;
}

/* Returns the first 8 bytes of the COSE Key Thumbprint (RFC 9679). */
airlatch_id al_key_id(const uint8_t key[32]) {
  uint8_t encoded[40] = { 0xa3, 0x01, 0x01, 0x20, 0x06, 0x21, 0x58, 0x20 };
  uint8_t hash[crypto_hash_sha256_BYTES];
  memcpy(encoded + 8, key, 32);
  crypto_hash_sha256(hash, encoded, sizeof encoded);
  airlatch_id id;
  memcpy(id.bytes, hash, sizeof id.bytes);
  return id;
}

/* Reads a sound COSE_Key that has exactly kty OKP, crv Ed25519 and x. */
bool al_cose_key(al_item item, uint8_t key[32]) {
  al_item kty, crv, x;
  if (item.type != AL_MAP || item.argument != 3 || !al_cbor_get(item, 1, &kty) || !al_cbor_get(item, -1, &crv)
      || !al_cbor_get(item, -2, &x))
    return false;
  if (kty.type != AL_UNSIGNED || kty.argument != 1 || crv.type != AL_UNSIGNED || crv.argument != 6
      || x.type != AL_BYTES || !al_key_sound(x.data, (size_t)x.argument))
    return false;
  memcpy(key, x.data, 32);
  return true;
}

/* Whether libsodium refuses a signature that holds only when the equation is multiplied by 8. */
bool al_library_is_exact(void) {
  static const uint8_t KEY[32] = {
    0x77, 0x67, 0xa3, 0x24, 0x2d, 0xc9, 0xb5, 0x8b, 0xbc, 0x68, 0x48, 0x8c, 0x12, 0x65, 0xcc, 0x6c,
    0xc5, 0xf2, 0x6c, 0x6f, 0x3c, 0x88, 0xa5, 0xd5, 0x5e, 0x90, 0x1b, 0x07, 0x34, 0xdc, 0xa5, 0x72,
  };
  static const uint8_t SIGNATURE[64] = {
    0x37, 0xda, 0x69, 0xe0, 0x94, 0x42, 0xb7, 0xd5, 0x5c, 0xc3, 0xb5, 0x79, 0x5b, 0xfa, 0xb9, 0x76,
    0x3f, 0x2d, 0x49, 0x97, 0x9c, 0xf5, 0x69, 0x92, 0x0d, 0x43, 0x3a, 0xac, 0x74, 0xed, 0x56, 0xb9,
    0x56, 0x3b, 0xeb, 0x45, 0x72, 0x07, 0xcc, 0x39, 0xe3, 0x42, 0xa8, 0xb5, 0x50, 0x63, 0x95, 0x98,
    0xe7, 0x7b, 0x59, 0xdb, 0x70, 0x2d, 0x72, 0x35, 0xb9, 0x5c, 0xcc, 0x9a, 0xa9, 0x3c, 0x0c, 0x0a,
  };
  return crypto_sign_verify_detached(SIGNATURE, (const uint8_t *)"", 0, KEY) != 0;
}

/* scalar x point by doubling and adding: libsodium does not multiply points outside of the main subgroup. */
static bool multiply(uint8_t product[32], const uint8_t scalar[32], const uint8_t point[32]) {
  static const uint8_t NEUTRAL[32] = { 1 };
  memcpy(product, NEUTRAL, 32);
  for (int bit = 255; bit >= 0; bit--) {
    if (crypto_core_ed25519_add(product, product, product) != 0) return false;
    if ((scalar[bit / 8] >> bit % 8 & 1) && crypto_core_ed25519_add(product, product, point) != 0) return false;
  }
  return true;
}

/* Whether S is below the order L of the base point, both in little endian. */
static bool is_below_order(const uint8_t s[32]) {
  static const uint8_t L[32] = { 0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7,
                                 0xa2, 0xde, 0xf9, 0xde, 0x14, [31] = 0x10 };
  for (int i = 31; i >= 0; i--)
    if (s[i] != L[i]) return s[i] < L[i];
  return false;
}

/* Whether R is, byte for byte, the encoding of S*B - k*A (RFC 8032 section 5.1.7, without the cofactor). */
static bool equation_holds(const uint8_t key[32], const uint8_t signature[64], airlatch_bytes start,
                           airlatch_bytes rest) {
  static const uint8_t BASE[32] = { 0x58, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
                                    0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66,
                                    0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66, 0x66 };
  const uint8_t *s = signature + 32;
  uint8_t hash[crypto_hash_sha512_BYTES], k[32], sb[32], ka[32], r[32];
  if (!is_below_order(s)) return false;
  crypto_hash_sha512_state state;
  crypto_hash_sha512_init(&state);
  crypto_hash_sha512_update(&state, signature, 32);
  crypto_hash_sha512_update(&state, key, 32);
  crypto_hash_sha512_update(&state, start.data, start.size);
  crypto_hash_sha512_update(&state, rest.data, rest.size);
  crypto_hash_sha512_final(&state, hash);
  crypto_core_ed25519_scalar_reduce(k, hash);
  /* libsodium's own functions refuse the neutral point and points outside of the main subgroup */
  if (crypto_scalarmult_ed25519_base_noclamp(sb, s) != 0 && !multiply(sb, s, BASE)) return false;
  if (crypto_scalarmult_ed25519_noclamp(ka, k, key) != 0 && !multiply(ka, k, key)) return false;
  return crypto_core_ed25519_sub(r, sb, ka) == 0 && memcmp(r, signature, 32) == 0;
}

/* Whether the signature over `start` and `rest` is valid for a sound key. `exact`: from al_library_is_exact. */
bool al_signature_holds(const uint8_t key[32], const uint8_t signature[64], airlatch_bytes start, airlatch_bytes rest,
                        bool exact) {
  if (is_small_order(signature)) return false;
  if (!exact || start.size + rest.size > ON_STACK) return equation_holds(key, signature, start, rest);
  uint8_t copy[ON_STACK];
  memcpy(copy, start.data, start.size);
  memcpy(copy + start.size, rest.data, rest.size);
  return crypto_sign_verify_detached(signature, copy, start.size + rest.size, key) == 0;
}
