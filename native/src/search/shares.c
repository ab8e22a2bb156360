/*
 * Owns the check which places may hang: those on a file system served by another computer or another program. They are
 * recognized without accessing them, because the first access is what hangs: on Linux by the list of mounts, on Windows
 * and macOS by the path. Symbolic links are followed step by step here, so that no link leads into a share unnoticed.
 * Anything not known to be local may hang. Known limits: on macOS a share mounted outside of /Volumes, /Network and
 * /net looks local; on Windows, one mounted as a folder of the system's drive.
 */
#include "search.h"
#include "../system/paths.h"

enum { MOST_MOUNTS = 4 * 1024 * 1024 /* bytes of their list */, MOST_LINKS = 40 /* as many as Linux follows */ };

/* File systems that the kernel itself serves, from a disk of this computer or from memory. */
static const char LOCAL[] = " aufs bcachefs btrfs cgroup cgroup2 configfs devpts devtmpfs efivarfs erofs exfat ext2 ext3 ext4 f2fs "
                            "hfsplus hugetlbfs iso9660 jffs2 jfs minix mqueue msdos nilfs2 ntfs ntfs3 overlay proc ramfs "
                            "reiserfs rootfs securityfs squashfs sysfs tmpfs ubifs udf ufs vfat xfs zfs ";

/* Ends the text before the word and returns the text after the word; NULL if the word is missing. */
static char *cut(char *text, const char *word) {
  char *at = strstr(text, word);
  if (at == NULL) return NULL;
  *at = 0;
  return at + strlen(word);
}

static bool is_local(const char *type) {
  size_t size = strlen(type);
  for (const char *at = LOCAL; size > 0 && (at = strstr(at, type)) != NULL; at++)
    if (at[-1] == ' ' && at[size] == ' ') return true;
  return false;
}

static bool is_octal(char c) { return c >= '0' && c <= '7'; }

/* Decodes space, tab, line end and backslash, which are written as three octal digits. */
static void unescape(char *text) {
  char *out = text;
  for (const char *at = text; *at != 0; out++) {
    if (at[0] == '\\' && is_octal(at[1]) && is_octal(at[2]) && is_octal(at[3])) {
      *out = (char)((at[1] - '0') * 64 + (at[2] - '0') * 8 + (at[3] - '0'));
      at += 4;
    } else {
      *out = *at++;
    }
  }
  *out = 0;
}

/* A line of proc(5): number, parent, device, root, point and more; then ` - `, and the type of the file system. */
static bool read_mount(al_mount *mount, char *line) {
  char *type = cut(line, " - ");
  char *at = line;
  for (int i = 0; i < 4; i++)
    if ((at = cut(at, " ")) == NULL) return false;
  cut(at, " ");
  if (type != NULL) cut(type, " ");
  unescape(at);
  *mount = (al_mount){ at, strlen(at), type != NULL && is_local(type) };
  return true;
}

bool al_mounts_read(al_mounts *mounts, al_memory *memory, const char *list) {
  char *line = (char *)(uintptr_t)al_copy(memory, list, strlen(list)).data;
  size_t lines = 1;
  for (const char *at = list; *at != 0; at++) lines += *at == '\n';
  mounts->items = al_take(memory, lines * sizeof *mounts->items);
  if (line == NULL || mounts->items == NULL) return false;
  mounts->count = 0;
  for (char *next; line != NULL; line = next) {
    next = cut(line, "\n");
    if (read_mount(&mounts->items[mounts->count], line)) mounts->count++;
  }
  return true;
}

al_mounts al_mounts_here(al_memory *memory) {
  al_mounts mounts = { .platform = AIRLATCH_BSD };
#if defined(_WIN32)
  mounts.platform = AIRLATCH_WINDOWS;
  const char *drive = al_sys_variable(memory, "SystemDrive");
  mounts.drive = drive != NULL && *drive != 0 ? drive : "C:";
#elif defined(__APPLE__)
  (void)memory;
  mounts.platform = AIRLATCH_MACOS;
#elif defined(__linux__)
  airlatch_bytes list;
  mounts.platform = AIRLATCH_LINUX;
  /* an incomplete list might lack the mount that hangs */
  mounts.all = al_sys_read(memory, "/proc/self/mountinfo", MOST_MOUNTS - 1, AL_TO_END, &list) != AL_FINE
               || !al_mounts_read(&mounts, memory, (const char *)list.data);
#else
  (void)memory;
#endif
  return mounts;
}

/* Decides by the mount with the longest matching path; of several at one point, the last one is on top. */
static bool linux_may_hang(const al_mounts *mounts, const char *path) {
  const al_mount *best = NULL;
  for (size_t i = 0; i < mounts->count; i++) {
    const al_mount *one = &mounts->items[i];
    bool above = one->size > 1 && strncmp(path, one->point, one->size) == 0 && (path[one->size] == 0 || path[one->size] == '/');
    if (above && (best == NULL || one->size >= best->size)) best = one;
  }
  /* the system itself and this program are at the root: it answers, whatever it is */
  return best != NULL && !best->is_local;
}

static bool is_in(const char *path, const char *folder) {
  while (*folder != 0)
    if (al_lower(*path++) != *folder++) return false;
  return *path == 0 || *path == '/';
}

bool al_may_hang(const al_mounts *mounts, const char *path) {
  if (mounts->all) return true;
  switch (mounts->platform) {
    case AIRLATCH_LINUX: return linux_may_hang(mounts, path);
    case AIRLATCH_MACOS: return is_in(path, "/volumes") || is_in(path, "/network") || is_in(path, "/net");
    case AIRLATCH_WINDOWS: return al_lower(path[0]) != al_lower(mounts->drive[0]) || path[1] != ':' || strlen(mounts->drive) != 2;
    default: return true;
  }
}

/*
 * Whether reading an absolute, normalized path may hang: the path itself, or the target of a symbolic link on the way.
 * Each part is examined only if all parts before it are local.
 */
bool al_may_hang_on_the_way(al_memory *memory, const al_mounts *mounts, const char *path) {
  bool windows = mounts->platform == AIRLATCH_WINDOWS;
  const char *separator = windows ? "\\" : "/";
  size_t root = al_root_size(path, windows);
  const char *at = al_text(memory, path, root);
  const char *rest = path + root;
  for (int links = 0; at != NULL && links <= MOST_LINKS;) {
    if (al_may_hang(mounts, at)) return true;
    rest += strspn(rest, separator);
    size_t size = strcspn(rest, separator);
    if (size == 0) return false;
    const char *part = al_text(memory, rest, size);
    if (part == NULL) break;
    rest += size;
    if (strcmp(part, ".") == 0) continue;
    /* `..` only occurs in link targets: a path into a share and out again touches the share */
    const char *below = strcmp(part, "..") == 0 ? al_parent(memory, at, windows) : al_below(memory, at, part, windows);
    if (below == NULL || al_may_hang(mounts, below)) return true;
    const char *target = al_sys_link(memory, below);
    if (target == NULL) {
      at = below;
      continue;
    }
    links++;
    size_t start = al_root_size(target, windows);
    if (start > 0) at = al_text(memory, target, start);
    rest = al_join(memory, target + start, separator, rest);
    if (rest == NULL) break;
  }
  /* a loop of links: the system refuses it at once */
  return memory->is_out;
}
