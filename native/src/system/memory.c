/*
 * Owns memory. Everything that belongs to one kit, answer or search is allocated from one pool and freed with it. Pools
 * are not shared between threads.
 */
#include "memory.h"
#include <stdlib.h>

typedef union block {
  struct { union block *next; size_t size; } head;
  max_align_t align;
} block;

static void *usual_allocate(void *context, size_t size) {
  (void)context;
  return malloc(size);
}

static void usual_release(void *context, void *memory) {
  (void)context;
  free(memory);
}

al_memory al_memory_of(const airlatch_allocator *allocator) {
  static const airlatch_allocator USUAL = { usual_allocate, usual_release, NULL };
  return (al_memory){ allocator != NULL ? *allocator : USUAL, NULL, false };
}

void *al_take(al_memory *memory, size_t size) {
  block *one = size > SIZE_MAX - sizeof(block) ? NULL
                                                : memory->allocator.allocate(memory->allocator.context, sizeof(block) + size);
  if (one == NULL) {
    memory->is_out = true;
    return NULL;
  }
  *one = (block){ .head = { memory->blocks, size } };
  memory->blocks = one;
  memset(one + 1, 0, size);
  return one + 1;
}

airlatch_bytes al_copy(al_memory *memory, const void *data, size_t size) {
  uint8_t *copy = al_take(memory, size + 1);
  if (copy == NULL) return (airlatch_bytes){ 0 };
  if (size > 0) memcpy(copy, data, size);
  return (airlatch_bytes){ copy, size };
}

const char *al_text(al_memory *memory, const void *data, size_t size) {
  return (const char *)al_copy(memory, data, size).data;
}

void *al_grow(al_memory *memory, void *items, size_t count, size_t *room, size_t item_size) {
  if (count < *room) return items;
  size_t larger = 2 * *room + 8;
  void *copy = al_take(memory, larger * item_size);
  if (copy == NULL) return NULL;
  if (count > 0) memcpy(copy, items, count * item_size);
  *room = larger;
  return copy;
}

const char *al_join(al_memory *memory, const char *a, const char *b, const char *c) {
  size_t sizes[3] = { strlen(a), strlen(b), strlen(c) };
  char *text = al_take(memory, sizes[0] + sizes[1] + sizes[2] + 1);
  if (text == NULL) return NULL;
  memcpy(text, a, sizes[0]);
  memcpy(text + sizes[0], b, sizes[1]);
  memcpy(text + sizes[0] + sizes[1], c, sizes[2]);
  return text;
}

void al_release(al_memory *memory) {
  airlatch_allocator allocator = memory->allocator;
  for (block *one = memory->blocks, *next; one != NULL; one = next) {
    next = one->head.next;
    allocator.release(allocator.context, one);
  }
  memory->blocks = NULL;
}
