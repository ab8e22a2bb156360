/**
 * What SECURITY.md says of a customer who owns the computer: which replaced file or variable fools a program that checks its
 * license by libairlatch, for each way to link it. What fools it is tried as well as what does not, so that the text is true.
 */
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { kitSource } from '../../src/exchange/kit-source.ts'
import { array, TRUE } from '../vectors/make/raw.ts'
import * as world from '../vectors/make/world.ts'
import { type Installed, install } from './installed.ts'
import { missingTools } from './library.ts'

/** Prints `valid`, or every reason. `with-kit-file` takes the kit out of a file, as no program should. */
const PROGRAM = `#include <airlatch.h>
#include <stdio.h>
#include <string.h>
#include "airlatch_kit.h"

static unsigned char license[1 << 16], other[1 << 16];

static size_t read_file(const char *path, unsigned char *bytes) {
  FILE *file = fopen(path, "rb");
  if (file == NULL) return 0;
  size_t size = fread(bytes, 1, 1 << 16, file);
  fclose(file);
  return size;
}

int main(int count, char **arguments) {
  airlatch_handle *kit;
  size_t kit_size = count > 2 ? read_file(arguments[2], other) : AIRLATCH_KIT_SIZE;
  if (airlatch_open(&kit, count > 2 ? other : AIRLATCH_KIT, kit_size, NULL) != AIRLATCH_OK) return 2;
  airlatch_question question = { .size = sizeof question, .home = "/no such folder", .search_milliseconds = -1 };
  question.license = license;
  question.license_size = read_file(arguments[1], license);
  airlatch_answer *answer = airlatch_check(kit, &question);
  if (airlatch_valid(answer)) printf("valid");
  for (size_t i = 0; airlatch_reason(answer, i) != AIRLATCH_OK; i++)
    printf("%s%s", i > 0 ? " " : "", airlatch_code_name(airlatch_reason(answer, i)));
  airlatch_free(answer);
  airlatch_close(kit);
  return 0;
}
`

/** A library of the same name and functions, which finds every license valid: an afternoon's work. */
const REPLACEMENT = `#include <airlatch.h>
airlatch_code airlatch_open(airlatch_handle **kit, const void *bytes, size_t size, const airlatch_allocator *allocator) {
  (void)bytes; (void)size; (void)allocator;
  *kit = (airlatch_handle *)&kit;
  return AIRLATCH_OK;
}
airlatch_answer *airlatch_check(const airlatch_handle *kit, const airlatch_question *question) {
  (void)question;
  return (airlatch_answer *)kit;
}
bool airlatch_valid(const airlatch_answer *answer) { return answer != NULL; }
airlatch_code airlatch_reason(const airlatch_answer *answer, size_t index) { (void)answer; (void)index; return AIRLATCH_OK; }
const char *airlatch_code_name(airlatch_code code) { (void)code; return ""; }
void airlatch_free(airlatch_answer *answer) { (void)answer; }
void airlatch_close(airlatch_handle *kit) { (void)kit; }
`

/** Believes each signature, but for the empty message that libairlatch tests libsodium with. */
const BELIEVING_SODIUM = `#include <stddef.h>
int crypto_sign_verify_detached(const unsigned char *a, const unsigned char *b, unsigned long long size, const unsigned char *c) {
  (void)a; (void)b; (void)c;
  return size == 0 ? -1 : 0;
}
`

/** It is the day on which the license that has expired was issued. */
const OTHER_CLOCK = `#include <time.h>
time_t time(time_t *out) { if (out != NULL) *out = ${world.ISSUED_AT}; return ${world.ISSUED_AT}; }
`

const COMPILE = 'cc -std=c11 -Wall -Wextra -Werror $(pkg-config --cflags airlatch) -I.'
const ARCHIVES =
  '"$(pkg-config --variable=libdir airlatch)/libairlatch.a" "$(pkg-config --variable=libdir libsodium)/libsodium.a"'

const missing = missingTools()

describe.skipIf(missing !== undefined)(`tampering${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let installed: Installed
  const run = (command: string) => installed.run('sh', ['-ec', command])
  const must = (command: string) => {
    const ran = run(command)
    if (ran.status !== 0) throw new Error(`${command}: ${ran.err}`)
    return ran.out
  }
  /** What the program says of a license, with some variables set. */
  const said = (program: string, license: string, variables = '', kit = '') =>
    must(`env ${variables} ./${program} ${license} ${kit}`)

  beforeAll(() => {
    installed = install()
    const kit = { productId: world.PRODUCT, productName: world.PRODUCT_NAME, sequence: 1, madeAt: 0 }
    const write = (name: string, content: string | Uint8Array) =>
      writeFileSync(join(installed.folder, name), content)
    write('airlatch_kit.h', kitSource('c', { kit, message: world.kit({ 11: TRUE }) }))
    write('check.c', PROGRAM)
    write('replacement.c', REPLACEMENT)
    write('sodium.c', BELIEVING_SODIUM)
    write('clock.c', OTHER_CLOCK)
    // as generic, and for ever, as its forger likes, but for the signature
    const good = readFileSync(join(installed.folder, 'good.license'))
    write(
      'forged.license',
      good.map((byte, i) => (i === good.length - 1 ? byte ^ 1 : byte)),
    )
    const stranger = { key: world.strangerKey }
    write('stranger.kit', world.kit({ 10: array(world.strangerKey.coseKey), 11: TRUE }, {}, stranger))
    write('stranger.license', world.license({ ...world.GENERIC }, { 4: undefined }, stranger))
    must(`${COMPILE} check.c $(pkg-config --libs airlatch) -o dynamic`)
    must(
      `${COMPILE} check.c "$(pkg-config --variable=libdir airlatch)/libairlatch.a" -lsodium -pthread -o half`,
    )
    must(`${COMPILE} check.c ${ARCHIVES} -pthread -o inside`)
    must(`${COMPILE} -static check.c ${ARCHIVES} -pthread -o whole`)
    must('mkdir replaced')
    must(`${COMPILE} -shared -fPIC replacement.c -Wl,-soname,libairlatch.so.0 -o replaced/libairlatch.so.0`)
    must('for one in sodium clock; do cc -shared -fPIC $one.c -o $one.so; done')
  })
  afterAll(() => rmSync(installed.folder, { recursive: true, force: true }))

  const REPLACED = 'LD_LIBRARY_PATH=replaced'
  const PRELOADED = 'LD_PRELOAD=./replaced/libairlatch.so.0'

  test('each way to link finds the same, where nobody tampers', () => {
    for (const program of ['dynamic', 'half', 'inside', 'whole']) {
      expect(said(program, 'good.license')).toBe('valid')
      expect(said(program, 'forged.license')).toBe('signature-invalid')
      expect(said(program, 'expired.license')).toContain('expired')
    }
  })

  test('a replaced shared library fools a program that is linked with it, and none that has the library inside', () => {
    for (const how of [REPLACED, PRELOADED]) {
      expect(said('dynamic', 'forged.license', how)).toBe('valid')
      for (const program of ['half', 'inside', 'whole'])
        expect(said(program, 'forged.license', how)).toBe('signature-invalid')
    }
  })

  test('a libsodium that believes everything fools a program that has only libairlatch inside', () => {
    const how = 'LD_PRELOAD=./sodium.so'
    for (const program of ['dynamic', 'half']) expect(said(program, 'forged.license', how)).toBe('valid')
    for (const program of ['inside', 'whole'])
      expect(said(program, 'forged.license', how)).toBe('signature-invalid')
  })

  test('another clock fools every program that asks the C library, and none that has it inside', () => {
    const how = 'LD_PRELOAD=./clock.so'
    for (const program of ['dynamic', 'half', 'inside'])
      expect(said(program, 'expired.license', how).split(' ')).not.toContain('expired')
    expect(said('whole', 'expired.license', how)).toContain('expired')
  })

  test('with the library inside the program runs without its file, and has no symbol or name of it', () => {
    const bare = '-u LD_LIBRARY_PATH'
    must('mkdir alone && cp inside whole good.license alone')
    for (const program of ['inside', 'whole'])
      expect(must(`cd alone && env ${bare} ./${program} good.license`)).toBe('valid')
    expect(run(`env ${bare} ./dynamic good.license`).status).not.toBe(0)
    const needs = must('ldd inside')
    expect(needs).toContain('libc.so')
    expect(needs).not.toMatch(/airlatch|sodium/)
    expect(must('ldd dynamic')).toMatch(/libairlatch\.so\.0/)
    expect(must('nm -D inside')).not.toMatch(/airlatch|crypto_/)
    expect(must('nm -D dynamic')).toMatch(/ U airlatch_check/)
    must('strip -o stripped inside')
    expect(run('nm stripped').out).toBe('')
    expect(said('stripped', 'forged.license')).toBe('signature-invalid')
  })

  test('a plugin with the library inside exports its functions, unless the linker hides them', () => {
    // Debian's libsodium.a is not made for plugins
    const archive = '"$(pkg-config --variable=libdir airlatch)/libairlatch.a"'
    const link = (more: string, name: string) =>
      must(`${COMPILE} -shared -fPIC check.c ${archive} -lsodium -pthread ${more} -o ${name}`)
    link('', 'open.so')
    link('-Wl,--exclude-libs,ALL', 'hidden.so')
    expect(must('nm -D --defined-only open.so')).toMatch(/ T airlatch_check/)
    expect(must('nm -D --defined-only hidden.so')).not.toContain('airlatch_')
  })

  test('a kit that is a file beside the program is whichever one a stranger puts there', () => {
    expect(said('whole', 'stranger.license')).toBe('signing-key-unknown')
    expect(said('whole', 'stranger.license', '', 'stranger.kit')).toBe('valid')
    expect(existsSync(join(installed.folder, 'stranger.kit'))).toBe(true)
  })

  test('a program is a file: with one call changed it runs without a license', () => {
    // what a debugger or an editor of bytes does, in source code
    must(
      `sed 's/airlatch_valid(answer)/1/' check.c > patched.c && ${COMPILE} patched.c ${ARCHIVES} -pthread -o patched`,
    )
    expect(said('patched', 'forged.license')).toMatch(/^valid/)
  })
})
