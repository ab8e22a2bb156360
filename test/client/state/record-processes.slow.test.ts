/** Records on disk that several processes write at once, or that a process was writing when it was killed. */
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { installationOf, readInstallation, recall } from '../../../src/client/state/installation.ts'
import { Memory, recordDeactivated } from '../../../src/client/state/memory.ts'
import type { RecordPlace } from '../../../src/client/state/record.ts'
import { keepLicense, readLicense } from '../../../src/client/state/state.ts'
import { NOW } from '../../world/nouns.ts'
import { type Ran, runProcess } from '../../world/process.ts'
import {
  copyFile,
  deactivate,
  deactivated,
  flip,
  placeIn,
  recordFile,
  records,
  withoutCopies,
} from './records.ts'

const A = '00000000000000aa'
const B = '00000000000000bb'
const C = '00000000000000cc'

let home: string
let place: RecordPlace
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'airlatch-record-'))
  place = placeIn(home, 'first')
})
afterEach(() => rmSync(home, { recursive: true }))

function write(place: RecordPlace, ...words: readonly string[]): Promise<Ran> {
  const writer = join(import.meta.dirname, 'record-writer.ts')
  const args = [writer, place.folder, place.copies[0] as string, ...words]
  return runProcess(process.execPath, args, { folder: home, stdin: 'go\n' })
}

describe('several processes at once', () => {
  test('lose nothing of what each has recorded, and nobody ever meets a damaged record', async () => {
    installationOf(place.folder, 'scope', NOW, place.copies)
    let running = true
    const writers = Promise.all(['1', '2', '3'].map(name => write(place, 'many', `${name}0`, '25'))).finally(
      () => {
        running = false
      },
    )
    let least = 0
    while (running) {
      // what was there once stays: a reader never sees less than before
      const seen = deactivated(withoutCopies(place)).length
      expect(seen).toBeGreaterThanOrEqual(least)
      least = seen
      await new Promise(setImmediate)
    }
    const runs = await writers
    expect(runs.map(({ exit, err }) => [exit, err])).toEqual([1, 2, 3].map(() => [0, '']))
    const said = runs.flatMap(({ out }) => out.trim().split('\n').slice(1))
    expect(said).toHaveLength(75)
    expect(deactivated(withoutCopies(place))).toEqual(said.sort())
    deactivate(place, A)
    expect(deactivated(withoutCopies(place))).toEqual([A, ...said].sort())
    expect(records(place)).toHaveLength(1)
    expect(readFileSync(copyFile(place))).toEqual(readFileSync(recordFile(place)))
  })
})

describe('killed at any moment', () => {
  test('D: the record is the old one or the new one, and what was said to be recorded is', async () => {
    installationOf(place.folder, 'scope', NOW, place.copies)
    deactivate(place, A)
    const kid = readInstallation(place.folder, 'scope')?.key.public.kid
    const calls = Number((await write(copyOf('counted'), 'once', B, '0')).out.split('\n')[1])
    expect(calls).toBeGreaterThan(15)
    const known: (readonly string[])[] = []
    await eachOf(calls, async number => {
      const cut = copyOf(`cut-${number}`)
      expect(await write(cut, 'once', B, `${number}`)).toMatchObject({ exit: -1, out: 'ready\n' })
      for (const place of [cut, withoutCopies(cut)]) {
        expect([[A], [A, B]]).toContainEqual(deactivated(place))
        expect(new Memory(place, NOW).damage).toBeUndefined()
      }
      known[number] = deactivated(withoutCopies(cut))
      recordDeactivated(cut, C, NOW, NOW)
      expect(deactivated(withoutCopies(cut))).toEqual([...(known[number] as string[]), C])
      expect(readInstallation(cut.folder, 'scope')?.key.public.kid).toBe(kid)
      expect(records(cut)).toHaveLength(1)
      expect(readFileSync(copyFile(cut))).toEqual(readFileSync(recordFile(cut)))
    })
    // the first calls came before it was there, the last ones after
    expect([known[1], known[calls]]).toEqual([[A], [A, B]])
  })

  test('an installation is not there or whole, and the next asking has one', async () => {
    const [counted = ''] = (await write(placeIn(home, 'counted'), 'begin', '0')).out.split('\n').slice(1)
    const calls = Number(counted.split(' ')[0])
    expect(calls).toBeGreaterThan(8)
    await eachOf(calls, async number => {
      const cut = placeIn(home, `cut-${number}`)
      expect(await write(cut, 'begin', `${number}`)).toMatchObject({ exit: -1, out: 'ready\n' })
      const before = recall(withoutCopies(cut))
      expect(before.damage).toBeUndefined()
      const { kid } = installationOf(cut.folder, 'scope', NOW, cut.copies).key.public
      expect(before.own?.kid ?? kid).toBe(kid)
      expect(recall(cut)).toMatchObject({ own: { kid }, damage: undefined })
    })
  })

  test('D: a forgotten installation that is killed while it is set aside gives way to a whole one, and the license stays', async () => {
    installationOf(place.folder, 'scope', NOW, [])
    keepLicense(place.folder, Uint8Array.of(1))
    flip(recordFile(place))
    const [counted = ''] = (await write(copyOf('counted'), 'begin', '0')).out.split('\n').slice(1)
    const calls = Number(counted.split(' ')[0])
    expect(calls).toBeGreaterThan(10)
    await eachOf(calls, async number => {
      const cut = copyOf(`cut-${number}`)
      expect(await write(cut, 'begin', `${number}`)).toMatchObject({ exit: -1, out: 'ready\n' })
      installationOf(cut.folder, 'scope', NOW, cut.copies)
      expect(recall(cut).damage).toBeUndefined()
      expect(readLicense(cut.folder)).toEqual(Uint8Array.of(1))
    })
  })

  /** The first place as it is, in a home of its own. */
  function copyOf(name: string): RecordPlace {
    cpSync(join(home, 'first'), join(home, name), { recursive: true })
    return placeIn(home, name)
  }

  async function eachOf(calls: number, work: (number: number) => Promise<void>): Promise<void> {
    let next = 1
    const turns = Array.from({ length: 4 }, async () => {
      while (next <= calls) await work(next++)
    })
    await Promise.all(turns)
  }
})
