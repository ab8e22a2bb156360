/* How the vector player prints a result: accepted() and the claims, up to its own `}}`; or refused(). */
#ifndef AIRLATCH_TEST_PRINT_H
#define AIRLATCH_TEST_PRINT_H
#include "../src/client/client.h"

void refused(const airlatch_code *codes, size_t count);
void accepted(const airlatch_code *warnings, size_t count);
void text_claim(const char *name, airlatch_bytes text);
void hex_claim(const char *name, const uint8_t *data, size_t size);
void integer_claim(const char *name, int64_t value);
void put_license(const airlatch_license *l);
void put_kit(const airlatch_kit *k);
void put_revocations(const airlatch_revocations *r);
void put_lease(const al_lease *l);
void put_state(const al_state *s);
#endif
