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
typedef struct { airlatch_id kid; uint64_t type; airlatch_bytes header, payload; const uint8_t *signature; } al_sign1;
airlatch_code al_sign1_parse(al_sign1 *message, int type, const uint8_t *bytes, size_t size);
int al_sign1_type(const uint8_t *bytes, size_t size); /* 0: damaged, or of a type that is not known */
airlatch_code al_sign1_verify(const al_sign1 *message, const airlatch_key *keys, size_t count, bool exact, size_t *signer);

/* address.c */
bool al_is_page_address(airlatch_bytes text);
bool al_is_site_address(airlatch_bytes text);

/* computer.c */
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

/*
 * carrier.c: messages as people hand them over (SPEC.md section 10), raw or as text. `wanted`: types, and 0 at the end; of several
 * that are there, the type that stands first is meant. A raw message is answered as it was given, and others are in the pool.
 */
typedef struct { airlatch_bytes bytes; int type; } al_message; /* type 0: damaged, or of a newer version */
typedef struct {
  al_message *messages; /* each once, in their order */
  size_t count, pieces; /* pieces: how many more there are in part, in frames */
  airlatch_code damage; /* of the first one that is damaged; without any message, why there is none */
} al_handed;
airlatch_code al_carried(al_memory *memory, const int *wanted, const uint8_t *bytes, size_t size, airlatch_bytes *message);
airlatch_code al_messages_in(al_memory *memory, const uint8_t *bytes, size_t size, al_handed *handed);

/* What a look into something handed over has found; carrier.c has it, and each form of text tells it. */
typedef struct al_frames al_frames;
typedef struct {
  al_memory *memory;
  al_message *items;
  size_t count, room, seen;
  airlatch_code damage, nothing;
  al_frames *frames;
} al_look;
void al_look_found(al_look *look, airlatch_bytes message);
void al_look_fault(al_look *look, airlatch_code code);
void al_armors_in(al_look *look, airlatch_bytes text);  /* armor.c */
bool al_base64(const uint8_t *letters, size_t size, bool strict, uint8_t *bytes, size_t *count);
void al_links_in(al_look *look, airlatch_bytes text);   /* link.c */
void al_symbols_in(al_look *look, airlatch_bytes text); /* frames.c */
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
typedef enum { AL_READ, AL_ABSENT, AL_FAILED } al_outcome;
al_outcome al_sys_read(al_memory *memory, const char *path, size_t most, airlatch_bytes *content); /* regular files alone */
al_outcome al_sys_list(al_memory *memory, const char *folder, size_t most, const char ***names, size_t *count);
const char *al_sys_variable(al_memory *memory, const char *name); /* NULL: not set */

/* probe.c: what is read of this computer when a kit is opened. */
typedef struct {
  airlatch_reading readings[8]; /* kinds 1 to 6: every hash of each, ascending, also more than eight */
  size_t count;
  airlatch_platform platform;
  airlatch_bytes user, virtual_name;
  airlatch_bytes computer_id; /* as `airlatch computer` shows it; data is NULL with fewer than 2 kinds of readings */
} al_computer;
airlatch_code al_computer_read(al_computer *computer, al_memory *memory, airlatch_bytes product);

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
