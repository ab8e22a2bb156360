/*
 * Owns the search for armored messages in a text (SPEC.md section 10). It skips what programs put around a message and
 * between its lines, and repairs nothing within a line: the CRC-24 detects every change. A text is read a fixed number
 * of times.
 */
#include "carrier.h"

enum { MOST_MARKERS = 4096, MOST_LABEL = 32, CHECK = 5 };

/* The first or the last line of an armor, from its first dash through its last one. */
typedef struct { bool begins; airlatch_bytes label; size_t from, to; } marker;

static bool is_letter(uint8_t c) { return (c | 0x20) >= 'a' && (c | 0x20) <= 'z' && c < 0x80; }
static bool is_upper(uint8_t c) { return c >= 'A' && c <= 'Z'; }
static bool is_blank(uint8_t c) { return c == ' ' || c == '\t'; }

static size_t blanks_at(airlatch_bytes text, size_t at) {
  size_t end = at;
  while (end < text.size && is_blank(text.data[end])) end++;
  return end - at;
}

static size_t dashes_at(airlatch_bytes text, size_t at, size_t most) {
  size_t end = at;
  while (end < text.size && end - at < most && text.data[end] == '-') end++;
  return end - at;
}

static bool has_at(airlatch_bytes text, size_t at, const char *word) {
  size_t size = strlen(word);
  return at <= text.size && text.size - at >= size && memcmp(text.data + at, word, size) == 0;
}

static bool has_word(airlatch_bytes text, const char *word) {
  for (size_t at = 0; at < text.size; at++)
    if (has_at(text, at, word)) return true;
  return false;
}

/* Returns the offset after a word, one to eight blanks, and AIRLATCH; 0 if the text is different. */
static size_t after_title(airlatch_bytes text, size_t at, const char *word) {
  if (!has_at(text, at, word)) return 0;
  at += strlen(word);
  size_t blanks = blanks_at(text, at);
  return blanks >= 1 && blanks <= 8 && has_at(text, at + blanks, "AIRLATCH") ? at + blanks + 8 : 0;
}

/* Finds the shortest label that is followed by blanks and two to five dashes. */
static bool find_label(airlatch_bytes text, size_t at, marker *found) {
  for (size_t size = 1; size <= MOST_LABEL && at + size <= text.size; size++) {
    uint8_t last = text.data[at + size - 1];
    if (!is_upper(last)) {
      if (size == 1 || (last != ' ' && last != '-')) return false;
      continue;
    }
    size_t blanks = blanks_at(text, at + size);
    size_t dashes = blanks <= 8 ? dashes_at(text, at + size + blanks, 5) : 0;
    if (size < 2 || dashes < 2) continue;
    found->label = (airlatch_bytes){ text.data + at, size };
    found->to = at + size + blanks + dashes;
    return true;
  }
  return false;
}

/* Returns the number of units of the dashes before a title, including a dash and a space that escape them; else 0. */
static size_t dashes_before(airlatch_bytes text, size_t at) {
  airlatch_bytes front = { text.data, at };
  for (size_t from = at > 16 ? at - 16 : 0; from < at; from++)
    for (int escaped = 1; escaped >= 0; escaped--) {
      if (escaped && !has_at(front, from, "- ")) continue;
      size_t start = from + (escaped ? 2 : 0);
      size_t dashes = dashes_at(front, start, 6);
      size_t blanks = blanks_at(front, start + dashes);
      if (dashes >= 2 && dashes <= 5 && blanks <= 8 && start + dashes + blanks == at) return at - from;
    }
  return 0;
}

static size_t find_markers(airlatch_bytes text, marker *markers) {
  size_t count = 0;
  for (size_t at = 0; at < text.size && count < MOST_MARKERS; at++) {
    bool begins = text.data[at] == 'B';
    if (!begins && text.data[at] != 'E') continue;
    size_t title = after_title(text, at, begins ? "BEGIN" : "END");
    size_t blanks = title > 0 ? blanks_at(text, title) : 0;
    marker one = { .begins = begins };
    if (blanks < 1 || blanks > 8 || !find_label(text, title + blanks, &one)) continue;
    size_t dashes = dashes_before(text, at);
    one.from = at - dashes;
    if (dashes > 0) markers[count++] = one;
    at = one.to - 1;
  }
  return count;
}

/* Whether the text has the start of a first line, which no ordinary sentence contains. */
static bool has_beginning(airlatch_bytes text) {
  for (size_t at = 0; at < text.size; at++)
    if (text.data[at] == '-' && after_title(text, at, "-BEGIN") > 0) return true;
  return false;
}

static int digit(uint8_t c) {
  if (c >= '0' && c <= '9') return c - '0';
  c |= 0x20;
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* Reverts JSON's escapes of white space and characters, with one to eight backslashes. */
static size_t unescape(uint8_t *out, const uint8_t *text, size_t size) {
  size_t count = 0;
  for (size_t at = 0; at < size; at++) {
    size_t end = at;
    while (end < size && text[end] == '\\') end++;
    size_t signs = end - at;
    if (signs == 0) {
      out[count++] = text[at];
      continue;
    }
    uint8_t next = end < size ? text[end] : 0;
    bool is_code = size - end >= 5 && memcmp(text + end, "u00", 3) == 0 && text[end + 3] >= '0' && text[end + 3] <= '7'
        && digit(text[end + 4]) >= 0;
    bool is_sign = next == 'r' || next == 'n' || next == 't' || next == '/';
    size_t kept = !is_code && !is_sign ? signs : signs > 8 ? signs - 8 : 0;
    memset(out + count, '\\', kept);
    count += kept;
    if (is_code) out[count++] = (uint8_t)((text[end + 3] - '0') << 4 | digit(text[end + 4]));
    else if (is_sign) out[count++] = next == '/' ? '/' : '\n';
    at = is_code ? end + 4 : is_sign ? end : end - 1;
  }
  return count;
}

/* Returns where a line begins after the marks and initials with which mail is quoted; `at` if it is not a quote. */
static size_t after_quoting(airlatch_bytes text, size_t at) {
  size_t end = at;
  size_t next = at + blanks_at(text, at);
  for (int marks = 0; marks < 64; marks++) {
    size_t letters = 0;
    while (letters < 5 && next + letters < text.size && is_letter(text.data[next + letters])) letters++;
    next += letters;
    if (letters > 4 || next >= text.size || (text.data[next] != '>' && text.data[next] != '|')) break;
    size_t blanks = blanks_at(text, ++next);
    next += blanks < 8 ? blanks : 8;
    end = next;
  }
  return end;
}

/* Keeps only the letters, in place. */
static size_t without_quoting(uint8_t *letters, size_t size) {
  airlatch_bytes text = { letters, size };
  size_t count = 0;
  size_t at = after_quoting(text, 0);
  while (at < size) {
    uint8_t c = letters[at++];
    if (c == '\r' || c == '\n') at = after_quoting(text, at);
    else if (!is_blank(c) && c != '>' && c != '|') letters[count++] = c;
  }
  return count;
}

static int sextet(uint8_t c) {
  if (is_upper(c)) return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

/*
 * Decodes base64 (RFC 4648 section 4). `strict` requires padding, and zeros in the bits that belong to no byte. `bytes`
 * may be the letters themselves, which are then overwritten.
 */
bool al_base64(const uint8_t *letters, size_t size, bool strict, uint8_t *bytes, size_t *count) {
  if (strict && size % 4 != 0) return false;
  if (size > 0 && size % 4 == 0)
    for (int i = 0; i < 2 && letters[size - 1] == '='; i++) size--;
  if (size % 4 == 1) return false;
  uint32_t held = 0;
  *count = 0;
  for (size_t i = 0; i < size; i++) {
    int value = sextet(letters[i]);
    if (value < 0) return false;
    held = held << 6 | (uint32_t)value;
    if (i % 4 != 0) bytes[(*count)++] = (uint8_t)(held >> (6 - 2 * (i % 4)));
  }
  uint32_t loose = size % 4 == 2 ? held & 15 : size % 4 == 3 ? held & 3 : 0;
  return !strict || loose == 0;
}

/* RFC 9580 section 6.1.1. */
static uint32_t crc24(const uint8_t *bytes, size_t size) {
  uint32_t crc = 0xb704ce;
  for (size_t i = 0; i < size; i++) {
    crc ^= (uint32_t)bytes[i] << 16;
    for (int bit = 0; bit < 8; bit++) crc = crc << 1 ^ (crc & 0x800000 ? 0x1864cfb : 0);
  }
  return crc & 0xffffff;
}

/* Decodes the text between a first and a last line. */
static bool decoded(al_memory *memory, const uint8_t *text, size_t size, airlatch_bytes *message) {
  uint8_t *letters = al_take(memory, size + 1);
  uint8_t check[3];
  size_t count, checked;
  if (letters == NULL) return false;
  size_t left = without_quoting(letters, unescape(letters, text, size));
  if (left < CHECK || letters[left - CHECK] != '=') return false;
  if (!al_base64(letters + left - CHECK + 1, CHECK - 1, true, check, &checked) || checked != 3) return false;
  if (!al_base64(letters, left - CHECK, true, letters, &count)) return false;
  *message = (airlatch_bytes){ letters, count };
  return crc24(letters, count) == ((uint32_t)check[0] << 16 | (uint32_t)check[1] << 8 | check[2]);
}

/* Reports every armored message of a text, in its typed form, and every damaged one. */
void al_armors_in(al_intake *in, airlatch_bytes text) {
  airlatch_bytes typed = al_as_typed(in->memory, text);
  if (!has_word(typed, "AIRLATCH")) return;
  marker *markers = al_take(in->memory, MOST_MARKERS * sizeof *markers);
  size_t count = markers != NULL ? find_markers(typed, markers) : 0;
  for (size_t i = 0; i < count; i++) {
    airlatch_bytes message;
    const marker *one = &markers[i];
    if (!one->begins) {
      if (i == 0 || !markers[i - 1].begins) al_intake_fault(in, AIRLATCH_ARMOR_MALFORMED);
      continue;
    }
    const marker *end = &markers[i + 1];
    bool good = i + 1 < count && !end->begins && al_same(one->label, end->label)
        && decoded(in->memory, typed.data + one->to, end->from > one->to ? end->from - one->to : 0, &message);
    if (good) al_intake_found(in, message);
    else al_intake_fault(in, AIRLATCH_ARMOR_MALFORMED);
  }
  if (count == 0 && has_beginning(typed)) al_intake_fault(in, AIRLATCH_ARMOR_MALFORMED);
}
