/**
 * The Python binding: the vectors of licenses and bundles give the same verdict and features, and its sample judges as the
 * one in C does.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { VECTOR_FOLDER } from '../../tools/vectors.ts'
import type { Vector } from '../vectors/make/case.ts'
import { toHex } from '../vectors/make/raw.ts'
import { type Installed, install, judgesFiles, NATIVE } from './installed.ts'
import { bytesOf, missingTools } from './library.ts'

const hasPython = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 8))']).status === 0
const missing = missingTools() ?? (hasPython ? undefined : 'needs Python 3.8')

describe.skipIf(missing !== undefined)(`Python${missing ? ` (skipped: ${missing})` : ''}`, () => {
  let installed: Installed
  beforeAll(() => {
    installed = install()
  })
  afterAll(() => rmSync(installed.folder, { recursive: true, force: true }))

  test('its structures have the sizes of those in the header', () => {
    const names = [
      'bytes',
      'id',
      'maybe',
      'reading',
      'key',
      'kit',
      'license',
      'revocations',
      'world',
      'verdict',
      'value',
    ]
    const prints = names.map(name => `printf("%zu\\n", sizeof(airlatch_${name}));`).join(' ')
    writeFileSync(
      join(installed.folder, 'sizes.c'),
      `#include <airlatch_core.h>\n#include <stdio.h>\nint main(void) { ${prints} return 0; }\n`,
    )
    const inC = installed.run('sh', '-ec', 'cc $(pkg-config --cflags airlatch) sizes.c -o sizes && ./sizes')
    const structures = names.map(name => `airlatch._${name[0]?.toUpperCase()}${name.slice(1)}`)
    const script = `import airlatch, ctypes\nfor one in (${structures}): print(ctypes.sizeof(one))`
    const inPython = installed.run('python3', '-c', script)
    expect(inC).toMatchObject({ status: 0, err: '' })
    expect(inPython).toEqual(inC)
  })

  test('answers the vectors as their files say', () => {
    // as a license alone a bundle is of the wrong type; Kit.check takes either
    const vectors = readdirSync(VECTOR_FOLDER)
      .filter(name => name.endsWith('.json'))
      .map(name => JSON.parse(readFileSync(join(VECTOR_FOLDER, name), 'utf8')) as Vector)
      .filter(({ reads }) => reads === 'license' || reads === 'bundle')
      .filter(({ expect: expected }) => expected === 'ok' || expected.code !== 'wrong-message-type')
      .map(vector => ({ ...vector, message: toHex(bytesOf(vector)) }))
      .filter(({ message }) => message.startsWith('d2'))
    expect(vectors.length).toBeGreaterThan(400)
    const { status, out, err } = installed.run(
      'python3',
      { input: JSON.stringify(vectors) },
      join(NATIVE, 'test/vectors.py'),
    )
    expect({ status, err }).toEqual({ status: 0, err: '' })
    const wanted = vectors.map(({ expect: expected, warnings = [], claims }) =>
      expected === 'ok' ? [true, [], warnings, claims?.features ?? {}] : [false, [expected.code], [], {}],
    )
    expect(JSON.parse(out)).toEqual(wanted)
  })

  test('its sample accepts and refuses what it should', () => {
    judgesFiles(file => installed.run('python3', join(NATIVE, 'samples/licensed.py'), file))
  })
})
