/**
 * The C library finds the client's folder where the tool `airlatch` has it (SPEC.md 16.5): by the variables of the account, or
 * for all users of the computer.
 */
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeLicense } from '../../src/core/message/license.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../src/crypto/pem.ts'
import { environment } from '../world/environment.ts'
import { kitBy } from '../world/kit.ts'
import { DAY, license, today } from '../world/nouns.ts'
import { sealLicense } from '../world/seal.ts'
import { buildAnswers, PROGRAMS } from './answers.ts'
import { missingTools } from './library.ts'

const missing = process.platform === 'linux' ? missingTools() : 'looks at homes as Linux has them'
const root = mkdtempSync(join(tmpdir(), 'airlatch-homes-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))
const at = (...path: readonly string[]) => join(root, ...path)
const TOOL = join(import.meta.dirname, '..', '..', 'client-tool', 'main.ts')

/** Each home has a license of its own key id. */
function put(folder: string, keyId: string): void {
  mkdirSync(join(folder, 'scope'), { recursive: true })
  const bytes = sealLicense(encodeLicense(license({ ...GENERIC, keyId })), key)
  writeFileSync(join(folder, 'scope', 'license.cbor'), bytes)
  writeFileSync(join(folder, 'scope', 'kit.cbor'), kit)
}

const key = secretKeyOfPem(newSecretKeyPem())
const kit = kitBy(key, 1, [key], { madeAt: today() - 9 * DAY, allowGeneric: true })
const GENERIC = { binding: { kind: 'generic' }, issuedAt: today() - 8 * DAY } as const

beforeAll(() => {
  if (missing === undefined) buildAnswers()
  writeFileSync(at('kit'), kit)
  put(at('account', '.local/share/airlatch'), 'ACCOUNT')
  put(at('data', 'airlatch'), 'DATA')
  put(at('named'), 'NAMED')
  mkdirSync(at('nothing'))
})

/** The key ids that the library and the tool find; undefined: no license. */
function found(env: Readonly<Record<string, string>>, before: readonly string[] = []): readonly unknown[] {
  const run = (...words: readonly string[]) => {
    const [program = '', ...rest] = [...before, ...words]
    const { stdout } = spawnSync(program, rest, { env: environment(env), encoding: 'utf8', cwd: root })
    return JSON.parse(stdout)
  }
  const ours = run(PROGRAMS.sanitizers, at('kit'))
  const theirs = run(process.execPath, TOOL, 'status', '--json')
  return [ours.keyId ?? undefined, theirs.license?.keyId]
}

describe.skipIf(missing !== undefined)(`the home${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test.each([
    ['of the account', { HOME: at('account') }, 'ACCOUNT'],
    ['by XDG_DATA_HOME', { HOME: at('account'), XDG_DATA_HOME: at('data') }, 'DATA'],
    ['not by one that is no whole path', { HOME: at('account'), XDG_DATA_HOME: 'data' }, 'ACCOUNT'],
    ['not by an empty one', { HOME: at('account'), XDG_DATA_HOME: '' }, 'ACCOUNT'],
    ['by AIRLATCH_HOME', { HOME: at('account'), AIRLATCH_HOME: at('named') }, 'NAMED'],
    ['by AIRLATCH_HOME from here', { HOME: at('account'), AIRLATCH_HOME: 'named' }, 'NAMED'],
    ['not by an empty AIRLATCH_HOME', { HOME: at('account'), AIRLATCH_HOME: '' }, 'ACCOUNT'],
  ])('%s', (_, env, keyId) => {
    expect(found(env)).toEqual([keyId, keyId])
  })

  const own = ['unshare', '--mount', '--map-root-user', 'sh', '-c']
  const canMount = spawnSync('unshare', ['--mount', '--map-root-user', 'true']).status === 0
  test.skipIf(!canMount)('of the computer, where the account has none', () => {
    const script = 'mount -t tmpfs none /var/lib && cp -r "$0" /var/lib/airlatch && exec "$@"'
    put(at('computer'), 'COMPUTER')
    const before = [...own, script, at('computer')]
    expect(found({ HOME: at('nothing') }, before)).toEqual(['COMPUTER', 'COMPUTER'])
    expect(found({ HOME: at('account') }, before)).toEqual(['ACCOUNT', 'ACCOUNT'])
  })
})
