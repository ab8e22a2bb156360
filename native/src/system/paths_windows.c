/*
 * Owns the absolute paths of Windows: a drive and a folder, or a server and a share. Not `\\.\` or `\\?\`, which name
 * devices, nor `\folder`, which depends on the current drive. It does not access the disk, and is compiled on every
 * system for its tests.
 */
#include "paths.h"

static bool is_separator(char c) { return c == '\\' || c == '/'; }

/* Writes `\\server\share` for a path with any separators. Returns the size read; 0 if it is not a share. */
static size_t put_share(char *out, const char *path, size_t *root) {
  size_t server = strcspn(path + 2, "\\/");
  size_t between = 2 + server + strspn(path + 2 + server, "\\/");
  size_t share = strcspn(path + between, "\\/");
  if (server == 0 || share == 0 || path[2] == '?' || path[2] == '.') return 0;
  memcpy(out, "\\\\", 2);
  memcpy(out + 2, path + 2, server);
  out[2 + server] = '\\';
  memcpy(out + 3 + server, path + between, share);
  *root = 3 + server + share;
  return between + share;
}

bool al_windows_path(char *out, const char *path) {
  size_t root = 0;
  size_t read;
  bool has_drive = (path[0] >= 'A' && path[0] <= 'Z') || (path[0] >= 'a' && path[0] <= 'z');
  if (has_drive && path[1] == ':' && is_separator(path[2])) {
    memcpy(out, path, 2);
    out[2] = '\\';
    root = read = 3;
  } else if (is_separator(path[0]) && is_separator(path[1])) {
    read = put_share(out, path, &root);
    if (read == 0) return false;
    out[root++] = '\\';
  } else {
    return false;
  }
  al_put_parts(out, path + read, root, '\\', "\\/");
  if (out[root] == 0 && root > 3) out[root - 1] = 0;
  return true;
}
