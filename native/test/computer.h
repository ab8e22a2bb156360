/* Owns how test programs print the readings of a computer, as one line of JSON. */
#ifndef AIRLATCH_TEST_COMPUTER_H
#define AIRLATCH_TEST_COMPUTER_H
#include "../src/probe/probe.h"
#include <stdio.h>

static void print_bytes(airlatch_bytes bytes) {
  for (size_t i = 0; i < bytes.size; i++) printf("%02x", bytes.data[i]);
}

static void print_computer(const al_computer *computer) {
  printf("{\"readings\":{");
  for (size_t i = 0; i < computer->count; i++) {
    printf("%s\"%d\":\"", i > 0 ? "," : "", computer->readings[i].kind);
    print_bytes(computer->readings[i].hashes);
    printf("\"");
  }
  printf("},\"platform\":%d,\"virtual\":\"%.*s\",\"user\":\"", computer->platform, (int)computer->virtual_name.size,
         computer->virtual_name.size > 0 ? (const char *)computer->virtual_name.data : "");
  print_bytes(computer->user);
  printf("\",\"computerId\":\"%.*s\",\"seen\":[", (int)computer->computer_id.size, (const char *)computer->computer_id.data);
  for (size_t i = 0; i < computer->seen_count; i++) printf("%s%lld", i > 0 ? "," : "", (long long)computer->seen[i]);
  printf("]}\n");
}
#endif
