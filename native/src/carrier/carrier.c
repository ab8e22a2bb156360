/*
 * Owns finding the message in what a user hands over (SPEC.md section 10): raw, or in a text that programs have
 * changed. The search is lenient, because no message is trusted before its signature is verified. Unlike in `airlatch
 * install`, pictures, saved mails and pages, and archives are not read here: they are AIRLATCH_INPUT_NOT_RECOGNISED.
 */
#include "carrier.h"
#include <sodium.h>
#include <stdlib.h>

enum { TAG = 0xd2, MOST_INPUT = 33554432, MOST_DEPTH = 3, MOST_FILES = 16, LEAST_LETTERS = 64 };

void al_intake_found(al_intake *in, airlatch_bytes message) {
  al_message *items = al_grow(in->memory, in->items, in->count, &in->room, sizeof *items);
  if (items == NULL) return;
  in->items = items;
  items[in->count++] = (al_message){ .bytes = message };
  in->seen++;
}

/* Records that an Airlatch message is damaged. */
void al_intake_fault(al_intake *in, airlatch_code code) {
  if (!in->damage) in->damage = code;
  in->seen++;
}

typedef enum { NO_PICTURE, PICTURE, DRAWING } picture;

/* Recognizes pictures by their first bytes. A drawing may contain its message as text. */
static picture picture_of(const uint8_t *bytes, size_t size) {
  static const struct { uint8_t at; const char *sign; } SIGNS[] = {
    { 0, "\x89PNG" }, { 0, "\xff\xd8\xff" }, { 0, "GIF87a" }, { 0, "GIF89a" }, { 4, "ftypavif" }, { 4, "ftypavis" },
    { 4, "ftypheic" }, { 4, "ftypheix" }, { 4, "ftypheim" }, { 4, "ftypheis" }, { 4, "ftyphevc" }, { 4, "ftyphevx" },
    { 4, "ftyphevm" }, { 4, "ftyphevs" }, { 4, "ftypmif1" }, { 4, "ftypmsf1" }, { 0, "\xff\x0a" },
    { 4, "JXL \r\n\x87\n" }, { 4, "jP  \r\n\x87\n" },
  };
  for (size_t i = 0; i < sizeof SIGNS / sizeof SIGNS[0]; i++) {
    size_t length = strlen(SIGNS[i].sign);
    if (size >= SIGNS[i].at + length && memcmp(bytes + SIGNS[i].at, SIGNS[i].sign, length) == 0) return PICTURE;
  }
  if (size >= 12 && memcmp(bytes, "RIFF", 4) == 0 && memcmp(bytes + 8, "WEBP", 4) == 0) return PICTURE;
  if (size >= 5 && memcmp(bytes, "%PDF-", 5) == 0) return DRAWING;
  if (size > 1024) size = 1024;
  size_t at = size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  while (at < size && (bytes[at] == ' ' || (bytes[at] >= '\t' && bytes[at] <= '\r') || bytes[at] == 0xa0)) at++;
  static const char *const XML[] = { "<?xml", "<!--", "<!DOCTYPE", "<svg" };
  bool is_xml = false;
  for (int i = 0; i < 4; i++) {
    size_t length = strlen(XML[i]);
    is_xml = is_xml || (size - at >= length && memcmp(bytes + at, XML[i], length) == 0);
  }
  for (; is_xml && at + 4 <= size; at++)
    if (memcmp(bytes + at, "<svg", 4) == 0) return DRAWING;
  return NO_PICTURE;
}

/* Decodes a complete file in base64 or base64url; data is NULL if it is neither. */
static airlatch_bytes file_of(al_memory *memory, airlatch_bytes text) {
  uint8_t *letters = al_take(memory, text.size + 1);
  size_t count = 0, decoded;
  for (size_t i = 0; letters != NULL && i < text.size; i++) {
    uint8_t c = text.data[i];
    const char *hexadecimal = i + 2 < text.size && c == '%' ? (const char *)text.data + i + 1 : "00";
    int high = hexadecimal[0], low = hexadecimal[1] & ~0x20;
    size_t signs = 0;
    while (signs < 8 && i + signs < text.size && text.data[i + signs] == '\\') signs++;
    uint8_t behind = signs > 0 && i + signs < text.size ? text.data[i + signs] : 0;
    if (al_unit_is_space(c)) continue;
    if (behind == 'r' || behind == 'n' || behind == 't') i += signs;
    else if (high == '2' && (low == 'B' || low == 'F')) letters[count++] = low == 'B' ? '+' : '/', i += 2;
    else if (high == '3' && low == 'D') letters[count++] = '=', i += 2;
    else letters[count++] = c == '-' ? '+' : c == '_' ? '/' : c;
  }
  bool good = count >= LEAST_LETTERS && al_base64(letters, count, false, letters, &decoded);
  return good ? (airlatch_bytes){ letters, decoded } : (airlatch_bytes){ 0 };
}

static bool is_word(uint8_t c) {
  uint8_t lower = c | 0x20;
  return c < 0x80 && ((lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || c == '_');
}

/* `word` is in lower case. */
static bool has_at(airlatch_bytes text, size_t at, const char *word) {
  for (; *word != 0; word++, at++) {
    uint8_t c = at < text.size ? text.data[at] : 0;
    if (al_lower(c) != (uint8_t)*word) return false;
  }
  return true;
}

/* Returns where the data of a `data:` address begins, after its type and `;base64,`; 0 if it is not such an address. */
static size_t address_at(airlatch_bytes text, size_t at) {
  if (!has_at(text, at, "data:") || (at > 0 && is_word(text.data[at - 1]))) return 0;
  size_t start = at += 5;
  while (at < text.size && at - start <= 107
         && (is_word(text.data[at]) || (text.data[at] != 0 && strchr(".+/;=-", text.data[at]) != NULL)) && text.data[at] != '_')
    at++;
  return at - start >= 7 && at - start <= 107 && has_at(text, at - 7, ";base64,") ? at + 1 : 0;
}

static void look_into(al_intake *in, const uint8_t *bytes, size_t size, int depth);

/* Looks for files in a text without messages: in `data:` addresses, or the complete text as base64. */
static void look_into_files(al_intake *in, airlatch_bytes text, int depth) {
  int files = 0;
  for (size_t at = 0; at < text.size && files < MOST_FILES; at++) {
    size_t start = (text.data[at] | 0x20) == 'd' ? address_at(text, at) : 0;
    if (start == 0) continue;
    size_t end = start;
    while (end < text.size && (is_word(text.data[end]) || (text.data[end] != 0 && strchr("+/=%\r\n-", text.data[end]) != NULL)))
      end++;
    if (end == start) continue;
    files++;
    airlatch_bytes file = file_of(in->memory, (airlatch_bytes){ text.data + start, end - start });
    if (file.data != NULL) look_into(in, file.data, file.size, depth + 1);
    at = end - 1;
  }
  airlatch_bytes file = files == 0 ? file_of(in->memory, al_bare(text)) : (airlatch_bytes){ 0 };
  if (file.data != NULL) look_into(in, file.data, file.size, depth + 1);
}

static void look_at(al_intake *in, airlatch_bytes text) {
  al_armors_in(in, text);
  al_symbols_in(in, text);
  al_links_in(in, text);
}

static void look_into(al_intake *in, const uint8_t *bytes, size_t size, int depth) {
  size_t seen = in->seen;
  if (size > 0 && bytes[0] == TAG) {
    al_intake_found(in, (airlatch_bytes){ bytes, size });
    return;
  }
  picture kind = size > 0 ? picture_of(bytes, size) : NO_PICTURE;
  if (kind == DRAWING) al_armors_in(in, al_text_of_drawing(in->memory, bytes, size));
  airlatch_bytes text = { 0 };
  bool is_text = kind == NO_PICTURE && size > 0 && al_text_of(in->memory, bytes, size, &text);
  if (is_text) {
    look_at(in, text);
    look_at(in, al_unquoted_printable(in->memory, text));
    if (in->seen == seen && depth < MOST_DEPTH) look_into_files(in, text, depth);
  }
  bool is_empty = size == 0 || (is_text && al_bare(text).size == 0);
  if (in->seen == seen) in->nothing = is_empty ? AIRLATCH_INPUT_EMPTY : AIRLATCH_INPUT_NOT_RECOGNISED;
}

typedef struct { uint8_t hash[crypto_hash_sha256_BYTES]; size_t index; } hashed;

static int by_hash(const void *a, const void *b) {
  const hashed *one = a, *other = b;
  int order = memcmp(one->hash, other->hash, sizeof one->hash);
  return order != 0 ? order : (one->index > other->index) - (one->index < other->index);
}

static int by_index(const void *a, const void *b) {
  const hashed *one = a, *other = b;
  return (one->index > other->index) - (one->index < other->index);
}

/* Removes repeated messages, keeps the order, and reads the claimed type of each. Returns their hashes. */
static hashed *different(al_intake *in) {
  hashed *all = al_take(in->memory, in->count * sizeof *all + 1);
  size_t kept = 0;
  if (all == NULL) return NULL;
  for (size_t i = 0; i < in->count; i++) {
    crypto_hash_sha256(all[i].hash, in->items[i].bytes.data, in->items[i].bytes.size);
    all[i].index = i;
  }
  qsort(all, in->count, sizeof *all, by_hash);
  for (size_t i = 0; i < in->count; i++)
    if (i == 0 || memcmp(all[i].hash, all[kept - 1].hash, sizeof all[i].hash) != 0) all[kept++] = all[i];
  qsort(all, kept, sizeof *all, by_index);
  for (size_t i = 0; i < kept; i++) {
    in->items[i] = in->items[all[i].index];
    in->items[i].type = al_sign1_type(in->items[i].bytes.data, in->items[i].bytes.size);
  }
  in->count = kept;
  return all;
}

/* Counts the messages of which only a part was found. */
static size_t pieces_beside(const al_intake *in, const hashed *all) {
  airlatch_id ids[4];
  size_t count = al_pieces(in->frames, ids), left = 0;
  for (size_t i = 0; i < count; i++) {
    bool is_whole = false;
    for (size_t j = 0; j < in->count; j++) is_whole = is_whole || memcmp(all[j].hash, ids[i].bytes, sizeof ids[i].bytes) == 0;
    left += !is_whole;
  }
  return left;
}

airlatch_code al_messages_in(al_memory *memory, const uint8_t *bytes, size_t size, al_handed *handed) {
  *handed = (al_handed){ 0 };
  if (size > MOST_INPUT) return AIRLATCH_INPUT_TOO_LARGE;
  al_intake in = { .memory = memory };
  look_into(&in, bytes, size, 0);
  hashed *all = different(&in);
  if (memory->is_out) return AIRLATCH_OUT_OF_MEMORY;
  handed->messages = in.items;
  handed->count = in.count;
  handed->pieces = pieces_beside(&in, all);
  handed->damage = in.damage ? in.damage : in.seen == 0 ? in.nothing : AIRLATCH_OK;
  return AIRLATCH_OK;
}

airlatch_code al_carried(al_memory *memory, const int *wanted, const uint8_t *bytes, size_t size, airlatch_bytes *message) {
  if (size > MOST_INPUT) return AIRLATCH_INPUT_TOO_LARGE;
  *message = (airlatch_bytes){ bytes, size };
  if (size > 0 && bytes[0] == TAG) return AIRLATCH_OK;
  al_handed handed;
  airlatch_code code = al_messages_in(memory, bytes, size, &handed);
  if (code) return code;
  size_t known = handed.count, count = 0, one = 0;
  for (size_t i = handed.count; i-- > 0;)
    if (handed.messages[i].type != 0) known = i;
  bool any = known == handed.count; /* no type is known: take any message */
  int kind = 0;
  for (; !any && kind == 0 && *wanted != 0; wanted++)
    for (size_t i = 0; i < handed.count; i++)
      if (handed.messages[i].type == *wanted) kind = *wanted;
  for (size_t i = handed.count; i-- > 0;)
    if (any || (kind != 0 && handed.messages[i].type == kind)) count++, one = i;
  if (count + handed.pieces > 1) return AIRLATCH_SEVERAL_MESSAGES;
  if (handed.pieces > 0) return AIRLATCH_FRAMES_MISSING;
  if (handed.count == 0) return handed.damage ? handed.damage : AIRLATCH_INPUT_NOT_RECOGNISED;
  *message = handed.messages[count > 0 ? one : known].bytes;
  return AIRLATCH_OK;
}
