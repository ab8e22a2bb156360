/**
 * The installed C library: its sample is built as a stranger would build it, against the shared and the static library, with
 * pkg-config and with CMake, and accepts and refuses what it should.
 */
import { spawnSync } from 'node:child_process'
import { copyFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { armor } from '../vectors/make/raw.ts'
import { type Installed, install, judgesFiles, NATIVE, type Ran } from './installed.ts'
import { missingTools } from './library.ts'

const missing = missingTools()
const hasCmake = spawnSync('cmake', ['--version']).status === 0
const hasCpp = spawnSync('c++', ['--version']).status === 0
const hasPython = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0
const SAMPLE = join(NATIVE, 'samples/licensed.c')

describe.skipIf(missing !== undefined)(`installed${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let installed: Installed
  beforeAll(() => {
    installed = install()
  })
  afterAll(() => rmSync(installed.folder, { recursive: true, force: true }))

  const compile = (program: string, how: string): Ran =>
    installed.run(
      'sh',
      '-ec',
      `cc -std=c11 -Wall -Wextra -Wpedantic -Werror -I. ${SAMPLE} -o ${program} ${how}`,
    )

  const judges = (program: string) => judgesFiles(file => installed.run(program, file))

  test('builds with pkg-config against the shared library', () => {
    expect(compile('shared', '$(pkg-config --cflags --libs airlatch)')).toMatchObject({ status: 0, err: '' })
    expect(installed.run('ldd', 'shared').out).toContain('libairlatch.so.0')
    judges('./shared')
  })

  test('builds with pkg-config against the static library', () => {
    const library = '$(pkg-config --variable=libdir airlatch)/libairlatch.a'
    const how = `$(pkg-config --cflags airlatch) ${library} $(pkg-config --libs libsodium)`
    expect(compile('static', how)).toMatchObject({ status: 0, err: '' })
    expect(installed.run('ldd', 'static').out).not.toContain('libairlatch')
    judges('./static')
  })

  test.skipIf(!hasCpp)(
    'builds the sample in C++, under the sanitizers',
    () => {
      const source = join(NATIVE, 'samples/licensed.cpp')
      const flags = '-std=c++17 -Wall -Wextra -Wpedantic -Werror -fsanitize=address,undefined -I.'
      const command = `c++ ${flags} ${source} -o cpp $(pkg-config --cflags --libs airlatch)`
      expect(installed.run('sh', '-ec', command)).toMatchObject({ status: 0, err: '' })
      judges('./cpp')
    },
    60_000,
  )

  test.skipIf(!hasPython)('the guide docs/guides/native.md works as it says', () => {
    const guide = readFileSync(join(NATIVE, '../docs/guides/native.md'), 'utf8')
    const steps = [...guide.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, step]) => step).join('')
    const inFolder = (name: string) => join(installed.folder, name)
    for (const [label, from, to] of [
      ['KIT', 'vendor.kit', 'scope.kit'],
      ['LICENSE', 'good.license', 'scope.license'],
    ] as const)
      writeFileSync(inFolder(to), armor(label, readFileSync(inFolder(from))))
    for (const sample of ['samples/licensed.c', 'samples/licensed.py', 'python/airlatch.py'])
      copyFileSync(join(NATIVE, sample), inFolder(basename(sample)))
    const { status, out, err } = installed.run('sh', '-ec', steps)
    expect({ status, err }).toEqual({ status: 0, err: '' })
    const { out: once } = installed.run('./licensed', 'good.license')
    expect(out).toBe(once + once)
    expect(once).toContain('export: yes')
  })

  test.skipIf(!hasCmake)(
    'builds with CMake against both',
    () => {
      writeFileSync(
        join(installed.folder, 'CMakeLists.txt'),
        `cmake_minimum_required(VERSION 3.16)
      project(licensed C)
      find_package(airlatch REQUIRED)
      foreach(kind airlatch static)
        add_executable(with-\${kind} ${SAMPLE})
        target_include_directories(with-\${kind} PRIVATE .)
        target_link_libraries(with-\${kind} airlatch::\${kind})
      endforeach()`,
      )
      const made = installed.run(
        'cmake',
        '-S',
        '.',
        '-B',
        'cmake',
        `-DCMAKE_PREFIX_PATH=${installed.folder}/usr`,
      )
      expect(made).toMatchObject({ status: 0, err: '' })
      expect(installed.run('cmake', '--build', 'cmake')).toMatchObject({ status: 0, err: '' })
      for (const kind of ['airlatch', 'static']) judges(`cmake/with-${kind}`)
    },
    60_000,
  )
})
