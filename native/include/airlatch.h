/*
 * libairlatch verifies Airlatch licenses offline, inside your program (SPEC.md). It reads what `airlatch install` keeps
 * on this computer. It never writes, and it uses no network except the shares on the search path of your kit.
 *
 *     airlatch_handle *kit;
 *     airlatch_code code = airlatch_open(&kit, KIT, sizeof KIT, NULL); // the kit that is built into the program
 *     if (code != AIRLATCH_OK) return fail(airlatch_code_name(code));
 *     airlatch_question question = { .size = sizeof question, .version = "2.3.1" };
 *     airlatch_answer *answer = airlatch_check(kit, &question);
 *     if (!airlatch_valid(answer)) puts(airlatch_code_name(airlatch_reason(answer, 0)));
 *     else if (airlatch_feature(answer, "export")) export();
 *     airlatch_free(answer);
 *     airlatch_close(kit);
 *
 * There is no global state. A kit and an answer never change, so any number of threads may use them at once. Texts are
 * UTF-8 and end with a zero. Sizes are in bytes. Times are seconds since 1970-01-01 UTC. What you pass in is copied, or
 * used only during the call. What an answer returns belongs to the answer and is valid until airlatch_free.
 *
 * Because the library never writes, four things are left to the `airlatch` tool and the TypeScript library:
 * - Days from the first run start when one of them records that run. Until then they count from the activation, so the
 *   license ends earlier here than it otherwise would, never later.
 * - Only they record the latest time seen. A clock that was set back is detected by that record, by the license and the
 *   kit, and by files of the operating system.
 * - Seats are not counted: neither are sessions on a terminal server, nor does a check take a seat of a site server. A
 *   seat that the tool has taken for this computer or user is used. A seat for a single process is never valid here
 *   (wrong-holder).
 * - Results of a search are not kept. Unless one of them has searched within a day, every check searches the search
 *   path again for kits and revocations, and waits for it.
 */
#ifndef AIRLATCH_H
#define AIRLATCH_H
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#ifdef __cplusplus
extern "C" {
#endif
#if defined(_WIN32) && defined(AIRLATCH_BUILDS_DLL)
#define AIRLATCH_API __declspec(dllexport)
#elif defined(__GNUC__) && !defined(_WIN32)
#define AIRLATCH_API __attribute__((visibility("default")))
#else
#define AIRLATCH_API
#endif

/* Reasons for a refusal, and errors. X(number, constant, name); numbers and names are stable (SPEC.md section 12). */
#define AIRLATCH_CODES(X) \
  X(0, AIRLATCH_OK, "ok") X(1, AIRLATCH_CBOR_MALFORMED, "cbor-malformed") \
  X(2, AIRLATCH_CBOR_NOT_DETERMINISTIC, "cbor-not-deterministic") X(3, AIRLATCH_CBOR_OVER_LIMIT, "cbor-over-limit") \
  X(4, AIRLATCH_COSE_MALFORMED, "cose-malformed") X(5, AIRLATCH_ALGORITHM_UNSUPPORTED, "algorithm-unsupported") \
  X(6, AIRLATCH_WRONG_MESSAGE_TYPE, "wrong-message-type") X(7, AIRLATCH_PUBLIC_KEY_INVALID, "public-key-invalid") \
  X(8, AIRLATCH_SIGNING_KEY_UNKNOWN, "signing-key-unknown") X(9, AIRLATCH_SIGNATURE_INVALID, "signature-invalid") \
  X(10, AIRLATCH_CLAIMS_MALFORMED, "claims-malformed") X(11, AIRLATCH_LICENSE_FORMAT_NEWER, "license-format-newer") \
  X(12, AIRLATCH_KIT_NOT_TRUSTED, "kit-not-trusted") X(13, AIRLATCH_OLDER_THAN_KEPT, "older-than-kept") \
  X(14, AIRLATCH_WRONG_VENDOR, "wrong-vendor") X(15, AIRLATCH_WRONG_PRODUCT, "wrong-product") \
  X(16, AIRLATCH_SIGNING_KEY_RETIRED, "signing-key-retired") X(17, AIRLATCH_FOR_SITE_SERVER, "for-site-server") \
  X(18, AIRLATCH_GENERIC_NOT_ALLOWED, "generic-not-allowed") X(19, AIRLATCH_WRONG_WORKLOAD, "wrong-workload") \
  X(20, AIRLATCH_READINGS_MISSING, "readings-missing") X(21, AIRLATCH_WRONG_COMPUTER, "wrong-computer") \
  X(22, AIRLATCH_VIRTUAL_MACHINE, "virtual-machine") X(23, AIRLATCH_WRONG_USER, "wrong-user") \
  X(24, AIRLATCH_STATE_DAMAGED, "state-damaged") X(25, AIRLATCH_DEACTIVATED, "deactivated") \
  X(26, AIRLATCH_LICENSE_REVOKED, "license-revoked") X(27, AIRLATCH_CLOCK_NOT_SET, "clock-not-set") \
  X(28, AIRLATCH_CLOCK_WAS_AHEAD, "clock-was-ahead") X(29, AIRLATCH_CLOCK_SET_BACK, "clock-set-back") \
  X(30, AIRLATCH_EXPIRED, "expired") X(31, AIRLATCH_IN_GRACE, "in-grace") \
  X(32, AIRLATCH_OUTSIDE_MAINTENANCE, "outside-maintenance") X(33, AIRLATCH_WRONG_VERSION, "wrong-version") \
  X(34, AIRLATCH_FEATURE_NOT_LICENSED, "feature-not-licensed") X(35, AIRLATCH_NOT_IN_BUNDLE, "not-in-bundle") \
  X(36, AIRLATCH_WRONG_INSTALLATION, "wrong-installation") X(37, AIRLATCH_CLOCK_RESET_USED, "clock-reset-used") \
  X(38, AIRLATCH_CLOCK_STILL_WRONG, "clock-still-wrong") \
  X(39, AIRLATCH_NO_LICENSE, "no-license") X(40, AIRLATCH_OUT_OF_MEMORY, "out-of-memory") \
  X(50, AIRLATCH_EXPIRES_SOON, "expires-soon") X(51, AIRLATCH_MAINTENANCE_ENDS_SOON, "maintenance-ends-soon") \
  X(52, AIRLATCH_KIT_ROLLED_BACK, "kit-rolled-back") X(53, AIRLATCH_LICENSE_FROM_COPY, "license-from-copy") \
  X(54, AIRLATCH_COPY_TOO_OLD, "copy-too-old") X(55, AIRLATCH_INSTALLATION_DAMAGED, "installation-damaged") \
  X(56, AIRLATCH_HOME_MISSING, "home-missing") \
  X(60, AIRLATCH_SHARE_UNAVAILABLE, "share-unavailable") X(61, AIRLATCH_CANNOT_READ, "cannot-read") \
  X(62, AIRLATCH_FILE_NOT_FOUND, "file-not-found") X(63, AIRLATCH_INPUT_TOO_LARGE, "input-too-large") \
  X(64, AIRLATCH_INVALID_VALUE, "invalid-value") X(65, AIRLATCH_INPUT_EMPTY, "input-empty") \
  X(66, AIRLATCH_INPUT_NOT_RECOGNISED, "input-not-recognised") \
  X(80, AIRLATCH_ARMOR_MALFORMED, "armor-malformed") X(81, AIRLATCH_BASE45_MALFORMED, "base45-malformed") \
  X(82, AIRLATCH_LINK_MALFORMED, "link-malformed") X(83, AIRLATCH_FRAME_MALFORMED, "frame-malformed") \
  X(84, AIRLATCH_FRAMES_MISSING, "frames-missing") X(85, AIRLATCH_SEVERAL_MESSAGES, "several-messages") \
  X(86, AIRLATCH_LENDS_NO_SEATS, "lends-no-seats") X(87, AIRLATCH_LEASE_OF_OTHER_LICENSE, "lease-of-other-license") \
  X(88, AIRLATCH_WRONG_HOLDER, "wrong-holder") X(89, AIRLATCH_LEASE_RETURNED, "lease-returned") \
  X(90, AIRLATCH_LEASE_BEYOND_LICENSE, "lease-beyond-license") X(91, AIRLATCH_LEASE_ENDED, "lease-ended") \
  X(92, AIRLATCH_PLACE_NOT_TAKEN, "place-not-taken") X(93, AIRLATCH_SERVER_WENT_BACK, "server-went-back")
#define AIRLATCH_CODE_CONSTANT(number, constant, name) constant = number,
typedef enum { AIRLATCH_CODES(AIRLATCH_CODE_CONSTANT) AIRLATCH_CODE_COUNT } airlatch_code;
/* The name of a code, such as "wrong-computer", as in all Airlatch tools; NULL for a number that is not a code. */
AIRLATCH_API const char *airlatch_code_name(airlatch_code code);

typedef struct airlatch_handle airlatch_handle; /* an opened kit, and the readings of this computer at that time */
typedef struct airlatch_answer airlatch_answer; /* the result of a check */

/*
 * Your own allocator, instead of malloc and free. Any thread may call it. allocate returns NULL if there is no memory.
 * It must work until the kit and every answer are freed. Threads that read network shares use malloc, because they may
 * outlive the kit.
 */
typedef struct {
  void *(*allocate)(void *context, size_t size);
  void (*release)(void *context, void *memory);
  void *context;
} airlatch_allocator;

/*
 * The question to airlatch_check. Every member except size may be zero. If a version, a day or a name is malformed, the
 * reason is AIRLATCH_INVALID_VALUE.
 */
typedef struct {
  size_t size;                 /* sizeof(airlatch_question): later versions may have more; 0 is refused: invalid-value */
  const void *license;         /* a license file, raw or text, up to 32 MiB; NULL: this computer's (SPEC.md 16) */
  size_t license_size;
  const char *home;            /* the folder of `airlatch --home`; NULL: AIRLATCH_HOME, or the default folder */
  const char *workload;        /* the site's name for this container, up to 64 bytes; NULL: AIRLATCH_WORKLOAD */
  const char *version;         /* the program's version, such as "2.3.1", up to 32 bytes; NULL: not checked */
  const char *released;        /* the day on which this version was released, such as "2026-11-30"; NULL: not checked */
  const char *const *features; /* the features that the program requires: up to 256 names, then NULL */
  int32_t search_milliseconds; /* the longest wait for network shares; 0: 3,000; less than 0: no search, and no threads */
} airlatch_question;

/*
 * Opens the kit that is built into the program, raw or text, and reads this computer. The kit determines which vendor
 * is trusted, so its bytes must be in the program. *kit is NULL unless the result is AIRLATCH_OK. Otherwise the result
 * is what is wrong with the bytes, or AIRLATCH_OUT_OF_MEMORY.
 */
AIRLATCH_API airlatch_code airlatch_open(airlatch_handle **kit, const void *bytes, size_t size, const airlatch_allocator *allocator);
/* Frees the kit; no check may be using it. Its answers stay valid. NULL does nothing, here and in airlatch_free. */
AIRLATCH_API void airlatch_close(airlatch_handle *kit);
/*
 * Returns whether the program may run, by the same rules and with the same reasons as `airlatch status`. question: NULL
 * asks for what this computer has. For an open kit the answer is never NULL, even without memory. Every function below
 * treats NULL as an answer without a license. Free each answer with airlatch_free.
 */
AIRLATCH_API airlatch_answer *airlatch_check(const airlatch_handle *kit, const airlatch_question *question);
AIRLATCH_API void airlatch_free(airlatch_answer *answer);

AIRLATCH_API bool airlatch_valid(const airlatch_answer *answer);
/* Returns why it is not valid: at least one reason, ordered as in SPEC.md section 9.2. AIRLATCH_OK after the last. */
AIRLATCH_API airlatch_code airlatch_reason(const airlatch_answer *answer, size_t index);
/* Returns what will stop the program soon or is suspicious, also if it is valid. AIRLATCH_OK after the last one. */
AIRLATCH_API airlatch_code airlatch_warning(const airlatch_answer *answer, size_t index);
/*
 * The first second after the end of the license, without days of grace; and the days until then, rounded up; 0 days: it
 * has ended. To print the last day, as all Airlatch tools do, subtract one second and show the day in UTC: a license to
 * 2027-01-20 ends at 2027-01-21 00:00. AIRLATCH_NEVER: it has no end. Both are 0 without a license.
 */
#define AIRLATCH_NEVER INT64_MAX
AIRLATCH_API int64_t airlatch_ends_at(const airlatch_answer *answer);
AIRLATCH_API int64_t airlatch_days_left(const airlatch_answer *answer);
/* The same end including the days of grace, in which the license is valid with the warning AIRLATCH_IN_GRACE. */
AIRLATCH_API int64_t airlatch_runs_until(const airlatch_answer *answer);

/* Features. Only a valid answer has any. */
typedef enum { AIRLATCH_NO_FEATURE, AIRLATCH_FLAG, AIRLATCH_INTEGER, AIRLATCH_TEXT } airlatch_feature_type;
/* Returns the type of a feature; AIRLATCH_NO_FEATURE, which is 0, if the license does not have it. */
AIRLATCH_API airlatch_feature_type airlatch_feature(const airlatch_answer *answer, const char *name);
/* Returns the number of a feature, or `otherwise` if it has none. */
AIRLATCH_API int64_t airlatch_feature_number(const airlatch_answer *answer, const char *name, int64_t otherwise);
/* Returns the text of a feature, or NULL if it has none. */
AIRLATCH_API const char *airlatch_feature_text(const airlatch_answer *answer, const char *name);
/* Returns the name of each feature, in the order of the license; NULL after the last one. */
AIRLATCH_API const char *airlatch_feature_name(const airlatch_answer *answer, size_t index);

/* Texts of an answer; NULL if there is none. size, if not NULL, receives the size: a text may contain a zero. */
typedef enum {
  AIRLATCH_PRODUCT_NAME, /* of the kit */
  AIRLATCH_CONTACT,      /* of the kit: how to reach the vendor */
  AIRLATCH_COMPUTER_ID,  /* as `airlatch computer` shows it */
  AIRLATCH_SOURCE,       /* "installed", a file, the address of a site server; NULL for bytes that you passed */
  AIRLATCH_KEY_ID, AIRLATCH_ACTIVATION_ID, AIRLATCH_LICENSEE, AIRLATCH_LICENSED_VERSION,
  AIRLATCH_USER_DATA     /* of the license */
} airlatch_text_name;
AIRLATCH_API const char *airlatch_text(const airlatch_answer *answer, airlatch_text_name name, size_t *size);
/* Returns the signed license; of a bundle, the one in use; of a lease, that of its server. NULL if there is none. */
AIRLATCH_API const void *airlatch_license_bytes(const airlatch_answer *answer, size_t *size);

#ifdef __cplusplus
}
#endif
#endif
