import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { installationOf, readInstallation } from '../../../src/client/state/installation.ts'
import { Memory } from '../../../src/client/state/memory.ts'
import { DAY, license, NOW } from '../../world/nouns.ts'

const ACTIVATION = '0011223344556677'

let root: string
let folder: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'airlatch-first-runs-'))
  folder = join(root, 'scope')
  mkdirSync(folder)
})
afterEach(() => rmSync(root, { recursive: true }))

const activation = (n: number) => `${n}`.padStart(16, '0')

function counting(installation: string, issuedAt = NOW) {
  return license({ issuedAt, firstRun: { days: 10, installation, activatedAt: undefined } })
}

function runsAt(now: number) {
  return new Memory({ folder, productId: 'scope', copies: [] }, now).firstRuns
}

function stateFile(): string {
  const [name = ''] = readdirSync(join(folder, 'installation')).filter(file => file.startsWith('state-'))
  return join(folder, 'installation', name)
}

function recorded() {
  return readInstallation(folder, 'scope')?.state.firstRuns.get(ACTIVATION)
}

describe('QC-27: the first run', () => {
  test('is now, until it is kept; from then on it is what was kept', () => {
    const days = counting(installationOf(folder, 'scope', NOW).key.public.kid)
    expect(runsAt(NOW + 5).of(days)).toBe(NOW + 5)
    expect(recorded()).toBeUndefined()
    expect(runsAt(NOW + DAY).keep(days)).toBe(true)
    expect(recorded()).toBe(NOW + DAY)
    expect(runsAt(NOW + 9 * DAY).of(days)).toBe(NOW + DAY)
    expect(runsAt(NOW + 9 * DAY).keep(days)).toBe(true)
    expect(recorded()).toBe(NOW + DAY)
  })

  test('is never before the license: a clock that a dead battery set back must not use up the days', () => {
    const days = counting(installationOf(folder, 'scope', NOW).key.public.kid)
    expect(runsAt(0).of(days)).toBe(NOW)
    expect(runsAt(0).keep(days)).toBe(true)
    expect(recorded()).toBe(NOW)
  })

  test('says nothing when it was recorded while the clock was far ahead; a step back of an hour is none of that', () => {
    const days = counting(installationOf(folder, 'scope', NOW).key.public.kid)
    expect(runsAt(NOW + 26_600 * DAY).keep(days)).toBe(true)
    expect(runsAt(NOW + DAY).of(days)).toBeUndefined()
    expect(runsAt(NOW + 26_600 * DAY - 3600).of(days)).toBe(NOW + 26_600 * DAY)
  })

  test('of a license that was made for another installation is not known here, and nothing is kept', () => {
    installationOf(folder, 'scope', NOW)
    const foreign = counting('ff'.repeat(8))
    expect(runsAt(NOW).of(foreign)).toBeUndefined()
    expect(runsAt(NOW).keep(foreign)).toBe(true)
    expect(recorded()).toBeUndefined()
  })

  test.each<[string, () => void]>([
    ['none', () => rmSync(join(folder, 'installation'), { recursive: true })],
    ['a forgotten one', () => rmSync(stateFile())],
    ['one with a damaged key', () => writeFileSync(join(folder, 'installation', 'key.pem'), 'no key')],
    [
      'a file in its place',
      () => {
        rmSync(join(folder, 'installation'), { recursive: true })
        writeFileSync(join(folder, 'installation'), '')
      },
    ],
  ])('is not known to an installation that is gone: %s', (_, lose) => {
    const days = counting(installationOf(folder, 'scope', NOW).key.public.kid)
    runsAt(NOW).keep(days)
    lose()
    expect(runsAt(NOW + DAY).of(days)).toBeUndefined()
    expect(runsAt(NOW + DAY).keep(days)).toBe(true)
  })

  test('that cannot be kept is said', () => {
    const days = counting(installationOf(folder, 'scope', NOW).key.public.kid)
    const runs = runsAt(NOW)
    expect(runs.of(days)).toBe(NOW)
    rmSync(join(folder, 'installation'), { recursive: true })
    expect(runs.keep(days)).toBe(false)
  })

  test('of 64 activations, and no more: the runs of 65 other keys win no days back', () => {
    const { kid } = installationOf(folder, 'scope', NOW).key.public
    const days = (n: number) => ({ ...counting(kid, 0), activationId: activation(n) })
    // ids count down while the times go up
    for (let n = 0; n < 64; n++) expect(runsAt(NOW + n).keep(days(99 - n))).toBe(true)
    const known = () => readInstallation(folder, 'scope')?.state.firstRuns ?? new Map()
    const first = [...known()].sort()
    const before = stateFile()
    for (let n = 0; n < 65; n++) {
      expect(runsAt(NOW + 64 + n).of(days(500 + n))).toBeUndefined()
      expect(runsAt(NOW + 64 + n).keep(days(500 + n))).toBe(true)
    }
    expect([...known()].sort()).toEqual(first)
    expect(stateFile()).toBe(before)
    expect(runsAt(NOW + 5 * DAY).of(days(99))).toBe(NOW)
  })

  test('that is remembered already writes nothing', () => {
    const days = counting(installationOf(folder, 'scope', NOW).key.public.kid)
    runsAt(NOW).keep(days)
    const before = stateFile()
    expect(runsAt(NOW + DAY).keep(days)).toBe(true)
    expect(stateFile()).toBe(before)
  })

  test('is nothing to a license that counts no such days', () => {
    installationOf(folder, 'scope', NOW)
    const before = stateFile()
    expect(runsAt(NOW + DAY).keep(license())).toBe(true)
    expect(runsAt(NOW + DAY).of(license())).toBeUndefined()
    expect(stateFile()).toBe(before)
  })
})
