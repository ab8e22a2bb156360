/**
 * The installed C library: its sample is built as a stranger would build it, against the shared and the static library, with
 * pkg-config and with CMake, and accepts and refuses what it should.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { followGuide } from './guide.ts'
import { type Installed, install, KIT } from './installed.ts'
import { judgesFiles, kitOf } from './languages.ts'
import { missingTools } from './library.ts'
import { NATIVE } from './make.ts'

const missing = missingTools()
const hasCmake = spawnSync('cmake', ['--version']).status === 0

describe.skipIf(missing !== undefined)(`installed${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let installed: Installed
  beforeAll(() => {
    installed = install()
    copyFileSync(join(NATIVE, 'samples/licensed.c'), join(installed.folder, 'licensed.c'))
    const { file, source } = kitOf('c')
    writeFileSync(join(installed.folder, file), source(KIT))
  })
  afterAll(() => rmSync(installed.folder, { recursive: true, force: true }))

  const compile = (program: string, how: string) =>
    installed.script(`cc -std=c11 -Wall -Wextra -Wpedantic -Werror licensed.c -o ${program} ${how}`)
  const judges = (program: string) => judgesFiles(file => installed.run(program, [file]))

  test('builds with pkg-config against the shared library', () => {
    compile('shared', '$(pkg-config --cflags --libs airlatch)')
    expect(installed.run('ldd', ['shared']).out).toContain('libairlatch.so.0')
    // so that it finds a libsodium beside it
    expect(installed.run('readelf', ['-d', 'usr/lib/libairlatch.so']).out).toMatch(/RUNPATH.*\[\$ORIGIN\]/)
    judges('./shared')
  })

  test('builds with pkg-config against the static library', () => {
    const library = '$(pkg-config --variable=libdir airlatch)/libairlatch.a'
    compile('static', `$(pkg-config --cflags airlatch) ${library} $(pkg-config --libs libsodium)`)
    expect(installed.run('ldd', ['static']).out).not.toContain('libairlatch')
    judges('./static')
  })

  test('the guide native.md works as it says', () => followGuide('native.md', installed))

  test.skipIf(!hasCmake)(`builds with CMake against both${hasCmake ? '' : ' (skipped: needs cmake)'}`, () => {
    writeFileSync(
      join(installed.folder, 'CMakeLists.txt'),
      `cmake_minimum_required(VERSION 3.16)
        project(licensed C)
        find_package(airlatch REQUIRED)
        foreach(kind airlatch static)
          add_executable(with-\${kind} licensed.c)
          target_link_libraries(with-\${kind} airlatch::\${kind})
        endforeach()`,
    )
    installed.script(`cmake -S . -B cmake -DCMAKE_PREFIX_PATH='${installed.folder}/usr'
        cmake --build cmake`)
    for (const kind of ['airlatch', 'static']) judges(`cmake/with-${kind}`)
  })
})
