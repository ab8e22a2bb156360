/* Paths, and texts of the system that may not be valid UTF-8. */
#ifndef AIRLATCH_SRC_PATHS_H
#define AIRLATCH_SRC_PATHS_H
#include "memory.h"

/*
 * paths.c and paths_windows.c: paths of the kit on this computer. `windows`: use Windows's rules, also on other
 * systems, for tests.
 */
typedef const char *al_variable(al_memory *memory, const char *name); /* as al_sys_variable */
const char *al_path_here(al_memory *memory, airlatch_bytes path, bool windows, al_variable *variable); /* NULL: nowhere */
const char *al_parent(al_memory *memory, const char *path, bool windows);
const char *al_below(al_memory *memory, const char *folder, const char *name, bool windows);
size_t al_root_size(const char *path, bool windows);
bool al_windows_path(char *out, const char *path);
void al_put_parts(char *out, const char *path, size_t root, char separator, const char *separators);
const char *al_utf8_text(al_memory *memory, const char *raw); /* bytes that are not UTF-8 become U+FFFD, as in Node */
size_t al_utf16_length(const char *text);
int al_utf16_order(const char *a, const char *b);
#ifdef _WIN32
#define AL_IS_WINDOWS true
#else
#define AL_IS_WINDOWS false
#endif
#endif
