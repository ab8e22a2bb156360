/*
 * The fuzz target for libFuzzer: every reader of bytes and texts that an attacker may write. `make -C native fuzz`
 * builds it with clang under AddressSanitizer and UndefinedBehaviorSanitizer; test/native/fuzz.ts makes seeds from the
 * vectors.
 *
 * The first byte of an input chooses the reader, the second one a variant of what is known. For signed messages the
 * rest is the complete message or, with the numbers above those, a key id and the payload, from which a message is made
 * here. Signatures are accepted: without the secret key no mutation would get past them.
 */
#include "fuzz.h"
#include "kit.h"
#include <stdio.h>
#include <stdlib.h>

enum { MOST_HEADER = 24, MOST_FRAME = 128 };

/* Replaces the library's function by --wrap. Headers with a bit set in the signature have an invalid one. */
bool __wrap_al_signature_holds(const uint8_t key[32], const uint8_t signature[64], airlatch_bytes start, airlatch_bytes rest,
                               bool exact);
bool __wrap_al_signature_holds(const uint8_t key[32], const uint8_t signature[64], airlatch_bytes start, airlatch_bytes rest,
                               bool exact) {
  (void)exact;
  fuzz_touch((airlatch_bytes){ key, 32 });
  fuzz_touch((airlatch_bytes){ signature, 64 });
  fuzz_touch(start);
  fuzz_touch(rest);
  return signature[63] != 0xff;
}

bool __wrap_al_library_is_exact(void);
bool __wrap_al_library_is_exact(void) { return true; }

void fuzz_must(bool holds, const char *what) {
  if (holds) return;
  fprintf(stderr, "does not hold: %s\n", what);
  abort();
}

void fuzz_touch(airlatch_bytes bytes) {
  static uint8_t sums;
  FUZZ_MUST(bytes.data != NULL || bytes.size == 0);
  uint8_t sum = 0;
  for (size_t i = 0; i < bytes.size; i++) sum ^= bytes.data[i];
  sums = (uint8_t)(sums + sum);
  __asm__ volatile("" : : "r"(sums)); /* so that the compiler removes nothing */
}

airlatch_bytes fuzz_kit_bytes(void) { return (airlatch_bytes){ AIRLATCH_KIT, AIRLATCH_KIT_SIZE }; }

const airlatch_kit *fuzz_kit(void) {
  static airlatch_kit kit;
  static bool is_open;
  if (!is_open) FUZZ_MUST(airlatch_kit_open(&kit, AIRLATCH_KIT, AIRLATCH_KIT_SIZE) == AIRLATCH_OK);
  is_open = true;
  return &kit;
}

static size_t put_string(uint8_t *out, const uint8_t *bytes, size_t size) {
  size_t head = 1;
  if (size < 24) {
    out[0] = (uint8_t)(0x40 + size);
  } else if (size < 256) {
    out[0] = 0x58;
    out[1] = (uint8_t)size;
    head = 2;
  } else {
    size_t count = size < 65536 ? 2 : 4;
    out[0] = count == 2 ? 0x59 : 0x5a;
    for (size_t i = 0; i < count; i++) out[1 + i] = (uint8_t)(size >> 8 * (count - 1 - i));
    head = 1 + count;
  }
  if (size > 0) memcpy(out + head, bytes, size);
  return head + size;
}

/* Puts a message into memory of its exact size, so that overreads are detected. Its first 8 bytes are the key id. */
static void read_framed(const fuzz_message *reader, const uint8_t *bytes, size_t size, uint8_t variant) {
  if (size < 8) return;
  uint8_t header[MOST_HEADER] = { 0xa3, 0x01, 0x32, 0x04, 0x48 };
  memcpy(header + 5, bytes, 8);
  const uint8_t name[] = { 0x3a, 0x00, 0x01, 0x00, 0x00 };
  memcpy(header + 13, name, sizeof name);
  size_t header_size = 13 + sizeof name;
  header[header_size++] = (uint8_t)reader->type;
  if (reader->type >= 24) {
    header[header_size - 1] = 0x18;
    header[header_size++] = (uint8_t)reader->type;
  }
  const uint8_t signature[64] = { 1 };
  uint8_t *framed = malloc(size + MOST_FRAME);
  if (framed == NULL) return;
  size_t at = 2;
  framed[0] = 0xd2;
  framed[1] = 0x84;
  at += put_string(framed + at, header, header_size);
  framed[at++] = 0xa0;
  at += put_string(framed + at, bytes + 8, size - 8);
  at += put_string(framed + at, signature, sizeof signature);
  uint8_t *message = realloc(framed, at);
  if (message != NULL) reader->read(message, at, variant);
  free(message != NULL ? message : framed);
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size) {
  if (size < 2) return 0;
  size_t chosen = bytes[0] % (2 * FUZZ_MESSAGE_COUNT + FUZZ_TEXT_COUNT);
  uint8_t variant = bytes[1];
  bytes += 2;
  size -= 2;
  if (chosen >= 2 * FUZZ_MESSAGE_COUNT) FUZZ_TEXTS[chosen - 2 * FUZZ_MESSAGE_COUNT](bytes, size, variant);
  else if (chosen % 2 == 0) FUZZ_MESSAGES[chosen / 2].read(bytes, size, variant);
  else read_framed(&FUZZ_MESSAGES[chosen / 2], bytes, size, variant);
  return 0;
}
