/*
 * Owns the system calls on Windows. Paths and names are UTF-8 outside and UTF-16 inside (windows_text.c). Faults are
 * those that Node reports. The calls may hang if a share does not answer; search.c handles that with threads.
 */
#ifdef _WIN32
#include "system.h"
#include "windows_text.h"
#include <winioctl.h>

enum { SHARED = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE };

static al_fault fault_of(DWORD number) {
  switch (number) {
  case ERROR_FILE_NOT_FOUND:
  case ERROR_PATH_NOT_FOUND:
  case ERROR_INVALID_DRIVE:
  case ERROR_INVALID_NAME:
  case ERROR_BAD_PATHNAME:
    return AL_NOT_THERE;
  case ERROR_DIRECTORY:
    return AL_NO_FOLDER;
  case ERROR_ACCESS_DENIED:
    return AL_DENIED;
  case ERROR_PRIVILEGE_NOT_HELD:
  case ERROR_NOACCESS:
  case ERROR_CANT_ACCESS_FILE:
  case ERROR_CANT_RESOLVE_FILENAME:
    return AL_ABOUT_FILE;
  default:
    return AL_BROKEN;
  }
}

static HANDLE open_whole(const wchar_t *whole, DWORD access, DWORD how) {
  return CreateFileW(whole, access, SHARED, NULL, OPEN_EXISTING, how | SECURITY_SQOS_PRESENT | SECURITY_ANONYMOUS, NULL);
}

static HANDLE open_path(al_memory *memory, const char *path, DWORD access, DWORD how) {
  wchar_t *whole = al_long_path(memory, path, L"");
  SetLastError(ERROR_INVALID_NAME);
  return whole != NULL ? open_whole(whole, access, how) : INVALID_HANDLE_VALUE;
}

al_fault al_sys_is_folder(const char *path, bool *is_folder) {
  al_memory memory = al_memory_of(NULL);
  BY_HANDLE_FILE_INFORMATION facts;
  HANDLE file = open_path(&memory, path, FILE_READ_ATTRIBUTES, FILE_FLAG_BACKUP_SEMANTICS);
  al_fault fault = AL_FINE;
  if (file == INVALID_HANDLE_VALUE || !GetFileInformationByHandle(file, &facts)) fault = fault_of(GetLastError());
  else *is_folder = (facts.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0;
  if (file != INVALID_HANDLE_VALUE) CloseHandle(file);
  al_release(&memory);
  return memory.is_out ? AL_BROKEN : fault;
}

/* A junction is a link, but a drive mounted as a folder is not. Both are reparse points of the same kind. */
static bool report_entry(const WIN32_FIND_DATAW *found, bool (*each)(void *context, const al_entry *entry), void *context) {
  al_memory memory = al_memory_of(NULL);
  const char *name = al_narrow(&memory, found->cFileName);
  bool is_link = (found->dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0
                 && (found->dwReserved0 == IO_REPARSE_TAG_SYMLINK || found->dwReserved0 == IO_REPARSE_TAG_MOUNT_POINT);
  al_entry entry = { name, !is_link && (found->dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY) != 0, is_link };
  bool is_dots = name != NULL && (strcmp(name, ".") == 0 || strcmp(name, "..") == 0);
  bool more = name == NULL || is_dots || each(context, &entry); /* names that are not Unicode are skipped */
  al_release(&memory);
  return more;
}

al_fault al_sys_entries(const char *folder, bool (*each)(void *context, const al_entry *entry), void *context) {
  al_memory memory = al_memory_of(NULL);
  WIN32_FIND_DATAW found;
  wchar_t *pattern = al_long_path(&memory, folder, L"\\*");
  SetLastError(ERROR_INVALID_NAME);
  HANDLE search = pattern == NULL ? INVALID_HANDLE_VALUE
                                  : FindFirstFileExW(pattern, FindExInfoBasic, &found, FindExSearchNameMatch, NULL, 0);
  DWORD number = GetLastError();
  al_release(&memory);
  if (memory.is_out) return AL_BROKEN;
  if (search == INVALID_HANDLE_VALUE) /* an empty drive does not even have `.` */
    return number == ERROR_FILE_NOT_FOUND ? AL_FINE : fault_of(number);
  al_fault fault = AL_FINE;
  while (report_entry(&found, each, context)) {
    if (FindNextFileW(search, &found)) continue;
    number = GetLastError();
    if (number != ERROR_NO_MORE_FILES) fault = fault_of(number);
    break;
  }
  FindClose(search);
  return fault;
}

static al_fault fill(void *context, uint8_t *data, size_t room, size_t *size) {
  const HANDLE *file = context;
  while (*size < room) {
    DWORD count, wanted = room - *size > 1 << 20 ? 1 << 20 : (DWORD)(room - *size);
    if (!ReadFile(*file, data + *size, wanted, &count, NULL)) return fault_of(GetLastError());
    if (count == 0) break;
    *size += count;
  }
  return AL_FINE;
}

static al_fault read_all(al_memory *memory, HANDLE file, uint64_t most, al_extent extent, airlatch_bytes *content) {
  LARGE_INTEGER said;
  if (GetFileType(file) != FILE_TYPE_DISK) return AL_ABOUT_FILE;
  if (!GetFileSizeEx(file, &said)) return fault_of(GetLastError());
  return al_read_whole(memory, fill, &file, (al_size_limits){ (uint64_t)said.QuadPart, most, extent }, content);
}

/* Others may write, replace and remove the file meanwhile. A named pipe's server learns nothing about this account. */
al_fault al_sys_read(al_memory *memory, const char *path, uint64_t most, al_extent extent, airlatch_bytes *content) {
  wchar_t *whole = al_long_path(memory, path, L"");
  if (whole == NULL) return memory->is_out ? AL_BROKEN : AL_ABOUT_FILE; /* a device */
  HANDLE file = open_whole(whole, GENERIC_READ, 0);
  if (file == INVALID_HANDLE_VALUE) {
    al_fault fault = fault_of(GetLastError());
    DWORD facts = fault == AL_DENIED ? GetFileAttributesW(whole) : INVALID_FILE_ATTRIBUTES;
    bool is_folder = facts != INVALID_FILE_ATTRIBUTES && (facts & FILE_ATTRIBUTE_DIRECTORY) != 0;
    return is_folder ? AL_ABOUT_FILE : fault;
  }
  al_fault fault = read_all(memory, file, most, extent, content);
  CloseHandle(file);
  return fault;
}

/* REPARSE_DATA_BUFFER, which only the driver headers define. */
typedef struct {
  DWORD tag;
  WORD size, reserved, at, length, shown_at, shown_length;
} reparse_point;

/* Returns the stored target; for a junction, and for a link with an absolute path, it starts after `\??\`. */
static const char *target_of(al_memory *memory, const uint8_t *data, DWORD size) {
  reparse_point head;
  if (size < sizeof head) return NULL;
  memcpy(&head, data, sizeof head);
  bool is_junction = head.tag == IO_REPARSE_TAG_MOUNT_POINT;
  size_t start = sizeof head + (is_junction ? 0 : sizeof(DWORD)) + head.at;
  if ((!is_junction && head.tag != IO_REPARSE_TAG_SYMLINK) || start + head.length > size) return NULL;
  wchar_t *text = al_take(memory, head.length + sizeof *text);
  if (text == NULL) return NULL;
  memcpy(text, data + start, head.length / sizeof *text * sizeof *text);
  bool is_whole = wcsncmp(text, L"\\??\\", 4) == 0;
  if (is_whole && text[4] != 0 && text[5] == L':') return al_narrow(memory, text + 4);
  if (is_whole && _wcsnicmp(text + 4, L"UNC\\", 4) == 0) { /* `\??\UNC\server` as `\\server` */
    text[6] = L'\\';
    return al_narrow(memory, text + 6);
  }
  return is_junction || is_whole ? NULL : al_narrow(memory, text); /* a drive that is mounted here by its volume id */
}

const char *al_sys_link(al_memory *memory, const char *path) {
  HANDLE file = open_path(memory, path, FILE_READ_ATTRIBUTES, FILE_FLAG_BACKUP_SEMANTICS | FILE_FLAG_OPEN_REPARSE_POINT);
  if (file == INVALID_HANDLE_VALUE) return NULL;
  uint8_t *data = al_take(memory, MAXIMUM_REPARSE_DATA_BUFFER_SIZE);
  DWORD size = 0;
  bool is_link = data != NULL && DeviceIoControl(file, FSCTL_GET_REPARSE_POINT, NULL, 0, data, MAXIMUM_REPARSE_DATA_BUFFER_SIZE,
                                                 &size, NULL);
  CloseHandle(file);
  return is_link ? target_of(memory, data, size) : NULL;
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
