/**
 * The C library answers by what lies in the client's folder as the TypeScript client does: also where files are damaged,
 * missing, replaced, or something else than files (AL-03).
 */
import { spawnSync } from 'node:child_process'
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { encodeArmor } from '../../src/carrier/armor.ts'
import { changed, installationOf, recall } from '../../src/client/state/installation.ts'
import { recordReset } from '../../src/client/state/memory.ts'
import { workloadFingerprint } from '../../src/core/computer/workload.ts'
import type { SecretKey } from '../../src/core/cose/key.ts'
import { encodeLicense, type License } from '../../src/core/message/license.ts'
import type { State } from '../../src/core/message/state.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../src/crypto/pem.ts'
import { kitBy } from '../world/kit.ts'
import { DAY, license, today } from '../world/nouns.ts'
import { sealBundle, sealLicense, sealRevocations } from '../world/seal.ts'
import { type Answered, answered } from './answer-main.ts'
import { agrees, buildAnswers, expectSame, libraryAnswers } from './answers.ts'
import { missingTools } from './library.ts'

const missing = missingTools()
const root = mkdtempSync(join(tmpdir(), 'airlatch-folder-'))
afterAll(() => rmSync(root, { recursive: true, force: true }))

const NOW = today()
const SINCE = NOW - 100 * DAY
const [A, B, C] = Array.from({ length: 3 }, () => secretKeyOfPem(newSecretKeyPem())) as [
  SecretKey,
  SecretKey,
  SecretKey,
]
const made = (sequence: number) => ({ madeAt: SINCE + sequence, allowGeneric: true })
const KITS = {
  one: kitBy(A, 1, [A], made(1)),
  two: kitBy(A, 2, [A, B], made(2)),
  three: kitBy(B, 3, [B, A], { ...made(3), retired: new Map([[A.public.kid, NOW - DAY]]) }),
  other: kitBy(C, 9, [C], made(9)),
  strict: kitBy(A, 4, [A], { madeAt: SINCE + 4 }),
}
const ID = '0011223344556677'
const WORKLOAD = { AIRLATCH_WORKLOAD: 'prod/scope-1' }

function signed(change: Partial<License>, key: SecretKey = A): Uint8Array {
  return sealLicense(encodeLicense(license({ issuedAt: NOW - 50 * DAY, ...change })), key)
}
const LICENSES = {
  lasting: signed({ binding: { kind: 'generic' }, features: new Map<string, never>() }),
  ending: signed({ binding: { kind: 'generic' }, expiresAt: NOW + 90 * DAY }),
  soon: signed({
    binding: { kind: 'generic' },
    expiresAt: NOW + 9 * DAY,
    maintenance: { until: NOW + 5 * DAY },
  }),
  grace: signed({ binding: { kind: 'generic' }, expiresAt: NOW - DAY, graceDays: 5 }),
  over: signed({ binding: { kind: 'generic' }, expiresAt: NOW - 9 * DAY, graceDays: 5 }),
  foreign: signed({ expiresAt: NOW + 90 * DAY }),
  forged: signed({ binding: { kind: 'generic' } }, C),
}

let homes = 0
/** A home with an installation, and these files below the product's folder. */
function home(files: Readonly<Record<string, Uint8Array | string>> = {}, withInstallation = true): string {
  const path = join(root, `${++homes}`, 'airlatch')
  mkdirSync(join(path, 'scope'), { recursive: true })
  if (withInstallation) installationOf(join(path, 'scope'), 'scope', NOW - 10 * DAY)
  for (const [name, bytes] of Object.entries(files)) writeFileSync(join(path, 'scope', name), bytes)
  return path
}

const placeOf = (path: string, copies: readonly string[] = []) => ({
  folder: join(path, 'scope'),
  productId: 'scope',
  copies,
})
function write(path: string, change: Partial<State>, copies?: readonly string[]): void {
  const place = placeOf(path, copies)
  const { own } = recall(place)
  if (own === undefined) throw new Error('no installation')
  changed(place, own, state => ({ ...state, ...change }), NOW)
}
const stateFile = (path: string) => {
  const folder = join(path, 'scope', 'installation')
  return join(folder, readdirSync(folder).find(name => name.startsWith('state-')) ?? '')
}

let kit: string
beforeAll(() => {
  if (missing !== undefined) return
  buildAnswers()
  kit = join(root, 'built-in.kit')
  writeFileSync(kit, KITS.one)
})
const on = (path: string, more = {}, again = true) =>
  agrees({ kit, home: path, variables: WORKLOAD, ...more }, again)
/** The client puts its own state in the place of all that it has read in the folder, of others as well. */
const onceOn = (path: string) => on(path, {}, false)

/** Something in the place of a file, which may be there. */
const INSTEAD: Readonly<Record<string, (path: string) => void>> = {
  missing: path => rmSync(path, { recursive: true, force: true }),
  empty: path => writeFileSync(path, ''),
  garbage: path => writeFileSync(path, 'what is this'),
  truncated: path => writeFileSync(path, readFileSync(path).subarray(0, -9)),
  flipped: path =>
    writeFileSync(
      path,
      readFileSync(path).map((byte, i) => (i === 60 ? byte ^ 1 : byte)),
    ),
  longer: path => writeFileSync(path, Buffer.concat([readFileSync(path), Buffer.of(0)])),
  huge: path => writeFileSync(path, new Uint8Array(3 << 20)),
  'a folder': path => replaced(path, () => mkdirSync(path)),
  'a pipe': path => replaced(path, () => spawnSync('mkfifo', [path])),
  'a link to it': path => {
    cpSync(path, `${path}.elsewhere`)
    replaced(path, () => symlinkSync(`${path}.elsewhere`, path))
  },
  'a link to nothing': path => replaced(path, () => symlinkSync('/no/such/file', path)),
  'a link to itself': path => replaced(path, () => symlinkSync(path, path)),
  'a device': path => replaced(path, () => symlinkSync('/dev/zero', path)),
}
function replaced(path: string, make: () => void): void {
  rmSync(path, { recursive: true, force: true })
  make()
}

describe.skipIf(missing !== undefined)(`the folder${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test.each(Object.keys(LICENSES))('an installed license: %s', async name => {
    const bytes = LICENSES[name as keyof typeof LICENSES]
    for (const path of [home({ 'license.cbor': bytes }), home({ 'license.cbor': bytes }, false)])
      await on(path)
  })

  test('nothing at all: no home, an empty one, one without a license', async () => {
    expect((await on(join(root, 'nowhere'))).reasons).toEqual(['no-license'])
    await on(home({}, false))
    await on(home())
  })

  test.each(Object.keys(INSTEAD))('AL-03: %s in the place of a file', async what => {
    const files = {
      'license.cbor': LICENSES.ending,
      'kit.cbor': KITS.three,
      'kit-2.cbor': KITS.two,
      'revocations.cbor': revocations(1, ['ffffffffffffffff']),
    }
    for (const name of [...Object.keys(files), 'installation/key.pem', 'state']) {
      const path = home(files)
      INSTEAD[what]?.(name === 'state' ? stateFile(path) : join(path, 'scope', name))
      await on(path)
    }
  })

  test('AL-03: a file in the place of a folder', async () => {
    for (const name of ['', 'scope', 'scope/installation']) {
      const path = home({ 'license.cbor': LICENSES.ending })
      replaced(join(path, name), () => writeFileSync(join(path, name), 'x'))
      await on(path)
    }
    const path = home({ 'license.cbor': LICENSES.ending })
    replaced(join(path, 'scope/installation'), () => mkdirSync(join(path, 'scope/installation')))
    await on(path)
  })
})

function revocations(sequence: number, activations: readonly string[], key = A): Uint8Array {
  return sealRevocations(
    { vendor: 'Acme', productId: 'scope', madeAt: SINCE + 50, sequence, activations },
    key,
  )
}

describe.skipIf(missing !== undefined)(`kits and lists${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('AL-03: steps lead from the built-in kit to a newer one, whose keys then count', async () => {
    const byB = signed({ binding: { kind: 'generic' } }, B)
    const steps = { 'kit.cbor': KITS.three, 'kit-2.cbor': KITS.two }
    expect((await on(home({ ...steps, 'license.cbor': byB }))).valid).toBe(true)
    expect((await on(home({ 'kit.cbor': KITS.three, 'license.cbor': byB }))).reasons).toEqual([
      'signing-key-unknown',
    ])
    await on(home({ ...steps, 'license.cbor': signed({ binding: { kind: 'generic' }, issuedAt: NOW }, A) }))
    await on(home({ 'kit.cbor': KITS.other, 'license.cbor': LICENSES.forged }))
    expect((await on(home({ 'kit.cbor': KITS.strict, 'license.cbor': LICENSES.ending }))).reasons).toEqual([
      'generic-not-allowed',
    ])
  })

  test('an older kit put back is reported', async () => {
    const path = home({ 'license.cbor': LICENSES.ending })
    write(path, { kitsSeen: new Map([[A.public.kid, 4]]) })
    expect((await on(path)).warnings).toEqual(['kit-rolled-back'])
    write(path, { kitsSeen: new Map([[C.public.kid, 9]]) })
    await on(path)
  })

  test('AL-03: what a list revokes, and an older one, and one of a retired key', async () => {
    const files = { 'license.cbor': LICENSES.lasting }
    const [revoked, not] = [revocations(5, [ID]), revocations(6, [])]
    expect((await on(home({ ...files, 'revocations.cbor': revoked }))).reasons).toEqual(['license-revoked'])
    await on(home({ ...files, 'revocations.cbor': not }))
    const seen = home({ ...files, 'revocations.cbor': revoked })
    write(seen, { revocationsSeen: new Map([[A.public.kid, 6]]) })
    await on(seen)
    const noted = home(files)
    write(noted, { revoked: new Map([[ID, NOW - DAY]]) })
    expect((await on(noted)).reasons).toEqual(['license-revoked'])
    writeFileSync(join(noted, 'scope', 'revocations.cbor'), not)
    expect((await on(noted)).valid).toBe(true)
    const steps = { 'kit.cbor': KITS.three, 'kit-2.cbor': KITS.two }
    await on(home({ ...files, ...steps, 'revocations.cbor': revoked }))
    await on(home({ ...files, ...steps, 'revocations.cbor': revocations(4, [ID], B) }))
  })
})

describe.skipIf(missing !== undefined)(
  `AL-03: bytes that the program brings${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    /** The client's answer to the same license as text in the environment. */
    async function given(path: string, bytes: Uint8Array, label = 'license'): Promise<Answered> {
      const text = encodeArmor(label, bytes)
      for (const [name, content] of [
        ['raw', bytes],
        ['text', text],
      ] as const)
        writeFileSync(`${path}.${name}`, content)
      const asked = { kit, home: path, variables: WORKLOAD }
      const ours = ['raw', 'text'].map(name =>
        libraryAnswers(asked, undefined, ['license', `${path}.${name}`]),
      )
      const theirs = await answered({ ...asked, variables: { ...WORKLOAD, AIRLATCH_LICENSE: text } })
      for (const one of ours) expectSame(one, { ...theirs, source: null })
      return theirs
    }

    test('are held against the record, the lists and the newer kits that are here', async () => {
      const steps = { 'kit.cbor': KITS.three, 'kit-2.cbor': KITS.two }
      const dead = home()
      write(dead, { deactivated: new Map([[ID, NOW - DAY]]) })
      const homes = [
        join(root, 'nowhere-at-all'),
        home(),
        home(steps),
        home({ 'revocations.cbor': revocations(5, [ID]) }),
        dead,
      ]
      for (const path of homes) for (const bytes of Object.values(LICENSES)) await given(path, bytes)
      expect((await given(dead, LICENSES.lasting)).reasons).toEqual(['deactivated'])
    })

    test('may be a bundle', async () => {
      const bundle = (...licenses: readonly Uint8Array[]) =>
        sealBundle({ vendor: 'Acme', productId: 'scope', madeAt: SINCE + 60, licenses }, A)
      for (const licenses of [
        [LICENSES.foreign],
        [LICENSES.foreign, LICENSES.over, LICENSES.ending],
        [LICENSES.ending, LICENSES.lasting, LICENSES.forged],
      ])
        await given(home(), bundle(...licenses), 'bundle')
    })
  },
)

describe.skipIf(missing !== undefined)(`states${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('AL-03: what was deactivated here, by this installation or another one', async () => {
    const path = home({ 'license.cbor': LICENSES.lasting })
    write(path, { deactivated: new Map([[ID, NOW - DAY]]) })
    expect((await on(path)).reasons).toEqual(['deactivated'])
    const before = stateFile(path)
    // of another installation: its folder is new, and the state lies beside
    rmSync(join(path, 'scope', 'installation', 'key.pem'))
    await on(path)
    const other = home({ 'license.cbor': LICENSES.lasting })
    cpSync(before, join(other, 'scope', 'installation', 'state-00000000000000aa.cbor'))
    expect((await onceOn(other)).reasons).toEqual(['deactivated'])
  })

  test('AL-03: a copy overrules an older home that was put back, and one of another installation counts', async () => {
    const copies = [join(root, 'copies', 'airlatch')]
    const path = home({ 'license.cbor': LICENSES.lasting })
    cpSync(path, `${path}.before`, { recursive: true })
    write(path, { deactivated: new Map([[ID, NOW - DAY]]) }, copies)
    rmSync(path, { recursive: true })
    cpSync(`${path}.before`, path, { recursive: true })
    expect((await on(path)).valid).toBe(true)
    expect((await on(path, { copies })).reasons).toEqual(['deactivated'])
    const fresh = home({ 'license.cbor': LICENSES.lasting })
    expect((await on(fresh, { copies })).reasons).toEqual(['deactivated'])
    rmSync(join(fresh, 'scope', 'installation'), { recursive: true })
    expect((await on(fresh, { copies })).reasons).toEqual(['deactivated'])
    for (const name of readdirSync(copies[0] as string))
      writeFileSync(join(copies[0] as string, name), 'garbage')
    await on(fresh, { copies })
  })

  test('several states of one installation are joined, in whatever order', async () => {
    const path = home({ 'license.cbor': LICENSES.lasting })
    const first = readFileSync(stateFile(path))
    write(path, { deactivated: new Map([[ID, NOW - DAY]]), latestAt: NOW + 3 * DAY })
    for (const name of ['0', 'f'])
      writeFileSync(join(path, `scope/installation/state-${name.repeat(16)}.cbor`), first)
    expect((await on(path)).warnings).toContain('clock-set-back')
  })

  test.each([
    ['two days', 2 * DAY + 60],
    ['a year and more', 400 * DAY],
  ])('E: the latest time is %s ahead', async (_, ahead) => {
    for (const name of ['lasting', 'ending'] as const) {
      const path = home({ 'license.cbor': LICENSES[name] })
      write(path, { latestAt: NOW + ahead })
      await on(path)
      // and what the state of another installation says, before and after a clock reset
      const other = home({ 'license.cbor': LICENSES[name] })
      cpSync(stateFile(path), join(other, 'scope', 'installation', 'state-00000000000000bb.cbor'))
      await onceOn(other)
      cpSync(stateFile(path), join(other, 'scope', 'installation', 'state-00000000000000bb.cbor'))
      recordReset(placeOf(other), { at: NOW - 60 }, NOW)
      cpSync(stateFile(path), join(other, 'scope', 'installation', 'state-00000000000000bb.cbor'))
      await onceOn(other)
      recordReset(placeOf(path), { at: NOW - 60 }, NOW)
      expect((await on(path)).valid).toBe(true)
    }
  })

  test('the days of a first run count by the record of the installation', async () => {
    const fingerprint = { fingerprint: new Map([[7, workloadHash()]]), counted: [7] }
    const path = home()
    const kid = recall(placeOf(path)).own?.kid as string
    const days = (installation: string) =>
      signed({
        binding: { kind: 'computer', ...fingerprint },
        firstRun: { days: 60, installation, activatedAt: undefined },
      })
    const file = join(path, 'scope', 'license.cbor')
    writeFileSync(file, days(kid))
    write(path, { firstRuns: new Map([[ID, NOW - 20 * DAY]]) })
    expect((await on(path)).endsAt).toBe(NOW + 40 * DAY)
    // recorded while the clock was ahead: then it says nothing, as for another installation
    write(path, { firstRuns: new Map([[ID, NOW + 2 * DAY]]) })
    expect((await on(path)).endsAt).toBe(NOW + 10 * DAY)
    writeFileSync(file, days('00000000000000cc'))
    expect((await on(path)).endsAt).toBe(NOW + 10 * DAY)
  })
})

function workloadHash(): Uint8Array {
  return [...workloadFingerprint('scope', WORKLOAD.AIRLATCH_WORKLOAD).values()][0] as Uint8Array
}
