/*
 * Owns the parsing of what the firmware reports about the system and its board: structures of SMBIOS (DMTF DSP0134,
 * sections 6.1, 7.2 and 7.3) in the form in which Windows keeps them. For any input it terminates and reads no bytes
 * outside of it.
 */
#if defined(_WIN32) || defined(AIRLATCH_RECORDED)
#include "windows_facts.h"

enum { SYSTEM = 1, BOARD = 2, END_OF_TABLE = 127 };
/* fields includes the head of four bytes, so offsets are those of DSP0134. texts: each but the last ends with 0. */
typedef struct { int type; airlatch_bytes fields, texts; } structure;

/* Reads the next complete structure. Two zeros end it, whether or not it has texts. */
static bool next(airlatch_bytes *table, structure *out) {
  if (table->size < 4) return false;
  size_t length = table->data[1], end = length;
  while (end + 2 <= table->size && (table->data[end] != 0 || table->data[end + 1] != 0)) end++;
  if (table->data[0] == END_OF_TABLE || length < 4 || end + 2 > table->size) return false;
  *out = (structure){ table->data[0], { table->data, length }, { table->data + length, end - length } };
  *table = (airlatch_bytes){ table->data + end + 2, table->size - end - 2 };
  return true;
}

/* Returns a text. A field has the number of its text, counted from 1; 0 means none. */
static airlatch_bytes text_at(const structure *one, size_t position) {
  airlatch_bytes none = { (const uint8_t *)"", 0 }, rest = one->texts;
  size_t number = position < one->fields.size ? one->fields.data[position] : 0;
  if (number == 0) return none;
  for (;;) {
    const uint8_t *zero = rest.size > 0 ? memchr(rest.data, 0, rest.size) : NULL;
    size_t size = zero != NULL ? (size_t)(zero - rest.data) : rest.size;
    if (--number == 0) return (airlatch_bytes){ rest.data, size };
    if (zero == NULL) return none;
    rest = (airlatch_bytes){ zero + 1, rest.size - size - 1 };
  }
}

/* Formats the UUID as Windows does for every version: the first three groups have their lowest byte first. */
static size_t uuid_of(airlatch_bytes fields, char out[36]) {
  static const uint8_t ORDER[16] = { 3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15 };
  static const char DIGITS[] = "0123456789abcdef";
  size_t size = 0;
  if (fields.size < 24) return 0;
  for (size_t i = 0; i < 16; i++) {
    uint8_t byte = fields.data[8 + ORDER[i]];
    if (i == 4 || i == 6 || i == 8 || i == 10) out[size++] = '-';
    out[size++] = DIGITS[byte >> 4];
    out[size++] = DIGITS[byte & 15];
  }
  return size;
}

/* The structures follow a header of eight bytes: a version and, in the last four, the length of all structures. */
bool al_smbios_read(al_smbios *out, airlatch_bytes value) {
  bool has_system = false, has_board = false;
  structure one;
  *out = (al_smbios){ 0 };
  if (value.size < 8) return false;
  uint32_t length = value.data[4] | (uint32_t)value.data[5] << 8 | (uint32_t)value.data[6] << 16 | (uint32_t)value.data[7] << 24;
  airlatch_bytes table = { value.data + 8, value.size - 8 < length ? value.size - 8 : length };
  while (next(&table, &one)) {
    if (one.type == SYSTEM && !has_system) {
      has_system = true;
      out->system = (al_made){ text_at(&one, 4), text_at(&one, 5) };
      out->uuid_size = uuid_of(one.fields, out->uuid);
    }
    if (one.type == BOARD && !has_board) {
      has_board = true;
      out->board = (al_made){ text_at(&one, 4), text_at(&one, 5) };
      out->serial = text_at(&one, 7);
    }
  }
  return has_system;
}
#else
typedef int al_no_smbios; /* a translation unit is not empty */
#endif
