/*
 * Owns the conversion of a path of the kit's search path to a path on this computer. `${NAME}`, `%NAME%` and a leading
 * `~` are replaced once, and the result must be an absolute path of this system. One kit serves all systems, so a path
 * that is invalid here, or names a variable that is not set, is not an error: it leads nowhere. Does not access the
 * disk.
 */
#include "paths.h"

enum {
  MOST_UNITS = 4096,           /* characters of a path after its variables, as JavaScript counts them */
  MOST_ROOM = 3 * MOST_UNITS,  /* a unit takes at most three bytes */
  MOST_NAME_LENGTH = 255
};

/* `size`: of the sequence, or of the bytes replaced by one U+FFFD (WHATWG Encoding, UTF-8 decoder). */
static bool is_sequence(const uint8_t *at, size_t left, size_t *size) {
  uint8_t first = at[0];
  *size = 1;
  if (first < 0x80) return true;
  if (first < 0xc2 || first > 0xf4) return false;
  size_t length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
  uint8_t least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
  uint8_t most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
  for (; *size < length; ++*size) {
    if (*size >= left || at[*size] < least || at[*size] > most) return false;
    least = 0x80;
    most = 0xbf;
  }
  return true;
}

const char *al_utf8_text(al_memory *memory, const char *raw) {
  size_t size = strlen(raw);
  uint8_t *text = al_take(memory, 3 * size + 1);
  if (text == NULL) return NULL;
  const uint8_t *at = (const uint8_t *)raw;
  uint8_t *out = text;
  for (size_t length; size > 0; at += length, size -= length) {
    bool good = is_sequence(at, size, &length);
    memcpy(out, good ? at : (const uint8_t *)"\xef\xbf\xbd", good ? length : 3);
    out += good ? length : 3;
  }
  return (const char *)text;
}

size_t al_utf16_length(const char *text) {
  size_t units = 0;
  for (; *text != 0; text++) {
    uint8_t c = (uint8_t)*text;
    units += (c & 0xc0) != 0x80; /* each character */
    units += c >= 0xf0;          /* outside of the basic plane as two */
  }
  return units;
}

/* Compares as JavaScript sorts: characters U+E000 to U+FFFF are after those above them. */
int al_utf16_order(const char *a, const char *b) {
  while (*a != 0 && *a == *b) a++, b++;
  int x = (uint8_t)*a;
  int y = (uint8_t)*b;
  if (x == 0xee || x == 0xef) x += 16;
  if (y == 0xee || y == 0xef) y += 16;
  return x - y;
}

typedef struct { char *text; size_t size; bool is_none; } text_room;

static void put(text_room *out, const char *text, size_t size) {
  if (out->is_none || size > MOST_ROOM - out->size) {
    out->is_none = true;
    return;
  }
  memcpy(out->text + out->size, text, size);
  out->size += size;
}

/* Inserts a variable. An empty variable is treated as unset: `${SHARE}/licenses` must not become `/licenses`. */
static void put_variable(text_room *out, al_memory *memory, al_variable *variable, const char *name) {
  const char *raw = variable(memory, name);
  const char *value = raw == NULL || *raw == 0 ? NULL : al_utf8_text(memory, raw);
  if (value == NULL) out->is_none = true;
  else put(out, value, strlen(value));
}

static bool is_start(uint8_t c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_'; }
static bool is_further(uint8_t c) { return is_start(c) || (c >= '0' && c <= '9') || c == '(' || c == ')'; }

/* Returns the size of the variable name at the start, up to its end, or 0. Windows has ProgramFiles(x86). */
static size_t name_size(airlatch_bytes rest, uint8_t end) {
  size_t size = 0;
  if (rest.size == 0 || !is_start(rest.data[0])) return 0;
  while (size < rest.size && is_further(rest.data[size])) size++;
  return size <= MOST_NAME_LENGTH && size < rest.size && rest.data[size] == end ? size : 0;
}

static void put_expanded(text_room *out, al_memory *memory, airlatch_bytes rest, al_variable *variable) {
  while (rest.size > 0) {
    bool braced = rest.size > 1 && rest.data[0] == '$' && rest.data[1] == '{';
    size_t front = braced ? 2 : 1;
    airlatch_bytes inside = { rest.data + front, rest.size - front };
    size_t size = braced ? name_size(inside, '}') : rest.data[0] == '%' ? name_size(inside, '%') : 0;
    char name[MOST_NAME_LENGTH + 1] = { 0 };
    size_t step = 1;
    if (size > 0) {
      memcpy(name, inside.data, size);
      put_variable(out, memory, variable, name);
      step = front + size + 1;
    } else {
      put(out, (const char *)rest.data, 1);
    }
    rest = (airlatch_bytes){ rest.data + step, rest.size - step };
  }
}

/* Normalizes a path: removes repeated separators and `.`, and resolves `..`. */
void al_put_parts(char *out, const char *path, size_t root, char separator, const char *separators) {
  size_t size = root;
  while (*path != 0) {
    size_t length = strcspn(path, separators);
    if (length == 2 && path[0] == '.' && path[1] == '.') {
      while (size > root && out[size - 1] != separator) size--;
      if (size > root) size--;
    } else if (length > 0 && !(length == 1 && path[0] == '.')) {
      if (size > root) out[size++] = separator;
      memmove(out + size, path, length);
      size += length;
    }
    path += length;
    path += *path != 0;
  }
  out[size] = 0;
}

/* A path with two leading slashes is a Windows share, not a folder here. */
static bool posix_path(char *out, const char *path) {
  if (path[0] != '/' || path[1] == '/') return false;
  out[0] = '/';
  al_put_parts(out, path, 1, '/', "/");
  return true;
}

const char *al_path_here(al_memory *memory, airlatch_bytes path, bool windows, al_variable *variable) {
  text_room out = { al_take(memory, MOST_ROOM + 1), 0, false };
  char *result = al_take(memory, MOST_ROOM + 4);
  if (out.text == NULL || result == NULL) return NULL;
  airlatch_bytes rest = path;
  /* only in the kit's own text: the values of variables are not expanded again */
  if (path.size > 0 && path.data[0] == '~' && (path.size == 1 || path.data[1] == '/' || path.data[1] == '\\')) {
    put_variable(&out, memory, variable, windows ? "USERPROFILE" : "HOME");
    rest = (airlatch_bytes){ path.data + 1, path.size - 1 };
  }
  put_expanded(&out, memory, rest, variable);
  if (out.is_none || memchr(out.text, 0, out.size) != NULL || al_utf16_length(out.text) > MOST_UNITS) return NULL;
  return (windows ? al_windows_path(result, out.text) : posix_path(result, out.text)) ? result : NULL;
}

/* Returns the size of the root of an absolute path, which `..` cannot leave; 0 if it is not absolute. */
size_t al_root_size(const char *path, bool windows) {
  if (!windows) return path[0] == '/';
  bool has_drive = (path[0] >= 'A' && path[0] <= 'Z') || (path[0] >= 'a' && path[0] <= 'z');
  if (has_drive && path[1] == ':') return path[2] == '\\' ? 3 : 0;
  if (path[0] != '\\') return 0;
  if (path[1] != '\\') return 1;
  size_t server = 2 + strcspn(path + 2, "\\");
  size_t share = path[server] == 0 ? 0 : strcspn(path + server + 1, "\\");
  if (share == 0) return 1;
  size_t end = server + 1 + share;
  return path[end] == 0 ? end : end + 1;
}

const char *al_parent(al_memory *memory, const char *path, bool windows) {
  char *parent = (char *)(uintptr_t)al_copy(memory, path, strlen(path)).data;
  if (parent == NULL) return NULL;
  size_t root = al_root_size(path, windows);
  size_t size = strlen(path);
  char separator = windows ? '\\' : '/';
  while (size > root && parent[size - 1] != separator) size--;
  if (size > root) size--;
  parent[size] = 0;
  return parent;
}

const char *al_below(al_memory *memory, const char *folder, const char *name, bool windows) {
  const char *separator = windows ? "\\" : "/";
  size_t size = strlen(folder);
  return al_join(memory, folder, size > 0 && folder[size - 1] == separator[0] ? "" : separator, name);
}
