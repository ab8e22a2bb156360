/*
 * Owns which license counts on this computer, and what an answer tells of it.
 */
#include "internal.h"
#include <time.h>

static void tell_text(airlatch_answer *answer, al_memory *memory, airlatch_text_name name, airlatch_bytes text) {
  if (text.data != NULL) answer->texts[name] = al_copy(memory, text.data, text.size);
}

/* Copies of the names and texts of all features, which end with a zero. */
static void tell_features(airlatch_answer *answer, al_memory *memory) {
  airlatch_bytes claim = answer->verdict.license.features;
  if (!answer->verdict.valid || claim.data == NULL) return;
  al_item map = al_cbor_item(claim.data);
  answer->features = al_take(memory, (size_t)map.argument * sizeof *answer->features);
  if (answer->features == NULL) return;
  const uint8_t *at = map.data;
  for (uint64_t i = 0; i < map.argument; i++) {
    al_item name = al_cbor_item(at);
    al_item value = al_cbor_item(al_cbor_after(name));
    al_named_feature *one = &answer->features[answer->feature_count++];
    one->name = (const char *)al_copy(memory, name.data, (size_t)name.argument).data;
    if (value.type == AL_TEXT) one->text = (const char *)al_copy(memory, value.data, (size_t)value.argument).data;
    at = al_cbor_after(value);
  }
}

static void tell(airlatch_answer *answer, al_memory *memory, const airlatch_kit *kit) {
  const airlatch_license *license = &answer->verdict.license;
  static const char DIGITS[] = "0123456789abcdef";
  tell_text(answer, memory, AIRLATCH_PRODUCT_NAME, kit->product_name);
  tell_text(answer, memory, AIRLATCH_CONTACT, kit->contact);
  if (!answer->verdict.has_license) return;
  char id[16];
  for (size_t i = 0; i < 16; i++)
    id[i] = DIGITS[license->activation.bytes[i / 2] >> (i % 2 == 0 ? 4 : 0) & 15];
  tell_text(answer, memory, AIRLATCH_KEY_ID, license->key_id);
  tell_text(answer, memory, AIRLATCH_ACTIVATION_ID, (airlatch_bytes){ (const uint8_t *)id, sizeof id });
  tell_text(answer, memory, AIRLATCH_LICENSEE, license->licensee);
  tell_text(answer, memory, AIRLATCH_LICENSED_VERSION, license->version);
  tell_text(answer, memory, AIRLATCH_USER_DATA, license->user_data);
  tell_features(answer, memory);
}

void al_status(airlatch_answer *answer, al_memory *memory, const airlatch_kit *kit, const al_computer *computer,
               al_shares *shares, const airlatch_question *question) {
  airlatch_world world = { .now = (int64_t)time(NULL), .readings = computer->readings, .reading_count = computer->count };
  world.platform = computer->platform;
  world.user = computer->user;
  world.virtual_name = computer->virtual_name;
  if (question->version != NULL)
    world.program_version = (airlatch_bytes){ (const uint8_t *)question->version, strlen(question->version) };
  if (question->license == NULL) {
    (void)shares;
    al_refuse(&answer->verdict, AIRLATCH_NO_LICENSE);
  } else {
    airlatch_bytes copy = al_copy(memory, question->license, question->license_size);
    airlatch_bytes message;
    airlatch_code code = copy.data == NULL
        ? AIRLATCH_OUT_OF_MEMORY
        : al_carried(memory, (const int[]){ AL_LICENSE, AL_BUNDLE, 0 }, copy.data, copy.size, &message);
    if (code == AIRLATCH_OK) airlatch_verify(&answer->verdict, kit, &world, message.data, message.size);
    else al_refuse(&answer->verdict, code);
  }
  tell(answer, memory, kit);
}
