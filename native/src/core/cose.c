/*
 * Owns COSE_Sign1 (RFC 9052 section 4.2) as SPEC.md section 4 defines it: its structure, and its signature by one of
 * several keys. Refusals are in the order of SPEC.md section 9.1, steps 2 to 8.
 */
#include "core.h"

enum { TAG = 0xd2, ALG = 1, KID = 4, ED25519 = 18 /* -19, as CBOR has it: -1 - 18 */ };

static bool is_string(al_item item, int type, uint64_t size) { return item.type == type && item.argument == size; }

static airlatch_code parse_header(al_sign1 *message, int type) {
  airlatch_code fault = al_cbor_check(message->header.data, message->header.size);
  if (fault) return fault;
  al_item header = al_cbor_item(message->header.data);
  al_item alg, kid, name;
  if (header.type != AL_MAP || header.argument != 3 || !al_cbor_get(header, ALG, &alg)
      || !al_cbor_get(header, KID, &kid) || !al_cbor_get(header, AL_OWN, &name) || alg.type > AL_NEGATIVE
      || name.type != AL_UNSIGNED || !al_is_id(kid, &message->kid))
    return AIRLATCH_COSE_MALFORMED;
  if (alg.type != AL_NEGATIVE || alg.argument != ED25519) return AIRLATCH_ALGORITHM_UNSUPPORTED;
  message->type = name.argument;
  return name.argument == (uint64_t)type ? AIRLATCH_OK : AIRLATCH_WRONG_MESSAGE_TYPE;
}

/* Parses a message of this type. Nothing is verified yet, and the payload is not read. */
airlatch_code al_sign1_parse(al_sign1 *message, int type, const uint8_t *bytes, size_t size) {
  if (size == 0 || bytes[0] != TAG) return AIRLATCH_COSE_MALFORMED;
  airlatch_code fault = al_cbor_check(bytes + 1, size - 1);
  if (fault) return fault;
  al_item array = al_cbor_item(bytes + 1);
  if (!is_string(array, AL_ARRAY, 4)) return AIRLATCH_COSE_MALFORMED;
  al_item header = al_cbor_item(array.data);
  al_item unprotected = al_cbor_item(al_cbor_after(header));
  al_item payload = al_cbor_item(al_cbor_after(unprotected));
  al_item signature = al_cbor_item(al_cbor_after(payload));
  if (header.type != AL_BYTES || !is_string(unprotected, AL_MAP, 0) || payload.type != AL_BYTES
      || !is_string(signature, AL_BYTES, 64))
    return AIRLATCH_COSE_MALFORMED;
  message->header = (airlatch_bytes){ header.data, (size_t)header.argument };
  message->payload = (airlatch_bytes){ payload.data, (size_t)payload.argument };
  message->signature = signature.data;
  return parse_header(message, type);
}

int al_sign1_type(const uint8_t *bytes, size_t size) {
  al_sign1 message;
  airlatch_code code = al_sign1_parse(&message, AL_LICENSE, bytes, size);
  bool whole = code == AIRLATCH_OK || code == AIRLATCH_WRONG_MESSAGE_TYPE;
  return whole && ((message.type >= 1 && message.type <= 12) || message.type == 128) ? (int)message.type : 0;
}

/* Writes the head of a byte string in its shortest form. */
static size_t put_head(uint8_t *out, size_t size) {
  if (size < 24) {
    out[0] = (uint8_t)(0x40 + size);
    return 1;
  }
  size_t bytes = size <= 0xff ? 1 : size <= 0xffff ? 2 : 4;
  out[0] = bytes == 1 ? 0x58 : bytes == 2 ? 0x59 : 0x5a;
  for (size_t i = 0; i < bytes; i++) out[1 + i] = (uint8_t)(size >> 8 * (bytes - 1 - i));
  return 1 + bytes;
}

/* Finds the key by its id, which proves nothing, and verifies the signature with it. */
airlatch_code al_sign1_verify(const al_sign1 *message, const airlatch_key *keys, size_t count, bool exact,
                              size_t *signer) {
  size_t i = 0;
  while (i < count && !al_same_id(keys[i].id, message->kid)) i++;
  if (i == count) return AIRLATCH_SIGNING_KEY_UNKNOWN;
  /*
   * The beginning of the Sig_structure (RFC 9052 section 4.4), up to the payload: context, header, no external data,
   * head of the payload. In deterministic CBOR a header with these three parameters has only one possible size.
   */
  uint8_t front[64] = "\x84\x6aSignature1";
  size_t at = 12;
  at += put_head(front + at, message->header.size);
  if (message->header.size > 32) return AIRLATCH_SIGNATURE_INVALID;
  memcpy(front + at, message->header.data, message->header.size);
  at += message->header.size;
  front[at++] = 0x40;
  at += put_head(front + at, message->payload.size);
  airlatch_bytes start = { front, at };
  if (!al_signature_holds(keys[i].key, message->signature, start, message->payload, exact)) return AIRLATCH_SIGNATURE_INVALID;
  *signer = i;
  return AIRLATCH_OK;
}
