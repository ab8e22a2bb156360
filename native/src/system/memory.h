/* Memory in pools (memory.c): zeroed, and freed with the pool. NULL: out of memory, and is_out stays set. */
#ifndef AIRLATCH_SRC_MEMORY_H
#define AIRLATCH_SRC_MEMORY_H
#include "../../include/airlatch_core.h"
#include <string.h>

typedef struct { airlatch_allocator allocator; void *blocks; bool is_out; } al_memory;
al_memory al_memory_of(const airlatch_allocator *allocator);
void *al_take(al_memory *memory, size_t size);
airlatch_bytes al_copy(al_memory *memory, const void *data, size_t size); /* with a zero after it */
const char *al_text(al_memory *memory, const void *data, size_t size); /* the same, as a text */
const char *al_join(al_memory *memory, const char *a, const char *b, const char *c);
/* Returns the items themselves or, if `count` has reached `room`, a copy with more room. NULL: out of memory. */
void *al_grow(al_memory *memory, void *items, size_t count, size_t *room, size_t item_size);
void al_release(al_memory *memory);
#endif
