/*
 * The core: bytes in, a verdict out, as airlatch_core.h promises. It needs only libsodium and the standard C headers,
 * allocates no memory and makes no system calls. Names begin with al_ in every folder, so that they never clash with
 * names of a program.
 */
#ifndef AIRLATCH_SRC_CORE_H
#define AIRLATCH_SRC_CORE_H
#include "../../include/airlatch_core.h"
#include <string.h>

#define AL_LATEST_TIME INT64_C(253402300800)       /* SPEC.md section 2: the end of the year 9999 */
#define AL_LARGEST_INTEGER INT64_C(9007199254740991) /* 2^53 - 1 */
#define AL_DAY INT64_C(86400)
#define AL_OWN INT64_C(-65537) /* the label of Airlatch's own claims, and of the message type */

/* cbor.c: items in bytes that have passed al_cbor_check. */
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

/* claims.c: claims by their types (SPEC.md section 5). The readers return false for a value of another type. */
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
void al_id_text(char text[17], airlatch_id id);
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
int al_sign1_type(const uint8_t *bytes, size_t size); /* 0: damaged, or of an unknown type */
airlatch_code al_sign1_verify(const al_sign1 *message, const airlatch_key *keys, size_t count, bool exact, size_t *signer);

/* address.c */
bool al_is_page_address(airlatch_bytes text);
bool al_is_site_address(airlatch_bytes text);

/* computer.c */
bool al_is_identifiable(const airlatch_world *here);
void al_computer_hash(uint8_t hash[8], const airlatch_reading *readings, size_t count, const uint8_t *counted,
                      size_t counted_count);
airlatch_code al_computer_rule(const airlatch_license *license, const airlatch_world *world);
bool al_is_workload(const airlatch_reading *readings, size_t count);

/* unicode.c: names of up to AL_MOST_NAME characters. */
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
/* Rules of a license that also apply to a lease. */
void al_add(airlatch_verdict *verdict, bool refuses, airlatch_code code); /* refuses is false: a warning */
bool al_signer_retired(const airlatch_license *license, const airlatch_kit *kit);
bool al_is_user(airlatch_platform platform, airlatch_bytes named, airlatch_bytes account);
bool al_is_named_user(const airlatch_license *license, const airlatch_world *world);
airlatch_code al_withdrawn(airlatch_id id, const airlatch_world *world);
airlatch_code al_clock_fault(const airlatch_license *license, const airlatch_kit *kit, const airlatch_world *world);
airlatch_code al_expiry(const airlatch_license *license, airlatch_maybe end, int64_t now);
airlatch_code al_version_fault(const airlatch_license *license, const airlatch_world *world);
bool al_has_features(const airlatch_license *license, const airlatch_world *world);
airlatch_maybe al_days_until(airlatch_maybe end, int64_t now);

/* kit.c */
bool al_is_retired(const airlatch_kit *kit, airlatch_id key, int64_t at);
bool al_may_follow(const airlatch_kit *present, const airlatch_kit *other);
airlatch_code al_kit_open(airlatch_kit *kit, const uint8_t *bytes, size_t size, bool exact);

/* ASCII, in any locale. */
static inline bool al_is_digit(int c) { return c >= '0' && c <= '9'; }
static inline bool al_is_hex(int c) { return al_is_digit(c) || (c >= 'a' && c <= 'f'); }
static inline bool al_is_letter(int c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
static inline int al_lower(int c) { return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c; }
static inline bool al_same_id(airlatch_id a, airlatch_id b) { return memcmp(a.bytes, b.bytes, 8) == 0; }
#endif
