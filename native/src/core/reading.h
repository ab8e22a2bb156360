/* Readings of a computer before they are hashed. */
#ifndef AIRLATCH_SRC_READING_H
#define AIRLATCH_SRC_READING_H
#include "core.h"

/* words.c: texts of the operating system, one byte per character (Latin-1). They may contain zeros. */
airlatch_bytes al_words_of(const char *text);
airlatch_bytes al_words_trim(airlatch_bytes text);
airlatch_bytes al_words_tidy(uint8_t *room, airlatch_bytes text); /* lower case, one space between words; never longer */
bool al_words_are(airlatch_bytes text, const char *word);
bool al_words_are_in_any_case(airlatch_bytes text, const char *word); /* `word` in lower case */
bool al_words_start(airlatch_bytes text, const char *word);
bool al_words_have(airlatch_bytes text, const char *word);
airlatch_bytes al_words_after(airlatch_bytes text, const char *word); /* after the first one; data is NULL if it is not found */
airlatch_bytes al_words_next(airlatch_bytes *rest, const char *separator); /* its data is NULL after the last one */
bool al_words_end(airlatch_bytes rest); /* whether a word before `rest` ends there */

/* reading.c: the normal form of a raw value (SPEC.md section 8), and its hash. */
enum { AL_INSTALL_ID = 1, AL_SYSTEM_UUID, AL_BOARD_SERIAL, AL_DISK_SERIAL, AL_MAC_ADDRESS, AL_CPU_MODEL, AL_WORKLOAD };
enum { AL_MOST_VALUE = 256 };
size_t al_reading_value(char value[AL_MOST_VALUE], int kind, const void *raw, size_t size); /* 0: not a reading */
void al_reading_hash(uint8_t hash[8], airlatch_bytes product, int kind, const void *value, size_t size);
/* 1 to 64 of `a-z 0-9 . _ - / :`; the first and the last one are a letter or a digit (section 8.3). */
bool al_is_workload_name(airlatch_bytes name);
bool al_is_locally_administered(const char *value); /* of a mac-address in normal form */
#endif
