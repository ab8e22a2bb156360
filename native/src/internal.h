/* What the source files share. Names begin with al_, so that a static library disturbs nobody. */
#ifndef AIRLATCH_INTERNAL_H
#define AIRLATCH_INTERNAL_H
#include "../include/airlatch_core.h"
#include <string.h>

#define AL_LATEST_TIME INT64_C(253402300800)       /* SPEC.md section 2: the end of the year 9999 */
#define AL_LARGEST_INTEGER INT64_C(9007199254740991) /* 2^53 - 1 */
#define AL_DAY INT64_C(86400)
#define AL_OWN INT64_C(-65537) /* the label of our own claims, and of the message type */

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
enum { AL_LICENSE = 2, AL_KIT = 4, AL_REVOCATIONS = 5, AL_CLOCK_RESET = 6, AL_BUNDLE = 8 };
typedef struct { airlatch_id kid; airlatch_bytes header, payload; const uint8_t *signature; } al_sign1;
airlatch_code al_sign1_parse(al_sign1 *message, int type, const uint8_t *bytes, size_t size);
airlatch_code al_sign1_verify(const al_sign1 *message, const airlatch_key *keys, size_t count, bool exact, size_t *signer);

/* address.c */
bool al_is_page_address(airlatch_bytes text);
bool al_is_site_address(airlatch_bytes text);

/* computer.c */
void al_computer_hash(uint8_t hash[8], const airlatch_reading *readings, size_t count, const uint8_t *counted,
                      size_t counted_count);
airlatch_code al_computer_rule(const airlatch_license *license, const airlatch_world *world);
bool al_is_workload(const airlatch_reading *readings, size_t count);

/* unicode.c: names of up to so many characters. */
enum { AL_MOST_NAME = 1024 };
bool al_normal_form(airlatch_bytes *text, uint8_t room[4 * AL_MOST_NAME]);

/* license.c */
airlatch_code al_license_read(airlatch_license *license, const al_sign1 *message);
airlatch_code al_license_open(airlatch_license *license, const airlatch_kit *kit, const uint8_t *bytes, size_t size);
airlatch_value al_feature(const airlatch_license *license, const void *name, size_t size);

/* verify.c */
bool al_check_license(airlatch_verdict *verdict, const airlatch_kit *kit, const airlatch_world *world,
                      const uint8_t *bytes, size_t size);
void al_refuse(airlatch_verdict *verdict, airlatch_code code);

/* kit.c */
bool al_is_retired(const airlatch_kit *kit, airlatch_id key, int64_t at);

/* memory.c. What is taken is zeroed, and freed with the pool; NULL: there is none, and is_out stays set. */
typedef struct { airlatch_allocator allocator; void *blocks; bool is_out; } al_memory;
al_memory al_memory_of(const airlatch_allocator *allocator);
void *al_take(al_memory *memory, size_t size);
airlatch_bytes al_copy(al_memory *memory, const void *data, size_t size); /* with a zero after it */
const char *al_join(al_memory *memory, const char *a, const char *b, const char *c);
void al_release(al_memory *memory);

/* system_posix.c and system_windows.c: all that asks the operating system. Paths and names are UTF-8. */
typedef enum { AL_READ, AL_ABSENT, AL_FAILED } al_outcome;
al_outcome al_sys_read(al_memory *memory, const char *path, size_t most, airlatch_bytes *content); /* regular files alone */
al_outcome al_sys_list(al_memory *memory, const char *folder, size_t most, const char ***names, size_t *count);
const char *al_sys_variable(al_memory *memory, const char *name); /* NULL: not set */

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

/* status.c */
enum { AL_TEXTS = AIRLATCH_USER_DATA + 1 };
typedef struct { const char *name, *text; } al_named_feature;
struct airlatch_answer {
  al_memory memory;
  airlatch_verdict verdict;
  airlatch_bytes texts[AL_TEXTS];
  al_named_feature *features;
  size_t feature_count;
};
void al_status(airlatch_answer *answer, al_memory *memory, const airlatch_kit *kit, const al_computer *computer,
               const airlatch_question *question);

static inline bool al_same_id(airlatch_id a, airlatch_id b) { return memcmp(a.bytes, b.bytes, 8) == 0; }
#endif
