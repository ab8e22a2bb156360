/* Messages as users hand them over: one source file for each form of text, and carrier.c, which combines them. */
#ifndef AIRLATCH_SRC_CARRIER_H
#define AIRLATCH_SRC_CARRIER_H
#include "../core/core.h"
#include "../system/memory.h"

/*
 * carrier.c: finds messages that are raw or in a text (SPEC.md section 10). `wanted`: types, ending with 0; if there
 * are several messages, the type that is first in this list is chosen. A raw message is returned as it is; others are
 * in the pool.
 */
typedef struct { airlatch_bytes bytes; int type; } al_message; /* type 0: damaged, or of a newer version */
typedef struct {
  al_message *messages; /* without repetitions, in order */
  size_t count, pieces; /* pieces: number of further, incomplete messages in frames */
  airlatch_code damage; /* of the first damaged message; if there is no message, the reason */
} al_handed;
airlatch_code al_carried(al_memory *memory, const int *wanted, const uint8_t *bytes, size_t size, airlatch_bytes *message);
airlatch_code al_messages_in(al_memory *memory, const uint8_t *bytes, size_t size, al_handed *handed);

/* What was found in the input. Owned by carrier.c; each form of text adds to it. */
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

/* text.c: the units of a text. */
bool al_text_of(al_memory *memory, const uint8_t *bytes, size_t size, airlatch_bytes *text);
airlatch_bytes al_text_of_drawing(al_memory *memory, const uint8_t *bytes, size_t size);
airlatch_bytes al_unquoted_printable(al_memory *memory, airlatch_bytes text);
airlatch_bytes al_as_typed(al_memory *memory, airlatch_bytes text);
airlatch_bytes al_bare(airlatch_bytes text);
bool al_unit_is_blank(uint8_t unit);
bool al_unit_is_space(uint8_t unit);
bool al_unit_is_quote(uint8_t unit);
#endif
