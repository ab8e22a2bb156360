/*
 * Owns the evidence of a container in the files of Linux: the engine that mounted the root directory and the files that
 * every engine adds, what its manager calls itself, and its control group. Left out is what a physical computer may
 * also have: a /.dockerenv in an image that was written to a disk, containers that run beside this process, an overlay
 * as the root of a live or read-only system, the sandbox of a desktop program.
 */
#ifdef __linux__
#include "linux.h"

/* The most specific first. CONTAINER: a container of unknown kind. */
typedef enum { GVISOR, KUBERNETES, LXC, NSPAWN, DOCKER, PODMAN, CONTAINERD, CONTAINER, NONE } container;
static const char *const NAMES[] = { "gvisor", "kubernetes", "lxc",        "systemd-nspawn",
                                     "docker", "podman",     "containerd", "container" };

/* Bytes to read. A computer with hundreds of containers has more, but its own root and /etc are among the first. */
enum { MOUNTS = 32768 };

typedef struct { airlatch_bytes from, at, type, options; } mount;
typedef struct {
  bool found[NONE + 1];
  bool lent_id;   /* /etc/machine-id is a file of the host */
  bool lent_name; /* one of the files with the container's names is a file of the host, too */
  bool podman_mark;
} mounts;

static bool is_any(airlatch_bytes text, const char *const *words, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (al_words_are(text, words[i])) return true;
  return false;
}

/* gVisor reports, for every kernel release, the build day that it imitates. */
static bool is_gvisor(airlatch_bytes version) {
  static const char DAY[] = "#1 SMP Sun Jan 10 15:06:54 PST 2016";
  for (airlatch_bytes rest = al_words_after(version, "-gvisor"); rest.data != NULL; rest = al_words_after(rest, "-gvisor"))
    if (al_words_end(rest)) return true;
  size_t size = sizeof DAY - 1;
  return version.size >= size && memcmp(version.data + version.size - size, DAY, size) == 0;
}

/* Skips an id of `count` symbols; returns false if the text does not start with one. */
static bool skip_id(airlatch_bytes *text, size_t count, bool base32) {
  if (text->size < count) return false;
  for (size_t i = 0; i < count; i++) {
    uint8_t c = text->data[i];
    bool letter = base32 ? c >= 'A' && c <= 'Z' : c >= 'a' && c <= 'f';
    if (!letter && !(c >= '0' && c <= '9')) return false;
  }
  *text = (airlatch_bytes){ text->data + count, text->size - count };
  return true;
}

/* Whether the words are followed by a complete id of 64 digits, which ends the word or precedes a slash. */
static bool before_id(airlatch_bytes text, const char *words, bool slash) {
  for (airlatch_bytes rest = al_words_after(text, words); rest.data != NULL; rest = al_words_after(rest, words)) {
    airlatch_bytes id = rest;
    if (skip_id(&id, 64, false) && (slash ? al_words_start(id, "/") : al_words_end(id))) return true;
  }
  return false;
}

/* Whether the text has `/overlay2/l/` and 26 symbols of base32. */
static bool is_overlay_link(airlatch_bytes text) {
  static const char WORDS[] = "/overlay2/l/";
  for (airlatch_bytes rest = al_words_after(text, WORDS); rest.data != NULL; rest = al_words_after(rest, WORDS)) {
    airlatch_bytes id = rest;
    if (skip_id(&id, 26, true) && al_words_end(id)) return true;
  }
  return false;
}

/* Recognizes an engine by the folders in which it keeps layers and names; where the first folder is, is a setting. */
static container engine_of(airlatch_bytes path) {
  if (al_words_have(path, "/kubelet/pods/")) return KUBERNETES;
  if (before_id(path, "/overlay-containers/", true) || al_words_have(path, "/containers/storage/overlay/")) return PODMAN;
  if (al_words_have(path, "/io.containerd.")) return CONTAINERD;
  bool docker = before_id(path, "/containers/", true) || is_overlay_link(path) || before_id(path, "/overlay2/", false);
  return docker ? DOCKER : NONE;
}

/* Docker, Podman, containerd and CRI-O mount these to keep the container's names apart from its image. */
static bool is_name_file(airlatch_bytes at) {
  static const char *const FILES[] = { "/etc/hosts", "/etc/hostname", "/etc/resolv.conf" };
  return is_any(at, FILES, 3);
}

static bool is_kubernetes_secret(airlatch_bytes at) {
  static const char PLACE[] = "/run/secrets/kubernetes.io";
  if (al_words_start(at, "/var")) at = (airlatch_bytes){ at.data + 4, at.size - 4 };
  if (!al_words_start(at, PLACE)) return false;
  return at.size == sizeof PLACE - 1 || at.data[sizeof PLACE - 1] == '/';
}

static container by_mount(const mount *one) {
  if (is_kubernetes_secret(one->at)) return KUBERNETES;
  if (al_words_start(one->at, "/proc/") && al_words_are(one->type, "fuse.lxcfs")) return LXC;
  if (al_words_are(one->at, "/") && al_words_are(one->type, "overlay")) return engine_of(one->options);
  return is_name_file(one->at) ? engine_of(one->from) : NONE;
}

/* Returns the word of a line with this index; empty if there is none. */
static airlatch_bytes word_of(airlatch_bytes line, size_t index) {
  while (index-- > 0 && line.data != NULL) al_words_next(&line, " ");
  return line.data != NULL ? al_words_next(&line, " ") : line;
}

/* Lines of proc_pid_mountinfo(5): `36 35 98:0 /from /at rw,noatime master:1 - ext3 /dev/root rw,errors=continue`. */
static mounts read_mounts(airlatch_bytes table) {
  mounts all = { .lent_id = false };
  while (table.data != NULL) {
    airlatch_bytes line = al_words_next(&table, "\n");
    airlatch_bytes fields = al_words_next(&line, " - ");
    airlatch_bytes system = line.data != NULL ? al_words_next(&line, " - ") : line;
    mount one = { word_of(fields, 3), word_of(fields, 4), word_of(system, 0), word_of(system, 2) };
    all.found[by_mount(&one)] = true;
    all.lent_id = all.lent_id || al_words_are(one.at, "/etc/machine-id");
    all.lent_name = all.lent_name || is_name_file(one.at);
    all.podman_mark = all.podman_mark || al_words_are(one.at, "/run/.containerenv");
  }
  return all;
}

/* Recognizes the names that managers give themselves (systemd's Container Interface); any other name is CONTAINER. */
static container by_manager(airlatch_bytes name) {
  /* these isolate a desktop program or a folder on a physical computer; WSL is recognized by its kernel */
  static const char *const SANDBOXES[] = { "wsl",             "flatpak",  "snap", "bubblewrap", "bwrap",
                                           "pressure-vessel", "firejail", "proot" };
  static const container MANAGERS[] = { DOCKER, PODMAN, LXC, NSPAWN, KUBERNETES };
  if (name.size == 0 || is_any(name, SANDBOXES, sizeof SANDBOXES / sizeof *SANDBOXES)) return NONE;
  for (size_t i = 0; i < sizeof MANAGERS / sizeof *MANAGERS; i++)
    if (al_words_are(name, NAMES[MANAGERS[i]])) return MANAGERS[i];
  return al_words_are(name, "lxc-libvirt") ? LXC : CONTAINER;
}

/* The variable `container` that a manager sets for the first process; only that process's user can read it. */
static airlatch_bytes of_first_process(airlatch_bytes environment) {
  static const char WORD[] = "container=";
  size_t start = 0;
  for (size_t at = 0; environment.data != NULL && at <= environment.size; at++) {
    if (at < environment.size && environment.data[at] != 0) continue;
    airlatch_bytes one = { environment.data + start, at - start };
    if (al_words_start(one, WORD)) return (airlatch_bytes){ one.data + sizeof WORD - 1, one.size - sizeof WORD + 1 };
    start = at + 1;
  }
  return (airlatch_bytes){ NULL, 0 };
}

/* Requires the whole id, because a service may be called "docker-registry". Since v2 most containers only see "/". */
static container by_control_group(airlatch_bytes text) {
  if (al_words_have(text, "/kubepods/") || al_words_have(text, "/kubepods.slice/")) return KUBERNETES;
  if (al_words_have(text, ":/lxc/") || al_words_have(text, ":/lxc.payload.") || al_words_have(text, ":/lxc.payload/"))
    return LXC;
  if (before_id(text, "/libpod-", false)) return PODMAN;
  if (before_id(text, "/cri-containerd-", false)) return CONTAINERD;
  return before_id(text, "/docker-", false) || before_id(text, "/docker/", false) ? DOCKER : NONE;
}

/* Whether the mounts have traces that engines leave, and that ordinary computers may have too. */
static bool has_traces(airlatch_bytes table) {
  static const char *const TRACES[] = { "- overlay ",          "lxcfs", " /etc/hosts ", " /etc/hostname ", " /etc/resolv.conf ",
                                        "secrets/kubernetes.io", "containerenv" };
  for (size_t i = 0; i < sizeof TRACES / sizeof *TRACES; i++)
    if (al_words_have(table, TRACES[i])) return true;
  return false;
}

/* Recognizes the files by which an engine marks a container, unless they may be left over from building an image. */
static container by_marker(al_memory *memory, const char *root, const mounts *all) {
  if (all->lent_name && al_small_read(memory, root, "/.dockerenv", AL_PAGE).text.data != NULL) return DOCKER;
  if (all->podman_mark) return PODMAN;
  return all->lent_name && al_small_read(memory, root, "/run/.containerenv", AL_PAGE).text.data != NULL ? PODMAN : NONE;
}

/*
 * Returns the container that this process runs in; NULL without evidence. is_virtual: it is known to be in a virtual
 * machine; then a container is considered only if its engine or manager has left a trace. id_of_image: whether
 * /etc/machine-id is part of the container's image, so that every copy of the image has it. Some engines keep a
 * container as a computer keeps its disk.
 */
const char *al_linux_container(al_memory *memory, const char *root, airlatch_bytes version, bool is_virtual,
                               bool *id_of_image) {
  airlatch_bytes table = al_words_trim(al_small_read(memory, root, "/proc/self/mountinfo", MOUNTS).text);
  airlatch_bytes manager = al_small_text(memory, root, "/run/systemd/container");
  if (is_virtual && !has_traces(table) && !is_gvisor(version) && manager.size == 0) return NULL;
  mounts all = read_mounts(table);
  if (is_gvisor(version)) all.found[GVISOR] = true;
  all.found[by_marker(memory, root, &all)] = true;
  all.found[by_manager(manager)] = true;
  all.found[by_manager(of_first_process(al_small_text(memory, root, "/proc/1/environ")))] = true;
  all.found[by_control_group(al_small_text(memory, root, "/proc/1/cgroup"))] = true;
  all.found[by_control_group(al_small_text(memory, root, "/proc/self/cgroup"))] = true;
  container name = GVISOR;
  while (name < NONE && !all.found[name]) name++;
  if (name == NONE) return NULL;
  bool of_image = name == GVISOR || name == KUBERNETES || name == DOCKER || name == PODMAN || name == CONTAINERD;
  *id_of_image = of_image && !all.lent_id;
  return NAMES[name];
}
#else
typedef int al_not_linux_container; /* a translation unit is not empty */
#endif
