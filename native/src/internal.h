/* What the source files share. Names begin with al_, so that a static library disturbs nobody. */
#ifndef AIRLATCH_INTERNAL_H
#define AIRLATCH_INTERNAL_H
#include "../include/airlatch_core.h"
#include <string.h>

#define AL_LATEST_TIME INT64_C(253402300800)       /* SPEC.md section 2: the end of the year 9999 */
#define AL_LARGEST_INTEGER INT64_C(9007199254740991) /* 2^53 - 1 */
#define AL_DAY INT64_C(86400)
#define AL_OWN INT64_C(-65537) /* the label of our own claims, and of the message type */

/* memory.c. What is taken is zeroed, and freed with the pool; NULL: there is none, and is_out stays set. */
typedef struct { airlatch_allocator allocator; void *blocks; bool is_out; } al_memory;
al_memory al_memory_of(const airlatch_allocator *allocator);
void *al_take(al_memory *memory, size_t size);
airlatch_bytes al_copy(al_memory *memory, const void *data, size_t size); /* with a zero after it */
const char *al_join(al_memory *memory, const char *a, const char *b, const char *c);
void al_release(al_memory *memory);

/* cbor.c: items of bytes that al_cbor_check has let through. */
enum { AL_UNSIGNED, AL_NEGATIVE, AL_BYTES, AL_TEXT, AL_ARRAY, AL_MAP, AL_BOOLEAN = 7 };
typedef struct {
  int type;
  uint64_t argument;    /* the integer (of a negative one: -1 - argument), the size, or the number of items or pairs */
  const uint8_t *start; /* the head */
  const uint8_t *data;  /* after the head: the string, or the first item */
} al_item;
airlatch_code al_cbor_check(const uint8_t *bytes, size_t size);
al_item al_cbor_item(const uint8_t *at);
const uint8_t *al_cbor_after(al_item item);
bool al_cbor_get(al_item map, int64_t key, al_item *value);
airlatch_bytes al_cbor_whole(al_item item);
bool al_is_utf8(const uint8_t *text, size_t size);

/* claims.c: claims by their types (SPEC.md section 5). Each of the first ones returns false for a value of another type. */
typedef struct { al_item claims, own; bool has_own; } al_claims;
#define AL_CLAIMS_ONLY(claims, registered, own) al_claims_only(claims, registered, sizeof registered, own, sizeof own)
bool al_claims_open(al_claims *claims, airlatch_bytes payload);
bool al_claims_only(const al_claims *claims, const uint8_t *registered, size_t registered_count, const uint8_t *own,
                    size_t own_count);
bool al_claim(const al_claims *claims, int key, al_item *value);
bool al_own(const al_claims *claims, int key, al_item *value);
bool al_is_integer(al_item item, int64_t least, int64_t most, int64_t *value);
bool al_is_text(al_item item, size_t most, airlatch_bytes *value);
bool al_is_true(al_item item);
bool al_is_id(al_item item, airlatch_id *id);
bool al_confirmation(const al_claims *claims, int key, al_item *value);
bool al_is_product_id(airlatch_bytes text);
bool al_is_feature_name(al_item item);
bool al_is_feature_value(al_item item, airlatch_value *value);
bool al_read_id_text(al_item item, airlatch_id *id);
bool al_same(airlatch_bytes a, airlatch_bytes b);
bool al_read_names(const al_claims *claims, airlatch_bytes *vendor, airlatch_bytes *product, int64_t *made_at);

/* ed25519.c */
bool al_key_sound(const uint8_t *key, size_t size);
airlatch_id al_key_id(const uint8_t key[32]);
bool al_cose_key(al_item item, uint8_t key[32]);
bool al_library_is_exact(void);
bool al_signature_holds(const uint8_t key[32], const uint8_t signature[64], airlatch_bytes start, airlatch_bytes rest,
                        bool exact);

/* cose.c */
enum { AL_REQUEST = 1, AL_LICENSE = 2, AL_KIT = 4, AL_REVOCATIONS = 5, AL_CLOCK_RESET = 6, AL_STATE = 7, AL_BUNDLE = 8 };
typedef struct { airlatch_id kid; uint64_t type; airlatch_bytes header, payload; const uint8_t *signature; } al_sign1;
airlatch_code al_sign1_parse(al_sign1 *message, int type, const uint8_t *bytes, size_t size);
int al_sign1_type(const uint8_t *bytes, size_t size); /* 0: damaged, or of a type that is not known */
airlatch_code al_sign1_verify(const al_sign1 *message, const airlatch_key *keys, size_t count, bool exact, size_t *signer);

/* address.c */
bool al_is_page_address(airlatch_bytes text);
bool al_is_site_address(airlatch_bytes text);

/* computer.c */
bool al_is_told_apart(const airlatch_world *here);
void al_computer_hash(uint8_t hash[8], const airlatch_reading *readings, size_t count, const uint8_t *counted,
                      size_t counted_count);
airlatch_code al_computer_rule(const airlatch_license *license, const airlatch_world *world);
bool al_is_workload(const airlatch_reading *readings, size_t count);

/* unicode.c: names of up to so many characters. */
enum { AL_MOST_NAME = 1024 };
bool al_normal_form(airlatch_bytes *text, uint8_t room[4 * AL_MOST_NAME]);

/* bundle.c */
bool al_is_better(const airlatch_verdict *a, const airlatch_verdict *b);
bool al_is_foreign(const airlatch_verdict *verdict);

/* license.c */
bool al_read_fingerprint(airlatch_license *license, al_item map);
bool al_read_counted(airlatch_license *license, al_item list);
bool al_is_user_name(al_item item, airlatch_bytes *name);
bool al_is_pools(al_item map);
int64_t al_places(airlatch_bytes pools, const void *name, size_t size);
airlatch_code al_license_read(airlatch_license *license, const al_sign1 *message);
airlatch_code al_license_open(airlatch_license *license, const airlatch_kit *kit, const uint8_t *bytes, size_t size);
airlatch_value al_feature(const airlatch_license *license, const void *name, size_t size);

/* verify.c */
bool al_check_license(airlatch_verdict *verdict, const airlatch_kit *kit, const airlatch_world *world,
                      const uint8_t *bytes, size_t size);
void al_refuse(airlatch_verdict *verdict, airlatch_code code);
/* Its rules, which a lease has as well. */
void al_add(airlatch_verdict *verdict, bool refuses, airlatch_code code); /* not refuses: a warning */
bool al_signer_retired(const airlatch_license *license, const airlatch_kit *kit);
bool al_is_user(airlatch_platform platform, airlatch_bytes named, airlatch_bytes account);
bool al_is_named_user(const airlatch_license *license, const airlatch_world *world);
airlatch_code al_withdrawn(airlatch_id id, const airlatch_world *world);
airlatch_code al_clock_fault(const airlatch_license *license, const airlatch_kit *kit, const airlatch_world *world);
airlatch_code al_expiry(const airlatch_license *license, airlatch_maybe end, int64_t now);
airlatch_code al_version_fault(const airlatch_license *license, const airlatch_world *world);
bool al_has_features(const airlatch_license *license, const airlatch_world *world);
airlatch_maybe al_days_until(airlatch_maybe end, int64_t now);

/* lease.c: a seat of a site server, lent (SPEC.md sections 17.2 and 17.4). */
enum { AL_LEASE = 10, AL_SESSION = 1, AL_PROCESS, AL_HOST };
typedef struct {
  airlatch_bytes product, account, host, workload, client_key, pools; /* client_key: of whatever size; NULL: it is none */
  airlatch_id id, boot, instance; /* instance: of a process */
  uint8_t server_license[32];
  int64_t sequence, issued_at, expires_at;
  int seat_unit;
  bool borrowed, bound;
  airlatch_reading fingerprint[16]; /* bound: to what */
  uint8_t counted[16];
  size_t kind_count, counted_count;
} al_lease;
airlatch_code al_lease_open(al_lease *lease, const airlatch_license *license, bool exact, airlatch_bytes message);
bool al_lease_read(al_lease *lease, airlatch_bytes message); /* nothing is verified */

/* lease_rules.c. What a client knows of a lease besides the lease. */
typedef struct { int64_t sequence, issued_at; uint8_t hash[32]; } al_last_lease;
typedef struct {
  const uint8_t *key;         /* the public half of the key that takes leases here, 32 bytes; NULL: there is none */
  const airlatch_id *instance; /* of the process that asks; NULL: it has taken no lease */
  airlatch_maybe held_for;    /* seconds, as the process has measured them that asked for the lease */
  int64_t recorded;           /* the latest time in the states that count; 0: there are none */
  const al_last_lease *last;  /* that was taken of the same server; NULL: none was */
} al_holding;
void al_lease_verify(airlatch_verdict *verdict, al_lease *lease, const airlatch_kit *kit, const airlatch_world *world,
                     const al_holding *holding, bool returned, airlatch_bytes license, airlatch_bytes message);

/*
 * leases.c: those in hand. A file is lease-ID.cbor of the folder `leases`; `returned`: a file returned-ID.cbor is there,
 * whatever is in it, or a state has the id among the returned.
 */
enum { AL_MOST_LEASES = 256 };
typedef struct { airlatch_id id; airlatch_bytes content; bool returned; } al_lease_file;
typedef struct {
  airlatch_verdict verdict; /* of the license of its server, which ends with the lease */
  al_lease lease;
  airlatch_bytes message, address; /* the lease as it was signed; address: data is NULL of one that came as a file */
} al_lent;
size_t al_leases_look(al_lent **lent, al_memory *memory, const airlatch_kit *kit, const airlatch_world *world,
                      const al_holding *holding, const al_lease_file *files, size_t count);

/* kit.c */
bool al_is_retired(const airlatch_kit *kit, airlatch_id key, int64_t at);
bool al_may_follow(const airlatch_kit *present, const airlatch_kit *other);
airlatch_code al_kit_open(airlatch_kit *kit, const uint8_t *bytes, size_t size, bool exact);

/* state.c: the record that an installation signs (SPEC.md section 16). */
typedef struct { airlatch_id id; int64_t number; } al_numbered;
typedef struct { const al_numbered *entries; size_t count; } al_numbers; /* ids ascending, each once */
enum { AL_MOST_STATE = 65536, AL_MOST_FIRST_RUNS = 64, AL_MOST_WITHDRAWN = 256, AL_MOST_KEYS_SEEN = 16 };
typedef struct {
  uint8_t key[32]; /* the public half of the installation's key */
  airlatch_bytes product;
  int64_t written_at, sequence, latest_at;
  al_numbers first_runs, deactivated, revoked, returned, kits_seen, revocations_seen;
  airlatch_maybe reset_at, distrusted, copy_seen, looked_at;
} al_state;
airlatch_code al_own_sign1(al_sign1 *message, uint8_t key[32], int type, const uint8_t *bytes, size_t size, bool exact);
airlatch_code al_state_open(al_state *state, al_memory *memory, const uint8_t *bytes, size_t size, bool exact);
al_state al_state_join(al_memory *memory, const al_state *a, const al_state *b);
al_numbers al_join_sequences(al_memory *memory, al_numbers a, al_numbers b);
const al_numbered *al_number_of(al_numbers numbers, airlatch_id id);

/*
 * carrier.c: messages as people hand them over (SPEC.md section 10), raw or as text. `wanted`: types, and 0 at the end; of
 * several that are there, the type that stands first is meant. A raw message is answered as it was given, and others are in
 * the pool.
 */
typedef struct { airlatch_bytes bytes; int type; } al_message; /* type 0: damaged, or of a newer version */
typedef struct {
  al_message *messages; /* each once, in their order */
  size_t count, pieces; /* pieces: how many more there are in part, in frames */
  airlatch_code damage; /* of the first one that is damaged; without any message, why there is none */
} al_handed;
airlatch_code al_carried(al_memory *memory, const int *wanted, const uint8_t *bytes, size_t size, airlatch_bytes *message);
airlatch_code al_messages_in(al_memory *memory, const uint8_t *bytes, size_t size, al_handed *handed);

/* What was found in something handed over; carrier.c has it, and each form of text tells it. */
typedef struct al_frames al_frames;
typedef struct {
  al_memory *memory;
  al_message *items;
  size_t count, room, seen;
  airlatch_code damage, nothing;
  al_frames *frames;
} al_intake;
void al_intake_found(al_intake *in, airlatch_bytes message);
void al_intake_fault(al_intake *in, airlatch_code code);
void al_armors_in(al_intake *in, airlatch_bytes text);  /* armor.c */
bool al_base64(const uint8_t *letters, size_t size, bool strict, uint8_t *bytes, size_t *count);
void al_links_in(al_intake *in, airlatch_bytes text);   /* link.c */
void al_symbols_in(al_intake *in, airlatch_bytes text); /* frames.c */
size_t al_pieces(const al_frames *frames, airlatch_id ids[4]);

/* text.c: units of a text. */
bool al_text_of(al_memory *memory, const uint8_t *bytes, size_t size, airlatch_bytes *text);
airlatch_bytes al_text_of_drawing(al_memory *memory, const uint8_t *bytes, size_t size);
airlatch_bytes al_unquoted_printable(al_memory *memory, airlatch_bytes text);
airlatch_bytes al_as_typed(al_memory *memory, airlatch_bytes text);
airlatch_bytes al_bare(airlatch_bytes text);
bool al_unit_is_blank(uint8_t unit);
bool al_unit_is_space(uint8_t unit);
bool al_unit_is_quote(uint8_t unit);

/* system_posix.c and system_windows.c: all that asks the operating system. Paths and names are UTF-8. */
typedef enum {
  AL_READ,
  AL_ABSENT,
  AL_FAILED,
  AL_DENIED,   /* this account may not */
  AL_OVER_MOST /* more than `most` */
} al_outcome;
al_outcome al_sys_read(al_memory *memory, const char *path, size_t most, airlatch_bytes *content); /* regular files alone */
al_outcome al_sys_list(al_memory *memory, const char *folder, size_t most, const char ***names, size_t *count);
const char *al_sys_variable(al_memory *memory, const char *name); /* NULL: not set */
const char *al_sys_account_home(al_memory *memory); /* POSIX alone, and so is the next one */
bool al_sys_is_writable(const char *path);

/* words.c: texts of the operating system, each byte one character (Latin-1). They may have zeros in them. */
airlatch_bytes al_words_of(const char *text);
airlatch_bytes al_words_trim(airlatch_bytes text);
airlatch_bytes al_words_tidy(al_memory *memory, airlatch_bytes text); /* lower case, one space between words */
bool al_words_are(airlatch_bytes text, const char *word);
bool al_words_are_in_any_case(airlatch_bytes text, const char *word); /* `word` in lower case */
bool al_words_start(airlatch_bytes text, const char *word);
bool al_words_have(airlatch_bytes text, const char *word);
airlatch_bytes al_words_after(airlatch_bytes text, const char *word); /* behind the first one; data is NULL: there is none */
airlatch_bytes al_words_next(airlatch_bytes *rest, const char *separator); /* the rest's data is NULL after the last one */
bool al_words_end(airlatch_bytes rest); /* whether a word that stands before the rest ends there */

/* reading.c: the normal form of a raw value (SPEC.md section 8), and its hash. */
enum { AL_INSTALL_ID = 1, AL_SYSTEM_UUID, AL_BOARD_SERIAL, AL_DISK_SERIAL, AL_MAC_ADDRESS, AL_CPU_MODEL };
enum { AL_MOST_VALUE = 256 };
size_t al_reading_value(char value[AL_MOST_VALUE], int kind, const void *raw, size_t size); /* 0: it says nothing */
void al_reading_hash(uint8_t hash[8], airlatch_bytes product, int kind, const void *value, size_t size);
bool al_is_locally_administered(const char *value); /* of a mac-address in normal form */

/* probe.c: what is read of this computer when a kit is opened. */
enum { AL_MOST_TIMES = 16 };
typedef struct {
  airlatch_reading readings[8]; /* kinds 1 to 6: every hash of each, ascending, also more than eight */
  size_t count;
  airlatch_platform platform;
  airlatch_bytes user, virtual_name;
  airlatch_bytes computer_id; /* as `airlatch computer` shows it */
  int64_t seen[AL_MOST_TIMES]; /* when the operating system last wrote files of its own */
  size_t seen_count;
} al_computer;
airlatch_code al_computer_read(al_computer *computer, al_memory *memory, airlatch_bytes product);
airlatch_bytes al_computer_id(al_memory *memory, const uint8_t hash[8]); /* what people read of a computer hash */

/* What the file of an operating system fills in. `scratch` ends with the reading. */
typedef struct { uint8_t *hashes; size_t size, room; bool is_open; } al_kind;
typedef struct {
  al_memory *memory;
  al_memory scratch;
  airlatch_bytes product;
  al_kind kinds[AL_CPU_MODEL + 1];
  airlatch_platform platform;
  const char *virtual_name; /* a text that stays; NULL: no evidence */
} al_probe;
/* A raw value in Latin-1 or UTF-8, of any size. for_root: only an administrator can read it. */
void al_add_reading(al_probe *probe, int kind, const void *raw, size_t size, bool for_root);
airlatch_code al_computer_read_by(al_computer *computer, al_memory *memory, airlatch_bytes product,
                                  void (*read)(al_probe *probe, const void *context), const void *context);
/* One file for each operating system: probe_linux.c and so on. It sets `platform`, `virtual_name`, and adds readings. */
void al_probe_system(al_probe *probe);
/* probe_posix.c and file_times.c, or probe_windows.c. */
airlatch_bytes al_system_user(al_memory *memory); /* of the account that runs the process; data is NULL: it has no name */
size_t al_system_times(int64_t times[AL_MOST_TIMES]);

/* virtual.c: the hypervisor that the words of the firmware name, or NULL. processor: whether it says so; -1 if it cannot. */
typedef struct { airlatch_bytes maker, product; } al_made; /* as they were read; data is NULL: there are none */
const char *al_hypervisor_by(al_memory *memory, const al_made *made, size_t count, int processor);

#ifndef _WIN32
/* probe_posix.c: the first bytes of a regular file, which never waits. text.data is NULL: nothing can be read. */
enum { AL_PAGE = 4096 };
typedef struct { airlatch_bytes text; bool for_root; } al_small;
al_small al_small_read(al_memory *memory, const char *root, const char *path, size_t most);
airlatch_bytes al_small_text(al_memory *memory, const char *root, const char *path); /* trimmed; empty if there is none */
size_t al_times_below(int64_t times[AL_MOST_TIMES], const char *root); /* file_times.c; "" but for tests */
/* adapters_bsd.c, of macOS and BSD: the adapters that are up, have an address and are no loopback. */
void al_each_adapter(al_probe *probe, void (*add)(al_probe *probe, const char *name, const char *address));
#endif
#ifdef __linux__
/* probe_linux.c, linux_virtual.c, linux_container.c. `root` is in front of every path: "" but for tests. */
typedef struct { const char *name; airlatch_bytes value; } al_field;
typedef struct { al_field fields[16]; size_t count; } al_cpu_info;
typedef struct { const char *names[2]; size_t count; bool id_of_image; } al_inside; /* the outermost first */
airlatch_bytes al_cpu_field(const al_cpu_info *cpu, const char *name); /* data is NULL: it has none */
void al_probe_linux(al_probe *probe, const void *root);
al_inside al_linux_inside(al_memory *memory, const char *root, const al_cpu_info *cpu);
const char *al_linux_container(al_memory *memory, const char *root, airlatch_bytes version, bool is_virtual, bool *id_of_image);
#endif

/*
 * threads_posix.c and threads_windows.c. A gate is a mutex and the condition that is waited for under it. al_gate_wait is
 * called while it is locked, and gives it free meanwhile; false: the deadline, by al_sys_clock, is over.
 */
typedef struct al_gate al_gate;
al_gate *al_gate_open(al_memory *memory); /* NULL: there is no memory, or the system has no more of them */
void al_gate_close(al_gate *gate);        /* its memory goes with the pool */
void al_gate_lock(al_gate *gate);
void al_gate_unlock(al_gate *gate);
void al_gate_wake(al_gate *gate);         /* all who wait */
bool al_gate_wait(al_gate *gate, int64_t deadline);
int64_t al_sys_clock(void);               /* milliseconds that only grow */
bool al_thread_start(void *(*run)(void *), void *argument); /* nobody waits for its end, also not the end of the process */

/*
 * places_posix.c and places_windows.c: what the search asks of a file system. AL_ABOUT_FILE: a fault that says nothing against
 * the place that the file is at (ENOTDIR, EISDIR, EACCES, EPERM, ELOOP, ENXIO, or it is no regular file).
 */
typedef enum { AL_FINE, AL_NOT_THERE, AL_NO_FOLDER, AL_ABOUT_FILE, AL_TOO_LARGE, AL_BROKEN } al_fault; /* ENOENT, ENOTDIR, … */
typedef struct { const char *name; bool is_folder, is_link; } al_entry;
al_fault al_sys_is_folder(const char *path, bool *is_folder); /* links followed */
/* Tells the names of a folder, but not `.` and `..`, until each() returns false. */
al_fault al_sys_entries(const char *folder, bool (*each)(void *context, const al_entry *entry), void *context);
/* A regular file, never waiting for a pipe; no more than the size that it had when it was opened, which is `most` at most. */
al_fault al_sys_take_file(al_memory *memory, const char *path, uint64_t most, airlatch_bytes *content);
const char *al_sys_link(al_memory *memory, const char *path); /* where a symbolic link leads, as it says; NULL: it is none */

/*
 * paths.c and paths_windows.c: what a path of the kit is here. `windows`: by the rules of Windows, also elsewhere, for tests.
 */
typedef const char *al_variable(al_memory *memory, const char *name); /* as al_sys_variable */
const char *al_path_here(al_memory *memory, airlatch_bytes path, bool windows, al_variable *variable); /* NULL: nowhere */
const char *al_parent(al_memory *memory, const char *path, bool windows);
const char *al_below(al_memory *memory, const char *folder, const char *name, bool windows);
size_t al_root_size(const char *path, bool windows);
bool al_windows_path(char *out, const char *path);
void al_put_parts(char *out, const char *path, size_t root, char separator, const char *separators);
const char *al_utf8_text(al_memory *memory, const char *raw); /* what is no UTF-8 as U+FFFD, as Node has it */
size_t al_utf16_length(const char *text);
int al_utf16_order(const char *a, const char *b);
#ifdef _WIN32
#define AL_IS_WINDOWS true
#else
#define AL_IS_WINDOWS false
#endif

/* shares.c: which places may hang. */
typedef struct { const char *point; size_t size; bool is_local; } al_mount;
typedef struct { airlatch_platform platform; al_mount *items; size_t count; const char *drive; bool all; } al_mounts;
al_mounts al_mounts_here(al_memory *memory);
bool al_mounts_read(al_mounts *mounts, al_memory *memory, const char *list); /* the text of /proc/self/mountinfo */
bool al_may_hang(const al_mounts *mounts, const char *path); /* by the path alone */
bool al_may_hang_on_the_way(al_memory *memory, const al_mounts *mounts, const char *path);

/*
 * place_reader.c: what is at one place. Each file is told as soon as it was read, and never changes after that; `left_` is known
 * at the end. AL_END_LINKS: a folder with symbolic links, which was left alone.
 */
typedef struct al_file { struct al_file *next; const char *source; al_fault fault; airlatch_bytes bytes; } al_file;
typedef enum { AL_END_NONE, AL_END_READ, AL_END_REMOVED, AL_END_NOT_THERE, AL_END_LINKS, AL_END_FAILED } al_end;
typedef struct {
  al_memory *memory;
  const char *path;
  bool follow_links;
  uint64_t (*room_left)(void *context); /* bytes that may still be read */
  void (*tell)(void *context, al_file *file);
  void *context;
  size_t left_files, left_folders;
} al_place_reading;
al_end al_place_read(al_place_reading *reading);

/*
 * search.c: the kit's search path, and AIRLATCH_LICENSE. A handle has an al_shares, which knows the threads that were left
 * behind by its searches, so that a share that hangs holds one thread and not one more for each check. It takes no memory from the
 * caller's allocator, because it may live longer than the handle.
 */
typedef struct al_shares al_shares;
al_shares *al_shares_open(void);        /* NULL: there is no memory */
void al_shares_close(al_shares *shares); /* never waits; NULL does nothing */

typedef struct {
  const char *source;     /* the path of the file; AIRLATCH_LICENSE of a text in the variable */
  const char *place;      /* the kit's path that led to it; ${AIRLATCH_LICENSE} of that variable */
  airlatch_code code;     /* AIRLATCH_OK: there is a message; else why there is none */
  airlatch_bytes message; /* not verified */
} al_found;
typedef struct { al_found *items; size_t count, room; } al_founds;
typedef enum { AL_PLACE_READ, AL_PLACE_REMOVED, AL_PLACE_NOT_THERE, AL_PLACE_SILENT } al_place_answer;
typedef struct {
  const char *path;       /* as the kit writes it */
  const char *at;         /* what it is on this computer; NULL: nowhere */
  bool shared;            /* it stands on a file system that may hang */
  al_place_answer answer;
  airlatch_code code;     /* of a silent one: share-unavailable or cannot-read; else AIRLATCH_OK */
  size_t left_files, left_folders; /* that lie in the folder and were not looked at */
} al_place;
/* In the order of the path, within a folder in alphabetical order. What is neither a list nor a kit is among the licenses. */
typedef struct {
  al_founds licenses, revocations, kits;
  al_place *places;
  size_t place_count;
} al_findings;
/*
 * `shares` NULL: one of its own. `milliseconds`: for all places together; 0: 3,000; less than 0: no search, and of
 * AIRLATCH_LICENSE no place that may hang. Where memory runs out, memory->is_out is set.
 */
void al_search(al_findings *out, al_memory *memory, al_shares *shares, const airlatch_kit *kit, int64_t milliseconds);
void al_brought(al_findings *out, al_memory *memory, al_shares *shares, int64_t milliseconds); /* also a text in the variable */
typedef struct { const airlatch_bytes *paths; size_t count; int64_t milliseconds; bool no_threads; const al_mounts *mounts; } al_look;
void al_look_at(al_findings *out, al_memory *memory, al_shares *shares, const al_look *look); /* mounts NULL: those of here */
enum { AL_MOST_PLACES = 16 }; /* of a kit */
/* findings.c: sorts what was read of a file, by the type of its message. */
void al_found_file(al_findings *out, al_memory *memory, const char *place, const al_file *file);
#define AL_BROUGHT_PLACE "${AIRLATCH_LICENSE}"

/* home.c: where the client's files are. */
typedef struct {
  const char *home;
  const char *copies; /* of states; NULL: a home that somebody names has none */
  const char *leases; /* the home of leases, where this one belongs to another account */
} al_home;
airlatch_code al_home_find(al_home *home, al_memory *memory, const char *named);
const char *al_home_path(al_memory *memory, const char *folder, const char *name);
enum { AL_MOST_FILE = 1048576 };
/* The names of a folder that begin and end so and have `middle` characters between, in their order. */
typedef struct { const char *start, *end; size_t least, most; bool (*middle)(char c); } al_pattern;
al_outcome al_home_names(al_memory *memory, const char *folder, const al_pattern *pattern, const char ***names, size_t *count);
bool al_is_hex(char c);
bool al_is_digit(char c);

/* installation.c: what the states on this computer know of a product. */
typedef struct {
  bool has_own;
  al_state own; /* what all states of this installation say together */
  airlatch_code damage; /* why there is something and no `own` */
  const al_state *others; /* of other installations */
  size_t other_count;
} al_record;
void al_record_read(al_record *record, al_memory *memory, const char *folder, airlatch_bytes product, const char *copies,
                    bool exact);

/* request.c: a request that was kept. */
bool al_request_open(airlatch_asked *asked, al_memory *memory, const uint8_t *bytes, size_t size, bool exact);

/* folder.c: what the client keeps of one product, and what a license is held against by it. */
typedef struct {
  al_memory *memory;
  const char *path; /* of the product; NULL: no home */
  const char *lease_path; /* `path` itself, unless leases have a folder of their own */
  airlatch_kit kit; /* the newest */
  al_record record;
  bool has_list, has_requests;
  airlatch_revocations list; /* the newest */
  airlatch_bytes list_bytes;
  airlatch_asked requests[3];
  size_t request_count;
} al_folder;
airlatch_code al_folder_open(al_folder *folder, al_memory *memory, const airlatch_kit *root, airlatch_bytes root_bytes,
                             const char *home);
void al_folder_take_up(al_folder *folder, const al_founds *kits, const al_founds *lists);
al_outcome al_folder_file(al_folder *folder, const char *name, airlatch_bytes *content);
void al_folder_tell(al_folder *folder, airlatch_world *world, const al_computer *computer);
void al_folder_requests(al_folder *folder, airlatch_world *world);
bool al_folder_rolled_back(const al_folder *folder);
int64_t al_record_latest(const al_record *record); /* of the states that are believed; 0: there are none */
void al_record_tell_times(const al_record *record, al_memory *memory, airlatch_world *world, const al_computer *computer);

/* review.c: what licenses say to this computer, for one check. */
typedef struct { const char *source; airlatch_verdict verdict; bool lent; } al_reviewed; /* lent: by a lease */
typedef struct {
  al_folder *folder;
  airlatch_world world;
  al_reviewed *items;
  size_t count, room;
} al_review;
al_reviewed al_review_one(al_review *review, const al_found *candidate);
void al_review_add(al_review *review, al_reviewed looked);
void al_review_all(al_review *review, const al_founds *candidates);
const al_reviewed *al_review_best(const al_review *review);
const al_reviewed *al_review_telling(const al_review *review);
void al_say_damage(airlatch_verdict *verdict, airlatch_code damage);
void al_warn_ahead(airlatch_verdict *verdict, const al_record *record, int64_t now);

/* lease_files.c */
bool al_lent_best(al_reviewed *best, const al_review *review, const al_computer *computer);

/* copy.c: the copy of the license that last came from the search path. */
typedef struct { al_found found; airlatch_bytes place; bool shared; } al_copied;
airlatch_code al_copy_judge(al_copied *copy, al_review *review, const al_findings *const parts[2]);

/* question.c: what a program asks. A question has at least the members of the first version. */
#define AL_LEAST_QUESTION (offsetof(airlatch_question, search_milliseconds) + sizeof(int32_t))
airlatch_code al_question_read(airlatch_world *world, al_memory *memory, const airlatch_question *question);
airlatch_code al_question_workload(al_computer *computer, al_memory *memory, airlatch_bytes product, const char *name);

/* status.c */
typedef struct {
  airlatch_kit kit;
  airlatch_bytes bytes; /* of the kit */
  al_computer computer;
  al_shares *shares; /* has a gate of its own */
} al_opened;
enum { AL_TEXTS = AIRLATCH_USER_DATA + 1 };
typedef struct { const char *name, *text; } al_named_feature;
struct airlatch_answer {
  al_memory memory;
  airlatch_verdict verdict;
  airlatch_bytes texts[AL_TEXTS];
  al_named_feature *features;
  size_t feature_count;
};
void al_status(airlatch_answer *answer, al_memory *memory, const al_opened *opened, const airlatch_question *question);

static inline bool al_same_id(airlatch_id a, airlatch_id b) { return memcmp(a.bytes, b.bytes, 8) == 0; }
#endif
