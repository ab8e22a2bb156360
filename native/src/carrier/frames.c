/*
 * Owns the texts of QR symbols, and messages split over several of them (SPEC.md section 10.1). Frames may be in any
 * order and repeated; the parts of a message are recovered by Gaussian elimination over GF(2). Up to four messages are
 * collected at the same time.
 */
#include "carrier.h"
#include <sodium.h>

enum { MOST_PARTS = 1024, WORDS = MOST_PARTS / 32, MOST_SETS = 4, MOST_LINES = 65536, HEADER = 16 };
/* Most redundant frames of one message. With more, the text was probably made to keep a reader busy. */
enum { MOST_REDUNDANT = 256 };
enum { MOST_FRAMED = 1048576 };

/* The XOR of some parts: which parts, and the result. */
typedef struct { uint32_t parts[WORDS]; uint8_t *data; } row;

/* What is known of one message in one division into parts. */
typedef struct {
  airlatch_id id;
  uint32_t parts, length;
  uint64_t fed;         /* time of the last frame; 0: the set is free */
  row *rows[MOST_PARTS]; /* indexed by the lowest part in it */
  uint32_t rank;
  uint32_t numbers[MOST_PARTS + MOST_REDUNDANT], taken; /* of the frames that were used */
  airlatch_bytes message; /* set once it is complete */
} set;

struct al_frames {
  set sets[MOST_SETS];
  uint64_t clock;
};

/* Decodes base45 (RFC 9285). Refuses a single remaining character, and groups whose value does not fit. */
static bool base45(al_memory *memory, airlatch_bytes text, uint8_t **bytes, size_t *count) {
  static const char SYMBOLS[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
  if (text.size % 3 == 1) return false;
  *bytes = al_take(memory, text.size / 3 * 2 + 1);
  *count = 0;
  if (*bytes == NULL) return false;
  for (size_t i = 0; i < text.size; i += 3) {
    bool single = i + 2 == text.size;
    uint32_t group = 0, times = 1;
    for (size_t j = i; j < i + (single ? 2 : 3); j++, times *= 45) {
      const char *symbol = text.data[j] != 0 ? strchr(SYMBOLS, text.data[j]) : NULL;
      if (symbol == NULL) return false;
      group += (uint32_t)(symbol - SYMBOLS) * times;
    }
    if (group > (single ? 0xffU : 0xffffU)) return false;
    if (!single) (*bytes)[(*count)++] = (uint8_t)(group >> 8);
    (*bytes)[(*count)++] = (uint8_t)group;
  }
  return true;
}

/* The finalizer of MurmurHash3. */
static uint32_t mix(uint32_t x) {
  x = (x ^ x >> 16) * 0x85ebca6bU;
  x = (x ^ x >> 13) * 0xc2b2ae35U;
  return x ^ x >> 16;
}

static void parts_of(uint32_t *words, uint32_t number, uint32_t parts) {
  memset(words, 0, WORDS * sizeof *words);
  uint32_t any = 0;
  for (uint32_t i = 0; number >= parts && i < (parts + 31) / 32; i++) {
    words[i] = mix(mix(number) + (i + 1) * 0x9e3779b9U);
    if (i == parts / 32) words[i] &= (1U << parts % 32) - 1;
    any |= words[i];
  }
  if (any == 0) words[number % parts / 32] = 1U << number % parts % 32;
}

/* Returns the lowest part in a row, starting at `from`; `parts` if there is none. */
static uint32_t lowest(const row *one, uint32_t from, uint32_t parts) {
  for (uint32_t part = from; part < parts; part++) {
    uint32_t left = one->parts[part / 32] >> part % 32;
    if (left == 0) part |= 31;
    else {
      while ((left & 1) == 0) left >>= 1, part++;
      return part;
    }
  }
  return parts;
}

/* XORs eight bytes at a time, because a hostile text may require a million sums. */
static void add_data(uint8_t *data, const uint8_t *other, size_t size) {
  size_t i = 0;
  for (uint64_t one, two; size - i >= sizeof one; i += sizeof one) {
    memcpy(&one, data + i, sizeof one);
    memcpy(&two, other + i, sizeof two);
    one ^= two;
    memcpy(data + i, &one, sizeof one);
  }
  for (; i < size; i++) data[i] ^= other[i];
}

/* Adds an equation if it is independent of the others. Its data is changed and kept. */
static void add_row(al_memory *memory, set *to, row *one, size_t size) {
  uint32_t part = lowest(one, 0, to->parts);
  while (part < to->parts && to->rows[part] != NULL) {
    for (uint32_t i = 0; i < WORDS; i++) one->parts[i] ^= to->rows[part]->parts[i];
    add_data(one->data, to->rows[part]->data, size);
    part = lowest(one, part, to->parts);
  }
  row *kept = part < to->parts ? al_take(memory, sizeof *kept) : NULL;
  if (kept == NULL) return;
  *kept = *one;
  to->rows[part] = kept;
  to->rank++;
}

/* Solves from the last part down, so that all later parts of a row are already known. */
static bool solve(al_memory *memory, set *of, size_t size) {
  uint8_t *all = al_take(memory, of->parts * size);
  uint8_t hash[crypto_hash_sha256_BYTES];
  if (all == NULL) return false;
  for (uint32_t part = of->parts; part-- > 0;) {
    row *one = of->rows[part];
    for (uint32_t other = lowest(one, part + 1, of->parts); other < of->parts; other = lowest(one, other + 1, of->parts))
      add_data(one->data, of->rows[other]->data, size);
    memset(one->parts, 0, sizeof one->parts);
    one->parts[part / 32] = 1U << part % 32;
    memcpy(all + part * size, one->data, size);
  }
  of->message = (airlatch_bytes){ all, of->length };
  crypto_hash_sha256(hash, all, of->length);
  return memcmp(hash, of->id.bytes, sizeof of->id.bytes) == 0;
}

/* Returns the set of a frame. If there is none, it uses a free set, or the one whose last frame is the oldest. */
static set *set_of(al_frames *frames, airlatch_id id, uint32_t parts, uint32_t length) {
  set *oldest = frames->sets;
  for (set *one = frames->sets; one < frames->sets + MOST_SETS; one++) {
    if (one->fed > 0 && al_same_id(one->id, id)
        && (one->message.data != NULL || (one->parts == parts && one->length == length)))
      return one;
    if (one->fed < oldest->fed) oldest = one;
  }
  *oldest = (set){ .id = id, .parts = parts, .length = length };
  return oldest;
}

/* Whether a frame may add information. If so, its number is noted. */
static bool is_wanted(set *to, uint32_t number) {
  if (to->taken == to->rank + MOST_REDUNDANT) return false;
  for (uint32_t i = 0; i < to->taken; i++)
    if (to->numbers[i] == number) return false;
  to->numbers[to->taken++] = number;
  return true;
}

static void add_frame(al_intake *in, const uint8_t *bytes, size_t count) {
  uint32_t parts = (uint32_t)bytes[8] << 8 | bytes[9];
  uint32_t length = (uint32_t)bytes[10] << 16 | (uint32_t)bytes[11] << 8 | bytes[12];
  uint32_t number = (uint32_t)bytes[13] << 16 | (uint32_t)bytes[14] << 8 | bytes[15];
  bool sound = count > HEADER && parts >= 1 && parts <= MOST_PARTS && length >= 1 && length <= MOST_FRAMED;
  size_t size = sound ? (length + parts - 1) / parts : 1;
  if (!sound || count - HEADER != size || (length + size - 1) / size != parts) {
    al_intake_fault(in, AIRLATCH_FRAME_MALFORMED);
    return;
  }
  al_frames *frames = in->frames;
  airlatch_id id;
  memcpy(id.bytes, bytes, sizeof id.bytes);
  set *to = set_of(frames, id, parts, length);
  to->fed = ++frames->clock;
  in->seen++;
  if (to->message.data != NULL || !is_wanted(to, number)) return; /* repeated messages are reported once */
  row one = { .data = (uint8_t *)(uintptr_t)bytes + HEADER };
  parts_of(one.parts, number, parts);
  add_row(in->memory, to, &one, size);
  if (to->rank < parts) return;
  if (!solve(in->memory, to, size)) {
    to->fed = 0;
    al_intake_fault(in, AIRLATCH_FRAME_MALFORMED);
    return;
  }
  for (set *other = frames->sets; other < frames->sets + MOST_SETS; other++)
    if (other != to && al_same_id(other->id, id)) other->fed = 0;
  al_intake_found(in, to->message);
}

static bool begins(airlatch_bytes text, const char *with) {
  size_t size = strlen(with);
  return text.size >= size && memcmp(text.data, with, size) == 0;
}

static void read_line(al_intake *in, airlatch_bytes line) {
  /* a scanner may put the kind of symbol before its text (ISO/IEC 15424) */
  if (begins(line, "]Q") && line.size > 2 && al_is_digit(line.data[2]))
    line = (airlatch_bytes){ line.data + 3, line.size - 3 };
  bool whole = begins(line, "AL1:");
  if (!whole && !begins(line, "AL1M:")) return;
  size_t prefix = whole ? 4 : 5;
  uint8_t *bytes;
  size_t count;
  if (!base45(in->memory, (airlatch_bytes){ line.data + prefix, line.size - prefix }, &bytes, &count))
    al_intake_fault(in, AIRLATCH_BASE45_MALFORMED);
  else if (whole) al_intake_found(in, (airlatch_bytes){ bytes, count });
  else if (count <= HEADER) al_intake_fault(in, AIRLATCH_FRAME_MALFORMED);
  else if (in->frames != NULL || (in->frames = al_take(in->memory, sizeof *in->frames)) != NULL)
    add_frame(in, bytes, count);
}

/* Reports every message, and every damaged one, in lines that are the texts of symbols. */
void al_symbols_in(al_intake *in, airlatch_bytes text) {
  size_t lines = 0;
  for (size_t at = 0; at < text.size && lines < MOST_LINES; lines++) {
    size_t end = at;
    while (end < text.size && text.data[end] != '\r' && text.data[end] != '\n') end++;
    read_line(in, al_bare((airlatch_bytes){ text.data + at, end - at }));
    at = end;
    while (at < text.size && (text.data[at] == '\r' || text.data[at] == '\n')) at++;
  }
}

/* Returns the ids of incomplete messages: at most four, without repetitions. */
size_t al_pieces(const al_frames *frames, airlatch_id ids[4]) {
  size_t count = 0;
  for (size_t i = 0; frames != NULL && i < MOST_SETS; i++) {
    if (frames->sets[i].fed == 0 || frames->sets[i].message.data != NULL) continue;
    bool known = false;
    for (size_t j = 0; j < count; j++) known = known || al_same_id(ids[j], frames->sets[i].id);
    if (!known) ids[count++] = frames->sets[i].id;
  }
  return count;
}
