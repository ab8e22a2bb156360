/*
 * Owns texts of the operating system: each byte is one character, including zeros. White space is that of Latin-1,
 * including the no-break space (a0), so that every client splits in the same way.
 */
#include "reading.h"

airlatch_bytes al_words_of(const char *text) { return (airlatch_bytes){ (const uint8_t *)text, strlen(text) }; }

static bool is_space(uint8_t c) { return (c >= 9 && c <= 13) || c == ' ' || c == 0xa0; }

airlatch_bytes al_words_trim(airlatch_bytes text) {
  while (text.size > 0 && is_space(text.data[text.size - 1])) text.size--;
  while (text.size > 0 && is_space(*text.data)) {
    text.data++;
    text.size--;
  }
  return text;
}

airlatch_bytes al_words_tidy(uint8_t *room, airlatch_bytes text) {
  text = al_words_trim(text);
  size_t size = 0;
  for (size_t i = 0; i < text.size; i++) {
    uint8_t c = text.data[i];
    if (is_space(c)) c = ' ';
    if (c == ' ' && room[size - 1] == ' ') continue; /* size is not 0 here, because the text is trimmed */
    room[size++] = (uint8_t)al_lower(c);
  }
  return (airlatch_bytes){ room, size };
}

bool al_words_are(airlatch_bytes text, const char *word) {
  return text.size == strlen(word) && al_words_start(text, word);
}

bool al_words_are_in_any_case(airlatch_bytes text, const char *word) {
  if (text.size != strlen(word)) return false;
  for (size_t i = 0; i < text.size; i++)
    if (al_lower(text.data[i]) != (uint8_t)word[i]) return false;
  return true;
}

bool al_words_start(airlatch_bytes text, const char *word) {
  size_t size = strlen(word);
  return text.size >= size && (size == 0 || memcmp(text.data, word, size) == 0);
}

bool al_words_have(airlatch_bytes text, const char *word) { return al_words_after(text, word).data != NULL; }

airlatch_bytes al_words_after(airlatch_bytes text, const char *word) {
  size_t size = strlen(word);
  for (size_t at = 0; at + size <= text.size; at++)
    if (memcmp(text.data + at, word, size) == 0)
      return (airlatch_bytes){ text.data + at + size, text.size - at - size };
  return (airlatch_bytes){ 0 };
}

airlatch_bytes al_words_next(airlatch_bytes *rest, const char *separator) {
  airlatch_bytes piece = *rest;
  *rest = al_words_after(piece, separator);
  if (rest->data != NULL) piece.size = (size_t)(rest->data - piece.data) - strlen(separator);
  return piece;
}

bool al_words_end(airlatch_bytes rest) {
  if (rest.size == 0) return true;
  uint8_t c = *rest.data;
  return !al_is_letter(c) && !al_is_digit(c) && c != '_';
}
