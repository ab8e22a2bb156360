/** Another passphrase for every key file: all or none, whatever happens on the way. */
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  changePassphrase,
  createNextSigningKey,
  createSigningKey,
  needsPassphrase,
  readKeyFile,
  signingKeyFiles,
  unlockSigningKey,
} from '../../../src/vendor/custody/signing-key.ts'
import { cheapPassphrases } from '../../world/passphrases.ts'
import { type Step, watchSteps } from '../ledger/steps.ts'

const OLD = 'the old passphrase'
const NEW = 'pässwörd 漢字'

cheapPassphrases()

let folder: string
let whole: string
let home: string
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'airlatch-change-'))
  whole = join(folder, 'whole')
  home = join(folder, 'home')
  mkdirSync(whole)
  await createSigningKey(whole, OLD)
  await createNextSigningKey(whole, OLD)
  await createNextSigningKey(whole, '')
})
afterAll(() => rmSync(folder, { recursive: true }))
beforeEach(() => {
  rmSync(home, { recursive: true, force: true })
  cpSync(whole, home, { recursive: true })
})

const change = (before = OLD, after = NEW) => changePassphrase(home, before, async () => after)

/** The ids of the keys that this passphrase opens; undefined when it does not open all. */
async function openedBy(passphrase: string): Promise<readonly string[] | undefined> {
  try {
    const keys = signingKeyFiles(home).map(file => unlockSigningKey(home, passphrase, file))
    return (await Promise.all(keys)).map(key => key.public.kid)
  } catch {
    return undefined
  }
}

/** Of which one is not protected, so that any passphrase opens it. */
const contents = () => signingKeyFiles(home).map(file => readFileSync(join(home, file), 'utf8'))

describe('DY-11: the passphrase', () => {
  test('is changed in every key file, also of one that had none; the keys are the same', async () => {
    const kids = await openedBy(OLD)
    const { kids: changed, isFinished } = await change()
    expect([...changed].sort()).toEqual([...(kids ?? [])].sort())
    expect(isFinished).toBe(true)
    expect(await openedBy(NEW)).toEqual(kids)
    expect(await openedBy(OLD)).toBeUndefined()
    for (const file of signingKeyFiles(home)) {
      expect(needsPassphrase(home, file)).toBe(true)
      if (process.platform !== 'win32') expect(statSync(join(home, file)).mode & 0o777).toBe(0o600)
    }
    expect(readdirSync(home).sort()).toEqual(signingKeyFiles(home).toSorted())
    expect(await openedBy(NEW)).toEqual((await change(NEW, OLD)).kids)
  })

  test('is asked for once the present one is right; a wrong one changes nothing', async () => {
    const before = contents()
    const asked = changePassphrase(home, 'wrong', () => expect.fail('asked'))
    await expect(asked).rejects.toMatchObject({ code: 'passphrase-wrong' })
    const stopped = changePassphrase(home, OLD, () => Promise.reject(new Error('stopped')))
    await expect(stopped).rejects.toThrow('stopped')
    expect(contents()).toEqual(before)
  })

  test('of files that differ in it is not changed in any, and the one that does not open is named', async () => {
    const other = signingKeyFiles(home).find(file => file.length > 20 && needsPassphrase(home, file)) ?? ''
    rmSync(join(home, other))
    const stranger = mkdtempSync(join(tmpdir(), 'airlatch-change-'))
    await createSigningKey(stranger, 'of somebody else')
    writeFileSync(join(home, other), readFileSync(join(stranger, 'signing-key.age')))
    rmSync(stranger, { recursive: true })
    const before = contents()
    await expect(change()).rejects.toMatchObject({
      code: 'passphrase-wrong',
      details: { path: join(home, other) },
    })
    expect(contents()).toEqual(before)
  })

  test('of no key file is said', async () => {
    rmSync(home, { recursive: true })
    await expect(change()).rejects.toMatchObject({ code: 'signing-key-missing' })
  })
})

const FULL = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
const TAKES_AWAY = ['unlinkSync', 'rmSync']

/** Does the work; from the step with this number on, each fails. Whether one did, and what came out. */
async function failingFrom(first: number, error: Error, spared: (step: Step) => boolean) {
  let n = 0
  let hit = false
  const undo = watchSteps(step => {
    if (step.of !== 'files' || spared(step) || ++n < first) return step.whole()
    if (!hit) step.half()
    hit = true
    return step.fail(error)
  })
  try {
    const outcome = await change().then(
      ({ isFinished }) => (isFinished ? 'changed' : 'unfinished'),
      error => error.code ?? error.message,
    )
    return { outcome, hit }
  } finally {
    undo()
  }
}

describe('DY-11: one passphrase opens all, and the change can be done', () => {
  test.each([
    ['killed', new Error('killed'), () => false],
    ['on a full disk', FULL, ({ name }: Step) => TAKES_AWAY.includes(name)],
  ] as const)('%s at any step', async (_, error, spared) => {
    const outcomes = new Set<string>()
    for (let first = 1; ; first++) {
      rmSync(home, { recursive: true, force: true })
      cpSync(whole, home, { recursive: true })
      const { outcome, hit } = await failingFrom(first, error, spared)
      outcomes.add(outcome)
      if (!hit) break
      const isOld = (await openedBy(OLD)) !== undefined
      const isNew = (await openedBy(NEW)) !== undefined
      expect([isOld, isNew], `${first}: ${outcome}`).toEqual(isOld ? [true, false] : [false, true])
      if (outcome !== 'killed') expect(isNew).toBe(['changed', 'unfinished'].includes(outcome))
      // whoever comes next, with the passphrase that holds
      expect(await change(isOld ? OLD : NEW, 'a third one')).toMatchObject({ isFinished: true })
      for (const file of signingKeyFiles(home))
        expect(readKeyFile(home, file)).toBe(readFileSync(join(home, file), 'utf8'))
    }
    expect(outcomes).toContain('changed')
    expect(outcomes.size).toBeGreaterThan(1)
  })

  test('a key file that was taken away while a change was broken off stays away', async () => {
    const [first, second = ''] = signingKeyFiles(home)
    let renames = 0
    const undo = watchSteps(step => {
      if (step.name !== 'renameSync' || ++renames < 1) return step.whole()
      return step.fail(FULL)
    })
    expect(await change().finally(undo)).toMatchObject({ isFinished: false })
    rmSync(join(home, second))
    await change(NEW, OLD)
    expect(signingKeyFiles(home)).not.toContain(second)
    expect(signingKeyFiles(home)).toContain(first)
  })
})
