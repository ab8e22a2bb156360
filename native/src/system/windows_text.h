/* What the sources for Windows share: its header, and texts between UTF-8 and UTF-16 (windows_text.c). */
#ifndef AIRLATCH_WINDOWS_TEXT_H
#define AIRLATCH_WINDOWS_TEXT_H
#define WIN32_LEAN_AND_MEAN
#define UNICODE
#define COBJMACROS
#include "memory.h"
#include <wchar.h>
#include <windows.h>

/* Each with a zero at its end. NULL: not Unicode, or no memory. */
wchar_t *al_wide(al_memory *memory, const char *text);
const char *al_narrow(al_memory *memory, const wchar_t *text);
/* Each character one byte, as al_words_* takes it; what Latin-1 does not have is ff, which no reading and no word has in it. */
airlatch_bytes al_latin(al_memory *memory, const wchar_t *text);
/* The whole path in the form `\\?\...`, with `after` at its end. NULL: not a path, a device's path, or no memory. */
wchar_t *al_long_path(al_memory *memory, const char *path, const wchar_t *after);
#endif
