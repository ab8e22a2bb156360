/* Shared by the parts of the fuzz target. Readers get an attacker's bytes, and every byte of a result is read. */
#ifndef AIRLATCH_FUZZ_H
#define AIRLATCH_FUZZ_H
#include "../src/carrier/carrier.h"
#include "../src/client/client.h"

/* A reader. variant: a byte that chooses what is known besides the message, such as the time. */
typedef void fuzz_reader(const uint8_t *bytes, size_t size, uint8_t variant);

/* messages.c: signed messages, each with its type; texts.c and carriers.c: everything else. */
typedef struct { fuzz_reader *read; int type; } fuzz_message;
extern const fuzz_message FUZZ_MESSAGES[];
extern const size_t FUZZ_MESSAGE_COUNT;
extern fuzz_reader *const FUZZ_TEXTS[];
extern const size_t FUZZ_TEXT_COUNT;
fuzz_reader fuzz_carrier, fuzz_base64, fuzz_answer;
fuzz_reader fuzz_home, fuzz_system, fuzz_smbios; /* home.c, and system.c */
void fuzz_files(airlatch_bytes *all, size_t count, const uint8_t *bytes, size_t size);
void fuzz_ask(const uint8_t *license, size_t size, const char *home, uint8_t variant);

/* The readers' kit: its bytes, and the kit opened once. */
airlatch_bytes fuzz_kit_bytes(void);
const airlatch_kit *fuzz_kit(void);
/* Ends the program if a promise of the library is broken. */
void fuzz_must(bool holds, const char *what);
/* Reads each byte, for AddressSanitizer. */
void fuzz_touch(airlatch_bytes bytes);
#define FUZZ_MUST(holds) fuzz_must(holds, #holds)
#endif
