/* Owns the syntax of the two kinds of addresses in a kit (SPEC.md section 5: page address, site address). */
#include "core.h"

typedef struct { const uint8_t *at, *end; } text;

static bool take(text *rest, const char *word) {
  size_t size = strlen(word);
  if ((size_t)(rest->end - rest->at) < size || memcmp(rest->at, word, size) != 0) return false;
  rest->at += size;
  return true;
}

static bool is_hex(uint8_t c) { return al_is_digit(c) || (c >= 'a' && c <= 'f'); }
static bool is_name(uint8_t c) { return al_is_digit(c) || (c >= 'a' && c <= 'z'); }

/* Parses labels between dots; each starts and ends with a letter or digit. `last`: the last label. */
static bool take_labels(text *rest, bool underscore, text *last) {
  for (;;) {
    const uint8_t *start = rest->at;
    while (rest->at < rest->end && (is_name(*rest->at) || *rest->at == '-' || (underscore && *rest->at == '_')))
      rest->at++;
    if (rest->at == start || !is_name(start[0]) || !is_name(rest->at[-1])) return false;
    *last = (text){ start, rest->at };
    if (!take(rest, ".")) return true;
  }
}

/* Parses an optional `:` and a port from 1 to 65535 without a leading zero; `port` is 0 if there is none. */
static bool take_port(text *rest, unsigned *port) {
  *port = 0;
  if (!take(rest, ":")) return true;
  const uint8_t *start = rest->at;
  while (rest->at < rest->end && al_is_digit(*rest->at) && rest->at - start < 5)
    *port = *port * 10 + (unsigned)(*rest->at++ - '0');
  return rest->at > start && *start != '0' && *port <= 65535;
}

bool al_is_page_address(airlatch_bytes bytes) {
  text rest = { bytes.data, bytes.data + bytes.size };
  text last;
  unsigned port;
  if (bytes.size > 300 || (!take(&rest, "https://") && !take(&rest, "http://"))) return false;
  const uint8_t *host = rest.at;
  return take_labels(&rest, false, &last) && rest.at - host <= 253 && take_port(&rest, &port) && rest.at == rest.end;
}

/* Checks for four decimal numbers from 0 to 255 without leading zeros. */
static bool is_ipv4(text host) {
  for (int part = 0; part < 4; part++) {
    const uint8_t *start = host.at;
    unsigned number = 0;
    while (host.at < host.end && al_is_digit(*host.at) && host.at - start < 4) number = number * 10 + (unsigned)(*host.at++ - '0');
    if (host.at == start || number > 255 || (*start == '0' && host.at - start > 1)) return false;
    if (part < 3 && !take(&host, ".")) return false;
  }
  return host.at == host.end;
}

/* A last label that is a number makes the host an IPv4 address. */
static bool is_number(text label) {
  bool hexadecimal = take(&label, "0x");
  while (label.at < label.end && (hexadecimal ? is_hex(*label.at) : al_is_digit(*label.at))) label.at++;
  return label.at == label.end;
}

/* Checks the form of RFC 5952: no leading zeros, and `::` for the first longest run of two or more zeros. */
static bool is_ipv6(text address) {
  unsigned pieces[8] = { 0 };
  int count = 0;
  int gap = -1; /* the position of `::` */
  if (take(&address, "::")) gap = 0;
  while (address.at < address.end) {
    const uint8_t *start = address.at;
    unsigned piece = 0;
    while (address.at < address.end && is_hex(*address.at) && address.at - start < 5) {
      uint8_t c = *address.at++;
      piece = piece * 16 + (unsigned)(al_is_digit(c) ? c - '0' : c - 'a' + 10);
    }
    if (address.at == start || address.at - start > 4 || (*start == '0' && address.at - start > 1) || count == 8)
      return false;
    pieces[count++] = piece;
    if (address.at == address.end) break;
    if (take(&address, "::")) {
      if (gap >= 0) return false;
      gap = count;
    } else if (!take(&address, ":") || address.at == address.end) {
      return false;
    }
  }
  if (gap < 0 ? count != 8 : count > 6) return false; /* `::` replaces two or more */
  if (gap >= 0) {
    memmove(pieces + gap + 8 - count, pieces + gap, (size_t)(count - gap) * sizeof *pieces);
    for (int i = gap; i < gap + 8 - count; i++) pieces[i] = 0;
  }
  int best = -1;
  int longest = 1;
  for (int i = 0; i < 8;) {
    int run = 0;
    while (i + run < 8 && pieces[i + run] == 0) run++;
    if (run > longest) {
      best = i;
      longest = run;
    }
    i += run + 1;
  }
  return best == gap && (gap < 0 || longest == 8 - count);
}

bool al_is_site_address(airlatch_bytes bytes) {
  text rest = { bytes.data, bytes.data + bytes.size };
  text last;
  unsigned port;
  if (bytes.size > 200) return false;
  bool tls = take(&rest, "https://");
  if (!tls && !take(&rest, "http://")) return false;
  if (take(&rest, "[")) {
    const uint8_t *start = rest.at;
    while (rest.at < rest.end && *rest.at != ']') rest.at++;
    if (!is_ipv6((text){ start, rest.at }) || !take(&rest, "]")) return false;
  } else {
    const uint8_t *start = rest.at;
    if (!take_labels(&rest, true, &last)) return false;
    if (is_number(last) && !is_ipv4((text){ start, rest.at })) return false;
  }
  if (!take_port(&rest, &port) || port == (tls ? 443 : 80)) return false;
  while (rest.at < rest.end) {
    if (!take(&rest, "/")) return false;
    const uint8_t *start = rest.at;
    bool dots = true;
    for (; rest.at < rest.end && *rest.at != '/'; rest.at++) {
      uint8_t c = *rest.at;
      if (!is_name(c) && !(c >= 'A' && c <= 'Z') && c != '-' && c != '.' && c != '_' && c != '~') return false;
      dots = dots && c == '.';
    }
    if (rest.at == start || (dots && rest.at - start <= 2)) return false;
  }
  return true;
}
