/* The client: what this computer keeps of one product, and the answer to a program. */
#ifndef AIRLATCH_SRC_CLIENT_H
#define AIRLATCH_SRC_CLIENT_H
#include "../core/lease.h"
#include "../probe/probe.h"
#include "../search/search.h"
#include "../system/system.h"

/* state.c: the signed record of an installation (SPEC.md section 16). */
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
 * leases.c: the leases in hand. Each is in a file lease-ID.cbor in the folder `leases`. `returned`: a file
 * returned-ID.cbor exists, with any content, or a state lists the id as returned.
 */
enum { AL_MOST_LEASES = 256 };
typedef struct { airlatch_id id; airlatch_bytes content; bool returned; } al_lease_file;
typedef struct {
  airlatch_verdict verdict; /* of its server's license, limited by the end of the lease */
  al_lease lease;
  airlatch_bytes message, address; /* message: the signed lease; address: data is NULL if it was received as a file */
} al_lent;
size_t al_leases_look(al_lent **lent, al_memory *memory, const airlatch_kit *kit, const airlatch_world *world,
                      const al_holding *holding, const al_lease_file *files, size_t count);

/* home.c: the location of the client's files. */
typedef struct {
  const char *home;
  const char *copies; /* folder of copies of states; NULL if the home was passed by the caller, which has no copies */
  const char *leases; /* the home of leases, if this home belongs to another account */
} al_home;
airlatch_code al_home_find(al_home *home, al_memory *memory, const char *named);
const char *al_home_path(al_memory *memory, const char *folder, const char *name);
enum { AL_MOST_FILE = 1048576 };
/* Selects names of a folder with this start and end and `least` to `most` characters between. Results are sorted. */
typedef struct { const char *start, *end; size_t least, most; bool (*middle)(int c); } al_pattern;
al_fault al_home_names(al_memory *memory, const char *folder, const al_pattern *pattern, const char ***names, size_t *count);

/* installation.c: what the states on this computer know of a product. `folder` is NULL if the product has no folder. */
typedef struct {
  bool has_own;
  al_state own; /* the joined states of this installation */
  airlatch_code damage; /* why `own` is missing although there are files */
  const al_state *others; /* of other installations */
  size_t other_count;
} al_record;
void al_record_read(al_record *record, al_memory *memory, const char *folder, airlatch_bytes product, const char *copies,
                    bool exact);

/* request.c: a kept request. */
bool al_request_open(airlatch_asked *asked, al_memory *memory, const uint8_t *bytes, size_t size, bool exact);

/* folder.c: what the client keeps of one product, and what a license is checked against. */
typedef struct {
  al_memory *memory;
  const char *path; /* of the product; NULL: no home */
  const char *lease_path; /* `path` itself, unless leases have a separate folder */
  airlatch_kit kit; /* the newest */
  al_record record;
  bool is_absent, has_list, has_requests;
  airlatch_revocations list; /* the newest */
  airlatch_bytes list_bytes;
  airlatch_asked requests[3];
  size_t request_count;
} al_folder;
airlatch_code al_folder_open(al_folder *folder, al_memory *memory, const airlatch_kit *root, airlatch_bytes root_bytes,
                             const char *home);
void al_folder_take_up(al_folder *folder, const al_founds *kits, const al_founds *lists);
al_fault al_folder_file(al_folder *folder, const char *name, airlatch_bytes *content);
void al_folder_fill_world(al_folder *folder, airlatch_world *world, const al_computer *computer);
void al_folder_requests(al_folder *folder, airlatch_world *world);
bool al_folder_rolled_back(const al_folder *folder);
int64_t al_record_latest(const al_record *record); /* of the trusted states; 0: there are none */
void al_record_add_times(const al_record *record, al_memory *memory, airlatch_world *world, const al_computer *computer);

/* review.c: the judgement of licenses on this computer, for one check. */
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
const al_reviewed *al_review_best_refusal(const al_review *review);
void al_say_damage(airlatch_verdict *verdict, airlatch_code damage);
void al_warn_ahead(airlatch_verdict *verdict, const al_record *record, int64_t now);

/* lease_files.c */
bool al_lent_best(al_reviewed *best, const al_review *review, const al_computer *computer);

/* copy.c: the copy of the license last found on the search path. */
typedef struct { al_found found; airlatch_bytes place; bool shared; } al_copied;
airlatch_code al_copy_judge(al_copied *copy, al_review *review, const al_findings *const parts[2]);

/* question.c: the question of a program. It has at least the members of the first version. */
#define AL_LEAST_QUESTION (offsetof(airlatch_question, search_milliseconds) + sizeof(int32_t))
airlatch_code al_question_read(airlatch_world *world, al_memory *memory, const airlatch_question *question);
airlatch_code al_question_workload(al_computer *computer, al_memory *memory, airlatch_bytes product, const char *name);

/* status.c */
typedef struct {
  airlatch_kit kit;
  airlatch_bytes bytes; /* of the kit */
  al_computer computer;
  al_shares *shares; /* protected by its own gate */
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
#endif
