/*
 * Owns the readings of this computer (SPEC.md sections 8 and 16.4).
 */
#include "internal.h"

airlatch_code al_computer_read(al_computer *computer, al_memory *memory, airlatch_bytes product) {
  (void)memory;
  (void)product;
  *computer = (al_computer){ 0 };
  return AIRLATCH_OK;
}
