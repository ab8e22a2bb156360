/*
 * Owns the decoding of text files (SPEC.md section 10): UTF-8, UTF-16, or else any encoding that contains ASCII. The
 * carriers are ASCII, so a text is stored as one byte for each UTF-16 unit: ASCII unchanged, and for every other
 * character the bits below, which describe how a reader treats it. The units take at most as many bytes as the file.
 */
#include "carrier.h"

enum { UNSEEN = 1, BLANK, LINE_END, LONG_DASH, DASH, TYPED = 7, INVISIBLE = 8, SPACE = 16, QUOTE = 32, OTHER = 128 };
typedef struct { uint16_t first, last; uint8_t means; } range;

/* Characters of the basic plane with a meaning here; Unicode 17.0. Ascending. */
static const range RANGES[] = {
  { 0x80, 0x84, INVISIBLE }, { 0x85, 0x85, INVISIBLE | LINE_END }, { 0x86, 0x9f, INVISIBLE },
  { 0xa0, 0xa0, INVISIBLE | SPACE | BLANK }, { 0xab, 0xab, QUOTE }, { 0xad, 0xad, INVISIBLE | UNSEEN }, { 0xbb, 0xbb, QUOTE },
  { 0x34f, 0x34f, INVISIBLE }, { 0x600, 0x605, INVISIBLE }, { 0x61c, 0x61c, INVISIBLE }, { 0x6dd, 0x6dd, INVISIBLE },
  { 0x70f, 0x70f, INVISIBLE }, { 0x890, 0x891, INVISIBLE }, { 0x8e2, 0x8e2, INVISIBLE }, { 0x115f, 0x1160, INVISIBLE },
  { 0x1680, 0x1680, INVISIBLE | SPACE }, { 0x17b4, 0x17b5, INVISIBLE }, { 0x180b, 0x180f, INVISIBLE },
  { 0x2000, 0x200a, INVISIBLE | SPACE | BLANK }, { 0x200b, 0x200f, INVISIBLE | UNSEEN }, { 0x2010, 0x2013, DASH },
  { 0x2014, 0x2015, LONG_DASH }, { 0x2018, 0x201f, QUOTE }, { 0x2028, 0x2029, INVISIBLE | SPACE | LINE_END },
  { 0x202a, 0x202e, INVISIBLE | UNSEEN }, { 0x202f, 0x202f, INVISIBLE | SPACE | BLANK },
  { 0x205f, 0x205f, INVISIBLE | SPACE | BLANK }, { 0x2060, 0x2064, INVISIBLE | UNSEEN }, { 0x2065, 0x206f, INVISIBLE },
  { 0x2212, 0x2212, DASH }, { 0x2800, 0x2800, INVISIBLE }, { 0x3000, 0x3000, INVISIBLE | SPACE | BLANK },
  { 0x3164, 0x3164, INVISIBLE }, { 0xd800, 0xdfff, INVISIBLE }, { 0xfe00, 0xfe0f, INVISIBLE }, { 0xfe58, 0xfe58, DASH },
  { 0xfe63, 0xfe63, DASH }, { 0xfeff, 0xfeff, INVISIBLE | SPACE | UNSEEN }, { 0xff0d, 0xff0d, DASH },
  { 0xffa0, 0xffa0, INVISIBLE }, { 0xfff0, 0xfffb, INVISIBLE },
};

static uint8_t unit_of(uint32_t code) {
  if (code < 0x80) return (uint8_t)code;
  size_t from = 0, to = sizeof RANGES / sizeof RANGES[0];
  while (from < to) {
    size_t middle = (from + to) / 2;
    if (code > RANGES[middle].last) from = middle + 1;
    else to = middle;
  }
  bool means = from < sizeof RANGES / sizeof RANGES[0] && code >= RANGES[from].first;
  return (uint8_t)(OTHER | (means ? RANGES[from].means : 0));
}

/* Whether the unit is invisible at the start or end of a text; true also for each half of a surrogate pair. */
bool al_unit_is_blank(uint8_t unit) { return unit < OTHER ? unit <= ' ' || unit == 0x7f : (unit & INVISIBLE) != 0; }

bool al_unit_is_space(uint8_t unit) {
  return unit < OTHER ? unit == ' ' || (unit >= '\t' && unit <= '\r') : (unit & SPACE) != 0;
}

bool al_unit_is_quote(uint8_t unit) { return unit >= OTHER && (unit & QUOTE) != 0; }

static bool of_utf8(uint8_t *units, size_t *count, const uint8_t *bytes, size_t size) {
  if (!al_is_utf8(bytes, size)) return false;
  size_t at = size >= 3 && memcmp(bytes, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
  while (at < size) {
    uint8_t first = bytes[at];
    size_t more = first < 0x80 ? 0 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : 3;
    uint32_t code = more == 0 ? first : first & (0x3fU >> more);
    for (size_t i = 1; i <= more; i++) code = code << 6 | (bytes[at + i] & 0x3f);
    if (code > 0xffff) units[(*count)++] = unit_of(0xd800);
    units[(*count)++] = unit_of(code > 0xffff ? 0xdc00 : code);
    at += 1 + more;
  }
  return true;
}

static bool of_utf16(uint8_t *units, size_t *count, const uint8_t *bytes, size_t size, size_t high) {
  if (size % 2 != 0) return false;
  bool half = false;
  for (size_t at = 0; at < size; at += 2) {
    uint32_t code = (uint32_t)bytes[at + high] << 8 | bytes[at + 1 - high];
    if (at == 0 && code == 0xfeff) continue;
    if (half != (code >= 0xdc00 && code <= 0xdfff)) return false;
    half = code >= 0xd800 && code <= 0xdbff;
    units[(*count)++] = unit_of(code);
  }
  return !half;
}

/* windows-1252: of 80 to 9f, 97 is a long dash, 96 a dash, seven are quotes or between them, five are undefined. */
static void of_letters(uint8_t *units, size_t *count, const uint8_t *bytes, size_t size) {
  for (size_t i = 0; i < size; i++) {
    uint8_t byte = bytes[i];
    bool quote = byte == 0x82 || byte == 0x84 || (byte >= 0x91 && byte <= 0x94);
    bool nothing = byte == 0x81 || byte == 0x8d || byte == 0x8f || byte == 0x90 || byte == 0x9d;
    if (byte < 0x80 || byte > 0x9f || nothing) units[(*count)++] = unit_of(byte);
    else units[(*count)++] = (uint8_t)(OTHER | (byte == 0x96 ? DASH : byte == 0x97 ? LONG_DASH : quote ? QUOTE : 0));
  }
}

/* Returns the index of the high byte in a pair, 1 or 0; -1 if the bytes are not UTF-16. */
static int utf16_high(const uint8_t *bytes, size_t size) {
  if (size >= 2 && bytes[0] == 0xff && bytes[1] == 0xfe) return 1;
  if (size >= 2 && bytes[0] == 0xfe && bytes[1] == 0xff) return 0;
  if (size < 4 || size % 2 != 0) return -1;
  size_t looked_at = size < 512 ? size : 512;
  size_t zeros[2] = { 0, 0 };
  for (size_t i = 0; i < looked_at; i++) zeros[i % 2] += bytes[i] == 0;
  /* ASCII has a zero in every other byte, and none in the others */
  if (zeros[1] * 4 > looked_at && zeros[0] == 0) return 1;
  return zeros[0] * 4 > looked_at && zeros[1] == 0 ? 0 : -1;
}

static bool has_controls(const uint8_t *bytes, size_t size) {
  for (size_t i = 0; i < size; i++)
    if (bytes[i] < 0x20 && (bytes[i] < 9 || bytes[i] > 13) && bytes[i] != 0x1b) return true;
  return false;
}

/* Converts a file to units. Returns false for bytes that no editor writes as text, and if memory runs out. */
bool al_text_of(al_memory *memory, const uint8_t *bytes, size_t size, airlatch_bytes *text) {
  uint8_t *units = al_take(memory, size);
  size_t count = 0;
  if (units == NULL) return false;
  int high = utf16_high(bytes, size);
  if (high >= 0) {
    if (!of_utf16(units, &count, bytes, size, (size_t)high)) return false;
  } else if (memchr(bytes, 0, size) != NULL) {
    return false;
  } else if (!of_utf8(units, &count, bytes, size)) {
    if (has_controls(bytes, size)) return false;
    of_letters(units, &count, bytes, size);
  }
  *text = (airlatch_bytes){ units, count };
  return true;
}

/* Returns the text of an Airlatch drawing: each byte as a letter, without the `% ` before lines of a PDF. */
airlatch_bytes al_text_of_drawing(al_memory *memory, const uint8_t *bytes, size_t size) {
  uint8_t *units = al_take(memory, size);
  size_t count = 0, kept = 0;
  if (units == NULL) return (airlatch_bytes){ 0 };
  of_letters(units, &count, bytes, size);
  for (size_t i = 0; i < count; i++) {
    bool begins = i == 0 || bytes[i - 1] == '\n' || bytes[i - 1] == '\r';
    if (begins && i + 1 < count && units[i] == '%' && units[i + 1] == ' ') i++;
    else units[kept++] = units[i];
  }
  return (airlatch_bytes){ units, kept };
}

/* Returns the text as a reader would type it: in ASCII, except for characters that no carrier uses. */
airlatch_bytes al_as_typed(al_memory *memory, airlatch_bytes text) {
  size_t count = 0;
  bool is_ascii = true;
  for (size_t i = 0; i < text.size; i++) {
    is_ascii = is_ascii && text.data[i] < OTHER;
    count += text.data[i] >= OTHER && (text.data[i] & TYPED) == LONG_DASH ? 2 : 1;
  }
  if (is_ascii) return text;
  static const char AS[] = "\x80\0 \n--";
  uint8_t *typed = al_take(memory, count);
  if (typed == NULL) return (airlatch_bytes){ 0 };
  count = 0;
  for (size_t i = 0; i < text.size; i++) {
    uint8_t unit = text.data[i];
    int means = unit < OTHER ? -1 : unit & TYPED;
    if (means == UNSEEN) continue;
    if (means == LONG_DASH) typed[count++] = '-';
    typed[count++] = means < 0 ? unit : (uint8_t)AS[means];
  }
  return (airlatch_bytes){ typed, count };
}

/* Removes invisible characters at both ends. */
airlatch_bytes al_bare(airlatch_bytes text) {
  while (text.size > 0 && al_unit_is_blank(text.data[0])) {
    text.data++;
    text.size--;
  }
  while (text.size > 0 && al_unit_is_blank(text.data[text.size - 1])) text.size--;
  return text;
}

static int hexadecimal(uint8_t unit) {
  if (unit >= '0' && unit <= '9') return unit - '0';
  return unit >= 'A' && unit <= 'F' ? unit - 'A' + 10 : -1;
}

/* At an equals sign, returns the size of the line end that quoted-printable has inserted; 0 if it is not one. */
static size_t soft_end(const uint8_t *at, size_t left) {
  size_t i = 1;
  while (i < left && i <= 8 && (at[i] == ' ' || at[i] == '\t')) i++;
  if (i < left && at[i] == '\r') i++;
  return i < left && at[i] == '\n' ? i + 1 : 0;
}

/* Decodes a mail copied from its source (RFC 2045 section 6.7); data is NULL without a sign of quoted-printable. */
airlatch_bytes al_unquoted_printable(al_memory *memory, airlatch_bytes text) {
  bool is_quoted = false;
  for (size_t i = 0; i + 2 < text.size && !is_quoted; i++) is_quoted = memcmp(text.data + i, "=3D", 3) == 0;
  uint8_t *plain = is_quoted ? al_take(memory, text.size) : NULL;
  if (plain == NULL) return (airlatch_bytes){ 0 };
  size_t count = 0, joined = 0;
  for (size_t i = 0; i < text.size; i++) {
    size_t end = text.data[i] == '=' ? soft_end(text.data + i, text.size - i) : 0;
    if (end > 0) i += end - 1;
    else plain[joined++] = text.data[i];
  }
  for (size_t i = 0; i < joined; i++) {
    int high = i + 2 < joined && plain[i] == '=' ? hexadecimal(plain[i + 1]) : -1;
    int low = high >= 0 ? hexadecimal(plain[i + 2]) : -1;
    plain[count++] = low >= 0 ? unit_of((uint32_t)(high * 16 + low)) : plain[i];
    if (low >= 0) i += 2;
  }
  return (airlatch_bytes){ plain, count };
}
