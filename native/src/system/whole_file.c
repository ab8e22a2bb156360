/* Owns the reading of an opened file into memory: how much room it gets, and when it is too large. */
#include "system.h"

al_fault al_read_whole(al_memory *memory, al_filler *fill, void *file, al_size_limits limits, airlatch_bytes *content) {
  if (limits.said > limits.most) return AL_TOO_LARGE;
  bool to_end = limits.extent == AL_TO_END;
  size_t size = 0, room = (size_t)limits.said + to_end; /* one more byte shows whether it has grown */
  if (to_end && room == 1) room = limits.most < 4096 ? (size_t)limits.most + 1 : 4097;
  for (uint8_t *data = al_take(memory, room + 1), *larger; data != NULL; data = larger) {
    al_fault fault = fill(file, data, room, &size);
    if (fault == AL_FINE && size > limits.most) fault = AL_TOO_LARGE;
    if (fault != AL_FINE) return fault;
    *content = (airlatch_bytes){ data, size };
    if (size < room || !to_end) return AL_FINE;
    room *= 2;
    larger = al_take(memory, room + 1);
    if (larger != NULL) memcpy(larger, data, size);
  }
  return AL_BROKEN;
}
