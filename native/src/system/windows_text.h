/* Shared by the sources for Windows: its header, and conversions between UTF-8 and UTF-16 (windows_text.c). */
#ifndef AIRLATCH_WINDOWS_TEXT_H
#define AIRLATCH_WINDOWS_TEXT_H
#define WIN32_LEAN_AND_MEAN
#define UNICODE
#define COBJMACROS
#include "memory.h"
#include <wchar.h>
#include <windows.h>

/* The result ends with a zero. NULL: not Unicode, or out of memory. */
wchar_t *al_wide(al_memory *memory, const char *text);
const char *al_narrow(al_memory *memory, const wchar_t *text);
/* Each character as one byte, as al_words_* takes it; those outside of Latin-1 become ff, which no reading contains. */
airlatch_bytes al_latin(al_memory *memory, const wchar_t *text);
/* The absolute path in the form `\\?\...`, with `after` at its end. NULL: not a path, a device, or out of memory. */
wchar_t *al_long_path(al_memory *memory, const char *path, const wchar_t *after);
#endif
