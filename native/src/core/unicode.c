/*
 * Owns normal form C (UAX 15) of user names, the only rule of SPEC.md that needs Unicode's tables. A text without
 * characters from U+0300 on, which includes most names, is already in that form.
 */
#include "core.h"
#include "unicode_table.h"

enum { S_BASE = 0xac00, L_BASE = 0x1100, V_BASE = 0x1161, T_BASE = 0x11a7, L = 19, V = 21, T = 28 };

static const size_t STEP_COUNT = sizeof STEPS / sizeof *STEPS;
static const size_t COMPOSITE_COUNT = sizeof COMPOSITES / sizeof *COMPOSITES;

/* Returns the rank of the combining class among all classes; 0 for a character without a class. */
static uint32_t rank_of(uint32_t c) {
  size_t low = 0;
  size_t high = sizeof CLASSES / sizeof *CLASSES;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (c < CLASSES[middle][0]) high = middle;
    else if (c > CLASSES[middle][1]) low = middle + 1;
    else return CLASSES[middle][2];
  }
  return 0;
}

typedef struct { uint32_t from, first, second; } step;

static step step_at(size_t place) {
  enum { MASK = 0x1fffff };
  uint64_t packed = STEPS[place];
  return (step){ (uint32_t)(packed >> 42), (uint32_t)(packed >> 21 & MASK), (uint32_t)(packed & MASK) };
}

/* Returns the decomposition of a character; `from` is 0 if it has none. */
static step step_of(uint32_t c) {
  size_t low = 0;
  size_t high = STEP_COUNT;
  while (low < high) {
    size_t middle = (low + high) / 2;
    step found = step_at(middle);
    if (found.from == c) return found;
    if (found.from < c) low = middle + 1;
    else high = middle;
  }
  return (step){ 0 };
}

/* Returns the composition of two characters; 0 if there is none. */
static uint32_t composite(uint32_t first, uint32_t second) {
  if (first >= L_BASE && first < L_BASE + L && second >= V_BASE && second < V_BASE + V)
    return S_BASE + ((first - L_BASE) * V + (second - V_BASE)) * T;
  if (first >= S_BASE && first < S_BASE + L * V * T && (first - S_BASE) % T == 0 && second > T_BASE && second < T_BASE + T)
    return first + (second - T_BASE);
  size_t low = 0;
  size_t high = COMPOSITE_COUNT;
  while (low < high) {
    size_t middle = (low + high) / 2;
    step found = step_at(COMPOSITES[middle]);
    if (found.first == first && found.second == second) return found.from;
    if (found.first < first || (found.first == first && found.second < second)) low = middle + 1;
    else high = middle;
  }
  return 0;
}

typedef struct { uint32_t at[AL_MOST_NAME]; size_t count; bool full; } characters;

/* Appends a character in canonical order: marks are sorted by their classes. */
static void append(characters *text, uint32_t c) {
  if (text->count == AL_MOST_NAME) {
    text->full = true;
    return;
  }
  uint32_t rank = rank_of(c);
  size_t i = text->count++;
  for (; rank > 0 && i > 0 && rank_of(text->at[i - 1]) > rank; i--) text->at[i] = text->at[i - 1];
  text->at[i] = c;
}

static void decompose(characters *text, uint32_t c) {
  if (c >= S_BASE && c < S_BASE + L * V * T) {
    uint32_t s = c - S_BASE;
    append(text, L_BASE + s / (V * T));
    append(text, V_BASE + s % (V * T) / T);
    if (s % T > 0) append(text, T_BASE + s % T);
    return;
  }
  step found = step_of(c);
  if (found.from == 0) {
    append(text, c);
    return;
  }
  decompose(text, found.first);
  if (found.second != 0) append(text, found.second); /* the second one is never decomposed further */
}

/* Composes a character with the last one without a class, unless its own class or a later one is between them. */
static void compose(characters *text) {
  size_t count = 0;
  size_t starter = text->count; /* none */
  uint32_t last = 0;
  for (size_t i = 0; i < text->count; i++) {
    uint32_t c = text->at[i];
    uint32_t rank = rank_of(c);
    bool blocked = starter + 1 < count && last >= rank; /* nothing is between neighbors */
    uint32_t both = starter < count && !blocked ? composite(text->at[starter], c) : 0;
    if (both != 0) {
      text->at[starter] = both;
      continue;
    }
    if (rank == 0) starter = count;
    last = rank;
    text->at[count++] = c;
  }
  text->count = count;
}

static uint32_t next_character(const uint8_t **at) {
  const uint8_t *text = *at;
  uint32_t lead = *text++;
  int more = lead >= 0xf0 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc0 ? 1 : 0;
  uint32_t c = more == 0 ? lead : lead & (0x3fu >> more);
  while (more-- > 0) c = c << 6 | (*text++ & 0x3fu);
  *at = text;
  return c;
}

static size_t put_character(uint8_t *out, uint32_t c) {
  if (c < 0x80) {
    out[0] = (uint8_t)c;
    return 1;
  }
  size_t more = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  out[0] = (uint8_t)((more == 1 ? 0xc0 : more == 2 ? 0xe0 : 0xf0) | c >> 6 * more);
  for (size_t i = 1; i <= more; i++) out[i] = (uint8_t)(0x80 | (c >> 6 * (more - i) & 0x3f));
  return 1 + more;
}

/*
 * Converts the text to normal form C, in place or in `room`. Returns false if it is not UTF-8 or has more than
 * AL_MOST_NAME characters: then it matches no user.
 */
bool al_normal_form(airlatch_bytes *text, uint8_t room[4 * AL_MOST_NAME]) {
  size_t i = 0;
  while (i < text->size && text->data[i] < 0xcc) i++; /* U+0300 is cc 80 */
  if (!al_is_utf8(text->data, text->size)) return false;
  if (i == text->size) return true;
  characters all;
  all.count = 0;
  all.full = false;
  for (const uint8_t *at = text->data; at < text->data + text->size;) decompose(&all, next_character(&at));
  if (all.full) return false;
  compose(&all);
  size_t size = 0;
  for (i = 0; i < all.count; i++) size += put_character(room + size, all.at[i]);
  *text = (airlatch_bytes){ room, size };
  return true;
}
