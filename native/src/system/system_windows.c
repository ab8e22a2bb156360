/*
 * Owns what is asked of Windows. Paths and names are UTF-8 outside and UTF-16 inside (windows_text.c).
 */
#ifdef _WIN32
#include "system.h"
#include "windows_text.h"

/* The errors that Node tells as ENOENT or ENOTDIR. */
static al_outcome without(DWORD fault) {
  switch (fault) {
  case ERROR_FILE_NOT_FOUND:
  case ERROR_PATH_NOT_FOUND:
  case ERROR_INVALID_DRIVE:
  case ERROR_INVALID_NAME:
  case ERROR_BAD_PATHNAME:
  case ERROR_DIRECTORY:
    return AL_ABSENT;
  default:
    return AL_FAILED;
  }
}

/* A file grows while it is read: it is read to its end, and no further than most. */
static al_outcome read_all(al_memory *memory, HANDLE file, size_t most, airlatch_bytes *content) {
  LARGE_INTEGER said;
  if (GetFileType(file) != FILE_TYPE_DISK || !GetFileSizeEx(file, &said)) return AL_FAILED;
  if ((uint64_t)said.QuadPart > most) return AL_OVER_MOST;
  size_t room = (size_t)said.QuadPart + 1, size = 0;
  uint8_t *data = al_take(memory, room + 1);
  while (data != NULL) {
    DWORD count, wanted = room - size > 1 << 20 ? 1 << 20 : (DWORD)(room - size);
    if (!ReadFile(file, data + size, wanted, &count, NULL)) return AL_FAILED;
    if (count == 0) break;
    size += count;
    if (size > most) return AL_OVER_MOST;
    if (size == room) { /* more than it said */
      uint8_t *larger = al_take(memory, 2 * room + 1);
      if (larger != NULL) memcpy(larger, data, size);
      data = larger;
      room *= 2;
    }
  }
  if (data == NULL) return AL_FAILED;
  *content = (airlatch_bytes){ data, size };
  return AL_READ;
}

/* Others may write, replace and remove the file meanwhile. A pipe of another server learns nothing of this account. */
al_outcome al_sys_read(al_memory *memory, const char *path, size_t most, airlatch_bytes *content) {
  wchar_t *whole = al_long_path(memory, path, L"");
  if (whole == NULL) return AL_FAILED;
  HANDLE file = CreateFileW(whole, GENERIC_READ, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE, NULL, OPEN_EXISTING,
                            SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS, NULL);
  if (file == INVALID_HANDLE_VALUE && GetLastError() == ERROR_ACCESS_DENIED) {
    DWORD facts = GetFileAttributesW(whole); /* a folder does not open as a file either */
    return facts != INVALID_FILE_ATTRIBUTES && (facts & FILE_ATTRIBUTE_DIRECTORY) != 0 ? AL_FAILED : AL_DENIED;
  }
  if (file == INVALID_HANDLE_VALUE) return without(GetLastError());
  al_outcome outcome = read_all(memory, file, most, content);
  CloseHandle(file);
  return outcome;
}

/* A name that is not Unicode is none that we write; it is passed over. */
static bool add_name(al_memory *memory, const wchar_t *wide, const char ***names, size_t *count, size_t *room) {
  if (wcscmp(wide, L".") == 0 || wcscmp(wide, L"..") == 0) return true;
  const char *name = al_narrow(memory, wide);
  if (name == NULL) return !memory->is_out;
  if (*count == *room) {
    const char **larger = al_take(memory, (2 * *room + 16) * sizeof *larger);
    if (larger == NULL) return false;
    if (*room > 0) memcpy(larger, *names, *room * sizeof *larger);
    *names = larger;
    *room = 2 * *room + 16;
  }
  (*names)[(*count)++] = name;
  return true;
}

al_outcome al_sys_list(al_memory *memory, const char *folder, size_t most, const char ***names, size_t *count) {
  WIN32_FIND_DATAW found;
  size_t room = 0;
  *names = NULL;
  *count = 0;
  wchar_t *pattern = al_long_path(memory, folder, L"\\*");
  if (pattern == NULL) return AL_FAILED;
  HANDLE search = FindFirstFileExW(pattern, FindExInfoBasic, &found, FindExSearchNameMatch, NULL, 0);
  if (search == INVALID_HANDLE_VALUE) /* a drive that has nothing on it does not have `.` either */
    return GetLastError() == ERROR_FILE_NOT_FOUND ? AL_READ : without(GetLastError());
  bool good, more = true;
  do good = add_name(memory, found.cFileName, names, count, &room);
  while (good && *count < most && (more = FindNextFileW(search, &found)));
  if (!more) good = GetLastError() == ERROR_NO_MORE_FILES;
  FindClose(search);
  return good ? AL_READ : AL_FAILED;
}

const char *al_sys_variable(al_memory *memory, const char *name) {
  wchar_t *wide = al_wide(memory, name);
  DWORD room = wide == NULL ? 0 : GetEnvironmentVariableW(wide, NULL, 0);
  wchar_t *value = room == 0 ? NULL : al_take(memory, (room + 1) * sizeof *value);
  if (value == NULL || GetEnvironmentVariableW(wide, value, room) >= room) return NULL;
  return al_narrow(memory, value);
}
#else
typedef int al_not_windows; /* a translation unit is not empty */
#endif
