/*
 * Owns the reading of one place of a search path: a file, or the license files of a folder, limited in number and size.
 * Nothing is trusted. Each file is reported as soon as it was read, because a share may hang before the last one.
 */
#include "search.h"
#include "../system/paths.h"

enum { MOST_NAMES = 100000, MOST_FILES = 1000, MOST_BYTES = 2 * 1048576 /* armor makes a message a third larger */ };

/* Endings of files that are read, in order of groups: a thousand licenses must not hide a list or a kit. */
static const struct { const char *ending; int group; } ENDINGS[] = {
  { ".revocations", 0 }, { ".kit", 0 }, { ".license", 1 }, { ".lic", 1 }, { ".bundle", 1 }, { ".cbor", 1 }, { ".txt", 1 },
};
enum { NO_GROUP = 2 };

/* Ignores case in ASCII, and of U+212A, the Kelvin sign, the one other character with such a lower case. */
static bool ends_with(const char *name, const char *ending) {
  const char *at = name + strlen(name);
  for (const char *wanted = ending + strlen(ending); wanted > ending; wanted--) {
    if (wanted[-1] == 'k' && at - name >= 3 && memcmp(at - 3, "\xe2\x84\xaa", 3) == 0) {
      at -= 3;
      continue;
    }
    if (at == name) return false;
    if (al_lower(*--at) != wanted[-1]) return false;
  }
  return true;
}

static int group_of(const char *name) {
  for (size_t i = 0; i < sizeof ENDINGS / sizeof *ENDINGS; i++)
    if (ends_with(name, ENDINGS[i].ending)) return ENDINGS[i].group;
  return NO_GROUP;
}

typedef struct { const char *name; int group; } listed_name;
typedef struct {
  al_place_reading *reading;
  listed_name *names;
  size_t count, room, looked;
  bool has_link;
} listing;

static bool list_name(void *context, const al_entry *entry) {
  listing *list = context;
  al_place_reading *reading = list->reading;
  if (++list->looked > MOST_NAMES) return false;
  const char *name = al_utf8_text(reading->memory, entry->name);
  if (name == NULL) return false;
  int group = group_of(name);
  if (group == NO_GROUP) {
    if (name[0] != '.') *(entry->is_folder ? &reading->left_folders : &reading->left_files) += 1;
    return true;
  }
  if (!reading->follow_links && entry->is_link) {
    list->has_link = true;
    return false;
  }
  listed_name *names = al_grow(reading->memory, list->names, list->count, &list->room, sizeof *names);
  if (names == NULL) return false;
  list->names = names;
  names[list->count++] = (listed_name){ name, group };
  return true;
}

static bool comes_before(listed_name a, listed_name b) {
  return a.group != b.group ? a.group < b.group : al_utf16_order(a.name, b.name) < 0;
}

static void sift(listed_name *names, size_t top, size_t count) {
  for (size_t child; (child = 2 * top + 1) < count; top = child) {
    if (child + 1 < count && comes_before(names[child], names[child + 1])) child++;
    if (!comes_before(names[top], names[child])) return;
    listed_name one = names[top];
    names[top] = names[child];
    names[child] = one;
  }
}

/* Sorts with a heap, which is fast for every order of names. */
static void sort(listed_name *names, size_t count) {
  for (size_t i = count / 2; i-- > 0;) sift(names, i, count);
  for (size_t last = count; last-- > 1;) {
    listed_name one = names[0];
    names[0] = names[last];
    names[last] = one;
    sift(names, 0, last);
  }
}

/* Reads a file. Returns whether the place itself works, even if this file has a fault. */
static bool read_file(al_place_reading *reading, const char *path) {
  al_file *file = al_take(reading->memory, sizeof *file);
  if (file == NULL) return false;
  uint64_t left = reading->room_left(reading->context);
  file->source = path;
  file->fault = al_sys_read(reading->memory, path, left < MOST_BYTES ? left : MOST_BYTES, AL_AS_OPENED, &file->bytes);
  reading->report(reading->context, file);
  return file->fault != AL_BROKEN;
}

/* Reads a folder. A share that fails in the middle has not answered. */
static al_end read_folder(al_place_reading *reading, al_fault *fault) {
  listing list = { .reading = reading };
  *fault = al_sys_entries(reading->path, list_name, &list);
  if (list.has_link) return AL_END_LINKS;
  if (*fault != AL_FINE) return AL_END_NONE;
  sort(list.names, list.count);
  bool good = true;
  for (size_t i = 0; i < list.count && i < MOST_FILES; i++) {
    const char *path = al_below(reading->memory, reading->path, list.names[i].name, AL_IS_WINDOWS);
    if (path == NULL || !read_file(reading, path)) good = false;
  }
  return good ? AL_END_READ : AL_END_FAILED;
}

static bool is_folder(const char *path) {
  bool folder = false;
  return path != NULL && al_sys_is_folder(path, &folder) == AL_FINE && folder;
}

al_end al_place_read(al_place_reading *reading) {
  bool folder;
  al_end end = AL_END_NONE;
  al_fault fault = al_sys_is_folder(reading->path, &folder);
  if (fault == AL_FINE && folder) end = read_folder(reading, &fault);
  else if (fault == AL_FINE) end = read_file(reading, reading->path) ? AL_END_READ : AL_END_FAILED;
  if (end == AL_END_NONE && (fault == AL_NOT_THERE || fault == AL_NO_FOLDER)) {
    bool is_file = group_of(reading->path) != NO_GROUP;
    const char *parent = al_parent(reading->memory, reading->path, AL_IS_WINDOWS);
    end = is_file && is_folder(parent) ? AL_END_REMOVED : AL_END_NOT_THERE;
  }
  if (end == AL_END_NONE || reading->memory->is_out) end = AL_END_FAILED;
  if (end != AL_END_READ) reading->left_files = reading->left_folders = 0;
  return end;
}
