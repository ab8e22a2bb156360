/*
 * Owns the normal form of a reading, and its hash (SPEC.md section 8). Placeholders that makers leave instead of a
 * serial number are not readings: they are the same on thousands of computers and would match them all.
 */
#include "reading.h"
#include <sodium.h>

/* Placeholders, compared without punctuation and spaces, because makers spell them in every way. */
static const char *const FILLERS[] = {
  "tobefilledbyoem", "tobefilled", "oem", "default", "defaultstring", "none", "null", "empty", "invalid", "unknown",
  "undefined", "uninitialized", "na", "notavailable", "notapplicable", "notspecified", "notprovided", "serial",
  "serialnumber", "systemserialnumber", "baseboardserialnumber", "boardserialnumber", "mbserial", "chassisserialnumber",
  "03000200040005000006000700080009", "00020003000400050006000700080009", "000102030405060708090a0b0c0d0e0f",
  "12345678123456789012345678901234", "12345678123456785678123456781234", "123456781234567890abcddeefaabbcc",
};

/* Whether the text only repeats one or two characters. */
static bool is_repetition(const char *text, size_t size) {
  bool one = true;
  bool two = size % 2 == 0;
  for (size_t i = 0; i < size; i++) {
    one = one && text[i] == text[0];
    two = two && text[i] == text[i % 2];
  }
  return one || two;
}

static bool is_filler(const char *text, size_t size) {
  char bare[AL_MOST_VALUE + 1];
  size_t count = 0;
  for (size_t i = size >= 2 && memcmp(text, "0x", 2) == 0 ? 2 : 0; i < size; i++)
    if (al_is_digit(text[i]) || (text[i] >= 'a' && text[i] <= 'z')) bare[count++] = text[i];
  bare[count] = 0;
  if (is_repetition(bare, count) || strstr("012345678901234567890123456789", bare) != NULL) return true;
  for (size_t i = 0; i < sizeof FILLERS / sizeof *FILLERS; i++)
    if (strcmp(bare, FILLERS[i]) == 0) return true;
  return false;
}

/* Returns the number of digits at the end of the text. */
static size_t digits_at_end(airlatch_bytes text) {
  size_t count = 0;
  while (count < text.size && al_is_digit(text.data[text.size - 1 - count])) count++;
  return count;
}

/* Whether this is a slot's name, which hypervisors put in place of a serial number. A serial number has a digit. */
static bool is_slot(airlatch_bytes text) {
  airlatch_bytes last = text; /* the last word */
  bool has_digit = false;
  for (size_t i = 0; i < text.size; i++) {
    has_digit = has_digit || al_is_digit(text.data[i]);
    if (text.data[i] == ' ') last = (airlatch_bytes){ text.data + i + 1, text.size - i - 1 };
  }
  if (!has_digit) return true;
  if (last.size == 7 && al_words_start(last, "qm") && digits_at_end(last) == 5) return true;
  if (al_words_start(text, "vmware nvme_") && text.size > 12 && digits_at_end(text) == text.size - 12) return true;
  airlatch_bytes before = { text.data, text.size - last.size };
  return last.size > 6 && al_words_start(last, "drive-") && al_words_have(before, "qemu harddisk");
}

/* Checks for six octets joined by colons. A group address, or all zeros, is not an adapter's own address. */
static size_t mac_address(char *text, size_t size) {
  bool zero = true;
  if (size != 17) return 0;
  for (size_t i = 0; i < 17; i++) {
    if (i % 3 == 2 && text[i] == '-') text[i] = ':';
    if (i % 3 == 2 ? text[i] != ':' : !al_is_hex(text[i])) return 0;
    if (i % 3 != 2 && text[i] != '0') zero = false;
  }
  int low = al_is_digit(text[1]) ? text[1] - '0' : text[1] - 'a' + 10;
  return zero || (low & 1) != 0 ? 0 : size;
}

bool al_is_locally_administered(const char *value) {
  int low = al_is_digit(value[1]) ? value[1] - '0' : value[1] - 'a' + 10;
  return (low & 2) != 0;
}

size_t al_reading_value(char value[AL_MOST_VALUE], int kind, const void *raw, size_t raw_size) {
  const uint8_t *bytes = raw;
  size_t size = 0;
  for (size_t i = 0; i < raw_size && size < AL_MOST_VALUE; i++) {
    bool printable = bytes[i] >= 0x21 && bytes[i] <= 0x7e;
    if (!printable && (size == 0 || value[size - 1] == ' ')) continue;
    char c = printable ? (char)bytes[i] : ' ';
    value[size++] = (char)al_lower(c);
  }
  if (size > 0 && value[size - 1] == ' ') size--;
  if (kind == AL_MAC_ADDRESS) return mac_address(value, size);
  if (is_filler(value, size)) return 0;
  return kind == AL_DISK_SERIAL && is_slot((airlatch_bytes){ (const uint8_t *)value, size }) ? 0 : size;
}

void al_reading_hash(uint8_t hash[8], airlatch_bytes product, int kind, const void *value, size_t size) {
  uint8_t head[2] = { (uint8_t)kind, 0 };
  uint8_t whole[crypto_auth_hmacsha256_BYTES];
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, product.data, product.size);
  crypto_auth_hmacsha256_update(&state, head, sizeof head);
  crypto_auth_hmacsha256_update(&state, value, size);
  crypto_auth_hmacsha256_final(&state, whole);
  memcpy(hash, whole, 8);
}

bool al_is_workload_name(airlatch_bytes name) {
  for (size_t i = 0; i < name.size; i++) {
    uint8_t c = name.data[i];
    bool plain = (c >= 'a' && c <= 'z') || al_is_digit(c);
    bool inside = i > 0 && i + 1 < name.size && (c == '.' || c == '_' || c == '-' || c == '/' || c == ':');
    if (!plain && !inside) return false;
  }
  return name.size >= 1 && name.size <= 64;
}
