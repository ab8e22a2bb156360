/*
 * Owns messages in links (SPEC.md section 10.2). The host may be any and is never looked up. Airlatch links are
 * recognized by `2KC`, with which every message begins. A link within a mail gateway's link is not searched for.
 */
#include "carrier.h"

enum { MOST_LINKS = 1024, MOST_HOST = 260, MOST_READ = 2048, MOST_SYMBOLS = 1639, BEGINNING = 3 };

static bool has_at(airlatch_bytes text, size_t at, const char *lower) {
  for (; *lower != 0; lower++, at++) {
    uint8_t c = at < text.size ? text.data[at] : 0;
    if (al_lower(c) != (uint8_t)*lower) return false;
  }
  return true;
}

static bool is_of_host(uint8_t c) {
  uint8_t lower = c | 0x20;
  return (lower >= 'a' && lower <= 'z' && c < 0x80) || (c >= '0' && c <= '9') || c == '.' || c == ':' || c == '-';
}

/* If a link begins here, returns where its symbols begin, otherwise 0. */
static size_t symbols_at(airlatch_bytes text, size_t at) {
  if (!has_at(text, at, "http")) return 0;
  at += has_at(text, at + 4, "s") ? 5 : 4;
  if (!has_at(text, at, "://")) return 0;
  size_t host = at += 3;
  while (at < text.size && at - host <= MOST_HOST && is_of_host(text.data[at])) at++;
  return at > host && at - host <= MOST_HOST && has_at(text, at, "/a/2kc") ? at + 3 : 0;
}

static bool ends_symbols(uint8_t unit) {
  bool is_sign = unit < 0x80 && unit > 0 && strchr("<>\"'()[]{}|\\^`/?#&_", unit) != NULL;
  return is_sign || al_unit_is_space(unit) || al_unit_is_quote(unit);
}

static int value_of(uint8_t c) {
  uint8_t lower = c | 0x20;
  if (lower >= 'a' && lower <= 'z' && c < 0x80) return lower - 'a';
  return c >= '2' && c <= '7' ? c - '2' + 26 : -1;
}

/* Decodes base32 without padding (RFC 4648 section 6), in either case. */
static bool decoded(al_memory *memory, airlatch_bytes symbols, airlatch_bytes *message) {
  if (symbols.size > MOST_SYMBOLS) return false;
  uint8_t *bytes = al_take(memory, symbols.size * 5 / 8 + 1);
  if (bytes == NULL) return false;
  uint32_t held = 0, bits = 0;
  size_t count = 0;
  for (size_t i = 0; i < symbols.size; i++) {
    int value = value_of(symbols.data[i]);
    if (value < 0) return false;
    held = (held << 5 | (uint32_t)value) & 0xfff;
    bits += 5;
    if (bits < 8) continue;
    bits -= 8;
    bytes[count++] = (uint8_t)(held >> bits);
  }
  *message = (airlatch_bytes){ bytes, count };
  return bits < 5 && (held & ((1U << bits) - 1)) == 0;
}

void al_links_in(al_intake *in, airlatch_bytes text) {
  int links = 0;
  for (size_t at = 0; at < text.size && links < MOST_LINKS; at++) {
    if ((text.data[at] | 0x20) != 'h') continue;
    size_t start = symbols_at(text, at);
    if (start == 0) continue;
    size_t end = start + BEGINNING;
    while (end < text.size && end - start - BEGINNING < MOST_READ && !ends_symbols(text.data[end])) end++;
    airlatch_bytes symbols = { text.data + start, end - start };
    airlatch_bytes message;
    /* the link may end a sentence */
    while (strchr(".,;:!*", symbols.data[symbols.size - 1]) != NULL && symbols.data[symbols.size - 1] != 0) symbols.size--;
    if (decoded(in->memory, symbols, &message)) al_intake_found(in, message);
    else al_intake_fault(in, AIRLATCH_LINK_MALFORMED);
    links++;
    at = end - 1;
  }
}
