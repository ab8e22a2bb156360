/*
 * Owns texts as the operating system has them: each byte is one character, zeros included. White space is what Latin-1 has of
 * it, with the space that does not break (a0), so that every client cuts the same.
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

static uint8_t lower(uint8_t c) { return c >= 'A' && c <= 'Z' ? (uint8_t)(c | 0x20) : c; }

airlatch_bytes al_words_tidy(uint8_t *room, airlatch_bytes text) {
  text = al_words_trim(text);
  size_t size = 0;
  for (size_t i = 0; i < text.size; i++) {
    uint8_t c = text.data[i];
    if (is_space(c)) c = ' ';
    if (c == ' ' && room[size - 1] == ' ') continue; /* never the first one: the text is trimmed */
    room[size++] = lower(c);
  }
  return (airlatch_bytes){ room, size };
}

bool al_words_are(airlatch_bytes text, const char *word) {
  return text.size == strlen(word) && al_words_start(text, word);
}

bool al_words_are_in_any_case(airlatch_bytes text, const char *word) {
  if (text.size != strlen(word)) return false;
  for (size_t i = 0; i < text.size; i++)
    if (lower(text.data[i]) != (uint8_t)word[i]) return false;
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
  return !((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_');
}
