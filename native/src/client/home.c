/*
 * Owns the location of the client's files (SPEC.md section 16.5): the home that was passed, otherwise the account's
 * home, or the computer's home if it exists and the account's does not. Also owns finding files there by name.
 */
#include "client.h"
#include <stdlib.h>

enum { MOST_NAMES = 100000 };

#ifdef _WIN32
#define SEPARATOR "\\"
#define HOME_VARIABLE "USERPROFILE"
static bool is_whole(const char *path) {
  return path[0] == '/' || path[0] == '\\' || (al_is_letter(path[0]) && path[1] == ':' && (path[2] == '/' || path[2] == '\\'));
}
static bool is_writable(const char *path) { return path != NULL; /* folders have no such attribute on Windows */ }
#else
#define SEPARATOR "/"
#define HOME_VARIABLE "HOME"
static bool is_whole(const char *path) { return path[0] == '/'; }
static bool is_writable(const char *path) { return al_sys_is_writable(path); }
#endif

#if defined(_WIN32)
#define DATA "LOCALAPPDATA", "AppData\\Local"
#define RECORD "LOCALAPPDATA", "AppData\\Local"
#define RECORD_NAME "airlatch-record"
#elif defined(__APPLE__)
#define DATA NULL, "Library/Application Support"
#define RECORD NULL, "Library/Preferences"
#define RECORD_NAME "airlatch"
#else
#define DATA "XDG_DATA_HOME", ".local/share"
#define RECORD "XDG_STATE_HOME", ".local/state"
#define RECORD_NAME "airlatch"
#endif

const char *al_home_path(al_memory *memory, const char *folder, const char *name) {
  size_t size = strlen(folder);
  bool ends = size > 0 && (folder[size - 1] == '/' || folder[size - 1] == SEPARATOR[0]);
  return al_join(memory, folder, ends ? "" : SEPARATOR, name);
}

/* Returns the value of a variable if it is an absolute path. */
static const char *whole_variable(al_memory *memory, const char *name) {
  const char *value = name != NULL ? al_sys_variable(memory, name) : NULL;
  return value != NULL && is_whole(value) ? value : NULL;
}

static const char *account_home(al_memory *memory) {
  const char *home = whole_variable(memory, HOME_VARIABLE);
#ifndef _WIN32
  const char *name;
  if (home == NULL && !al_sys_account(memory, &name, &home)) return NULL;
#endif
  return home != NULL && is_whole(home) ? home : NULL;
}

/* Returns the Airlatch folder in the variable's folder, else in these folders of the account's home. NULL: no home. */
static const char *below(al_memory *memory, const char *variable, const char *folders, const char *name) {
  const char *base = whole_variable(memory, variable);
  const char *home = base == NULL ? account_home(memory) : NULL;
  if (home != NULL) base = al_home_path(memory, home, folders);
  return base != NULL ? al_home_path(memory, base, name) : NULL;
}

static void of_computer(al_home *home, al_memory *memory) {
#if defined(_WIN32)
  const char *data = whole_variable(memory, "ProgramData");
  home->home = al_home_path(memory, data != NULL ? data : "C:\\ProgramData", "airlatch");
  if (home->home != NULL) home->copies = al_join(memory, home->home, "-record", "");
#elif defined(__APPLE__)
  (void)memory;
  *home = (al_home){ .home = "/Library/Application Support/airlatch", .copies = "/Library/Preferences/airlatch" };
#else
  (void)memory;
  *home = (al_home){ .home = "/var/lib/airlatch", .copies = "/var/lib/misc/airlatch" };
#endif
}

static bool is_there(const char *folder) {
  bool is_folder;
  return al_sys_is_folder(folder, &is_folder) != AL_NOT_THERE;
}

/* Finds the home. AIRLATCH_HOME_MISSING: the account has no home folder, and the computer no Airlatch home. */
airlatch_code al_home_find(al_home *home, al_memory *memory, const char *named) {
  *home = (al_home){ 0 };
  if (named == NULL || named[0] == '\0') named = al_sys_variable(memory, "AIRLATCH_HOME");
  if (named != NULL && named[0] != '\0') {
    home->home = named;
  } else {
    const char *own = below(memory, DATA, "airlatch");
    of_computer(home, memory);
    if (home->home == NULL) return AIRLATCH_OUT_OF_MEMORY;
    if ((own == NULL || !is_there(own)) && is_there(home->home)) own = NULL;
    else if (own == NULL) return memory->is_out ? AIRLATCH_OUT_OF_MEMORY : AIRLATCH_HOME_MISSING;
    if (own != NULL) *home = (al_home){ .home = own, .copies = below(memory, RECORD, RECORD_NAME) };
  }
  home->leases = home->home;
  if (is_there(home->home) && !is_writable(home->home)) {
    const char *leases = below(memory, DATA, "airlatch-leases");
    if (leases != NULL) home->leases = leases;
  }
  return AIRLATCH_OK;
}

static bool fits(const char *name, const al_pattern *pattern) {
  size_t size = strlen(name), start = strlen(pattern->start), end = strlen(pattern->end);
  if (size < start + end + pattern->least || size > start + end + pattern->most) return false;
  if (memcmp(name, pattern->start, start) != 0 || memcmp(name + size - end, pattern->end, end) != 0) return false;
  for (size_t i = start; i < size - end; i++)
    if (pattern->middle != NULL && !pattern->middle(name[i])) return false;
  return true;
}

static int by_bytes(const void *a, const void *b) { return strcmp(*(const char *const *)a, *(const char *const *)b); }

typedef struct { al_memory *memory; const al_pattern *pattern; const char **names; size_t count, room, looked; } listing;

static bool list_name(void *context, const al_entry *entry) {
  listing *list = context;
  if (list->looked++ == MOST_NAMES) return false;
  if (!fits(entry->name, list->pattern)) return true;
  const char **names = al_grow(list->memory, list->names, list->count, &list->room, sizeof *names);
  if (names == NULL) return false;
  list->names = names;
  names[list->count++] = al_text(list->memory, entry->name, strlen(entry->name));
  return !list->memory->is_out;
}

al_fault al_home_names(al_memory *memory, const char *folder, const al_pattern *pattern, const char ***names, size_t *count) {
  listing list = { .memory = memory, .pattern = pattern };
  al_fault fault = al_sys_entries(folder, list_name, &list);
  *names = NULL;
  *count = 0;
  if (fault != AL_FINE || memory->is_out) return fault != AL_FINE ? fault : AL_BROKEN;
  if (list.count > 1) qsort(list.names, list.count, sizeof *list.names, by_bytes);
  *names = list.names;
  *count = list.count;
  return AL_FINE;
}
