/*
 * Owns conversions between UTF-8, which the library uses everywhere, and UTF-16, which Windows uses; and paths in the
 * form that may exceed 260 characters, as Node makes them. Names of devices and pipes are refused here, before they are
 * opened.
 */
#ifdef _WIN32
#include "windows_text.h"
#include <limits.h>

wchar_t *al_wide(al_memory *memory, const char *text) {
  if (strlen(text) >= INT_MAX) return NULL;
  int size = MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, NULL, 0);
  wchar_t *wide = size > 0 ? al_take(memory, (size_t)size * sizeof *wide) : NULL;
  return wide != NULL && MultiByteToWideChar(CP_UTF8, MB_ERR_INVALID_CHARS, text, -1, wide, size) == size ? wide : NULL;
}

const char *al_narrow(al_memory *memory, const wchar_t *text) {
  if (wcslen(text) >= INT_MAX) return NULL;
  int size = WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, text, -1, NULL, 0, NULL, NULL);
  char *narrow = size > 0 ? al_take(memory, (size_t)size) : NULL;
  if (narrow == NULL) return NULL;
  return WideCharToMultiByte(CP_UTF8, WC_ERR_INVALID_CHARS, text, -1, narrow, size, NULL, NULL) == size ? narrow : NULL;
}
static bool is_letter(wchar_t c) { return (c >= L'a' && c <= L'z') || (c >= L'A' && c <= L'Z'); }

/* `\\?\C:\...` and `\\?\UNC\...` are files; other paths that begin with `\\?\` or `\\.\` are devices. */
static bool is_file_name(const wchar_t *path) {
  if (is_letter(path[0])) return path[1] == L':' && path[2] == L'\\';
  if (wcsncmp(path, L"\\\\?\\UNC\\", 8) == 0) return true;
  if (wcsncmp(path, L"\\\\?\\", 4) == 0) return is_letter(path[4]) && path[5] == L':' && path[6] == L'\\';
  return path[0] == L'\\' && path[1] == L'\\' && path[2] != L'.' && path[2] != L'?';
}

/* Returns the absolute path with `\\?\` before it and `after` at its end; NULL if it is not a path, or is a device. */
wchar_t *al_long_path(al_memory *memory, const char *path, const wchar_t *after) {
  wchar_t *given = al_wide(memory, path);
  DWORD room = given == NULL || given[0] == 0 ? 0 : GetFullPathNameW(given, 0, NULL, NULL);
  size_t more = wcslen(after);
  wchar_t *whole = room == 0 ? NULL : al_take(memory, (room + more + 10) * sizeof *whole);
  if (whole == NULL) return NULL;
  wchar_t *full = whole + 8; /* leaves room for the prefix */
  DWORD size = GetFullPathNameW(given, room, full, NULL);
  if (size == 0 || size >= room || !is_file_name(full)) return NULL;
  if (full[size - 1] == L'\\' && after[0] == L'\\') after++;
  memcpy(full + size, after, (wcslen(after) + 1) * sizeof *after);
  if (full[0] != L'\\') return memcpy(full - 4, L"\\\\?\\", 4 * sizeof *full);
  if (full[2] == L'?') return full;
  return memcpy(full + 2 - 8, L"\\\\?\\UNC\\", 8 * sizeof *full); /* replaces a share's first two backslashes */
}


airlatch_bytes al_latin(al_memory *memory, const wchar_t *text) {
  size_t size = wcslen(text);
  uint8_t *latin = al_take(memory, size + 1);
  if (latin == NULL) return (airlatch_bytes){ (const uint8_t *)"", 0 };
  for (size_t i = 0; i < size; i++) latin[i] = text[i] <= 0xff ? (uint8_t)text[i] : 0xff;
  return (airlatch_bytes){ latin, size };
}
#else
typedef int al_not_windows; /* a translation unit is not empty */
#endif
