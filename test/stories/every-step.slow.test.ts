/**
 * What can go wrong at every single step of every verb that writes: the disk is full from there on, or the process dies
 * there. A full disk, and a read-only one, is told with exit code 3, and nothing is left half done; whoever died leaves
 * nothing but hidden files. Asked again, each does its work. The disk is simulated here, and so is death: real disks are
 * in small-disk.slow.test.ts, and real deaths in test/vendor/ledger/crashes.slow.test.ts.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { encodeArmor } from '../../src/carrier/armor.ts'
import { type Step, watchSteps } from '../vendor/ledger/steps.ts'
import { requestOf } from '../world/desk.ts'
import { cheapPassphrases } from '../world/passphrases.ts'
import { expectFailure } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Answer } from '../world/world.ts'

/** What a verb is asked, anew for each moment: nothing of it has been done before. */
interface Asked {
  readonly words: readonly string[]
  /** What must be there when it is done, and not before. */
  readonly files: readonly string[]
  /** Files of which each is whole or not there, as each is an answer of its own. */
  readonly each?: readonly string[]
  /** The same command again: what it says when it had recorded its work already. */
  readonly again?: RegExp
}

cheapPassphrases()

let shop: Shop
let key: string
beforeAll(async () => {
  shop = await openShop()
  key = await shop.key('--activations', '1000000')
  mkdirSync(out())
  vi.stubEnv('AIRLATCH_PASSPHRASE', 'of the backup')
})
afterAll(() => {
  vi.unstubAllEnvs()
  shop.remove()
})

const out = (...path: readonly string[]) => shop.at('vendor', 'out', ...path)

let made = 0
/** A name that nobody has had. */
const fresh = (name: string) => `${++made}-${name}`

let requested = 0
function newRequest(folder: string): string {
  requested++
  const path = join(folder, fresh('request.txt'))
  writeFileSync(path, encodeArmor('request', requestOf(path, key)))
  return path
}

/** Of `count` computers. */
function newRequests(count: number): string {
  const folder = shop.at('vendor', fresh('requests'))
  mkdirSync(folder)
  for (let i = 0; i < count; i++) newRequest(folder)
  return folder
}

const VERBS: Readonly<Record<string, () => Asked | Promise<Asked>>> = {
  issue() {
    const file = out(fresh('license.txt'))
    return { words: ['issue', newRequest(shop.at('vendor')), '-o', file], files: [file] }
  },
  'issue with a QR picture'() {
    const files = [out(fresh('license.txt')), out(fresh('license.png'))] as const
    const words = ['issue', newRequest(shop.at('vendor')), '-o', files[0], '--qr', files[1]]
    return { words, files }
  },
  'issue of a folder'() {
    const folder = newRequests(3)
    const report = out(fresh('report.csv'))
    const each = readdirSync(folder).map(name => out(name.replace('.txt', '.license')))
    return { words: ['issue', folder, '-o', out(), '--report', report], files: [report], each }
  },
  'key create'() {
    return { words: ['key', 'create', '--product', 'scope', '--count', '3'], files: [] }
  },
  'template save': () => ({ words: ['template', 'save', fresh('trial'), '--duration', '30'], files: [] }),
  'activation release': async () => {
    const license = out(fresh('license.txt'))
    const { value } = await must(shop.vendor('issue', newRequest(shop.at('vendor')), '-o', license))
    return {
      words: ['activation', 'release', '--yes', value.license.activationId, '--reason', 'lost'],
      files: [],
    }
  },
  'product set': () => ({ words: ['product', 'set', 'scope', '--name', fresh('Scope')], files: [] }),
  kit() {
    const file = out(fresh('scope.kit'))
    return { words: ['kit', 'scope', '-o', file], files: [file] }
  },
  'ledger backup'() {
    const file = out(fresh('backup.db'))
    return { words: ['ledger', 'backup', file], files: [file] }
  },
  'desk backup'() {
    const file = out(fresh('desk.age'))
    return { words: ['desk', 'backup', file], files: [file] }
  },
  'ledger export'() {
    const file = out(fresh('export.jsonl'))
    return { words: ['ledger', 'export', '-o', file], files: [file] }
  },
  'ledger log to a file'() {
    const file = out(fresh('log.csv'))
    return { words: ['ledger', 'log', '-o', file], files: [file] }
  },
  'ledger checkpoint'() {
    const file = out(fresh('checkpoint.txt'))
    return { words: ['ledger', 'checkpoint', '-o', file], files: [file] }
  },
}

/** On a full disk what is there can be taken away. */
const NEEDS_NO_SPACE = ['unlinkSync', 'rmSync', 'rmdirSync', 'chmodSync']

/** Of a process that is no more: whatever it would do next, it does not, nor does it clear anything away. */
const DEAD = new Error('dead')

const FULL = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' })
const READ_ONLY = Object.assign(new Error('EROFS: read-only file system, open'), { code: 'EROFS' })

function ofSqlite(errcode: number, errstr: string): Error {
  return Object.assign(new Error(errstr), { code: 'ERR_SQLITE_ERROR', errcode, errstr })
}
const DATABASE_FULL = ofSqlite(13, 'database or disk is full')
const DATABASE_READ_ONLY = ofSqlite(8, 'attempt to write a readonly database')

interface Tried extends Answer {
  /** Whether a step failed. */
  readonly hit: boolean
}

/** Runs the command while the steps fail for which `failing` has an error. */
async function tryOn(words: readonly string[], failing: (step: Step) => Error | undefined): Promise<Tried> {
  let hit = false
  const undo = watchSteps(step => {
    // whoever runs the tests talks over sockets
    const error = step.of === 'server' ? undefined : failing(step)
    if (error === undefined) return step.whole()
    if (error === FULL || (error === DEAD && !hit)) step.half()
    hit = true
    return step.fail(error)
  })
  try {
    return { ...(await shop.vendor(...words)), hit }
  } finally {
    undo()
  }
}

/** From the step with this number on. */
function deadFrom(first: number): (step: Step) => Error | undefined {
  let n = 0
  return () => (++n < first ? undefined : DEAD)
}

function fullFrom(first: number): (step: Step) => Error | undefined {
  let n = 0
  return ({ name, of }) => {
    if (NEEDS_NO_SPACE.includes(name) || ++n < first) return undefined
    return of === 'database' ? DATABASE_FULL : FULL
  }
}

/** Everything of the vendor's, but for the log of SQLite that comes and goes. */
function names(): readonly string[] {
  return readdirSync(shop.at('vendor'), { recursive: true, encoding: 'utf8' })
    .filter(name => !/\.db-(wal|shm)$/.test(name))
    .sort()
}

/** What was left has no name that anybody takes for a file of theirs. */
const LEFT = /(^|\/)\.airlatch-([A-Za-z0-9]{6}(\/.*)?|\d+-\d+\.tmp)$/

function expectDiskNamed({ exit, value }: Answer): void {
  expect(exit, JSON.stringify(value)).toBe(3)
  expectFailure(value)
  const { code, message, hint } = value.error
  expect(['cannot-write', 'ledger-unavailable', 'ledger-read-only']).toContain(code)
  if (code === 'ledger-read-only') return
  expect(message).toMatch(/ENOSPC|EROFS|disk is full|readonly/)
  expect(hint).toMatch(/full|write-protected/)
}

/** Nothing new is there but answers that are whole; the command does the rest when it is asked again. */
async function expectNothingHalf(
  { words, files, each = [] }: Asked,
  before: readonly string[],
): Promise<void> {
  const answered = each.filter(path => names().includes(join('out', basename(path))))
  expect(names()).toEqual([...before, ...answered.map(path => join('out', basename(path)))].sort())
  const contents = answered.map(path => readFileSync(path, 'utf8'))
  expect((await must(shop.vendor('ledger', 'audit'))).value.problems).toEqual([])
  await must(shop.vendor(...words))
  for (const path of [...files, ...each]) expect(names()).toContain(join('out', basename(path)))
  expect(answered.map(path => readFileSync(path, 'utf8'))).toEqual(contents)
}

/** Whatever has a name is whole. The command again does the rest, or says that its file is there. */
async function expectNothingLost(asked: Asked, before: readonly string[]): Promise<void> {
  const { words, files, each = [] } = asked
  const mayBe = [...files, ...each].map(path => join('out', basename(path)))
  const made = names().filter(name => !LEFT.test(name) && !before.includes(name))
  for (const name of made) {
    expect(mayBe).toContain(name)
    await expectWhole(shop.at('vendor', name))
  }
  expect((await must(shop.vendor('ledger', 'audit'))).value.problems).toEqual([])
  const { exit, value } = await shop.vendor(...words)
  if (made.some(name => files.includes(shop.at('vendor', name))))
    expect({ exit, code: value.error?.code }).toEqual({ exit: 1, code: 'output-exists' })
  else expect(exit, JSON.stringify(value)).toBe(0)
}

async function expectWhole(path: string): Promise<void> {
  if (path.endsWith('.db')) await must(shop.vendor('--ledger', path, 'ledger', 'audit'))
  else if (path.endsWith('.age'))
    await must(shop.vendor('desk', 'restore', path, '--dry-run', '--ledger', `${path}.none`))
  else if (path.endsWith('.png')) expect(readFileSync(path).subarray(-8, -4).toString()).toBe('IEND')
  else if (path.endsWith('.csv')) expect(readFileSync(path, 'utf8')).toMatch(/"\r\n$/)
  else if (path.endsWith('.jsonl')) {
    const lines = readFileSync(path, 'utf8').split('\n')
    expect([lines.at(-1), Object.keys(JSON.parse(lines.at(-2) as string))]).toEqual(['', ['entries', 'head']])
  } else await must(shop.vendor('inspect', path))
}

describe.each(Object.keys(VERBS))('%s', verb => {
  test('on a disk that is full from any of its steps on', async () => {
    // each of the first thirty, and enough of those behind them
    for (let first = 1; ; first += 1 + Math.floor(first / 30)) {
      const asked = await (VERBS[verb] as () => Asked | Promise<Asked>)()
      const before = names()
      const tried = await tryOn(asked.words, fullFrom(first))
      if (!tried.hit) {
        expect(first).toBeGreaterThan(5)
        expect(tried.exit).toBe(0)
        return
      }
      // what fails when all is done, such as putting a name on disk, may be passed over
      if (tried.exit === 0) {
        for (const path of asked.files) expect(names()).toContain(join('out', basename(path)))
        continue
      }
      expectDiskNamed(tried)
      await expectNothingHalf(asked, before)
    }
  })

  test('by a process that dies at any of its steps', async () => {
    for (let first = 1; ; first += 1 + Math.floor(first / 30)) {
      const asked = await (VERBS[verb] as () => Asked | Promise<Asked>)()
      const before = names()
      const { hit } = await tryOn(asked.words, deadFrom(first))
      if (!hit) {
        expect(first).toBeGreaterThan(5)
        return
      }
      await expectNothingLost(asked, before)
    }
  })

  test('on a read-only disk', async () => {
    const asked = await (VERBS[verb] as () => Asked | Promise<Asked>)()
    const before = names()
    const tried = await tryOn(asked.words, ({ of }) => (of === 'database' ? DATABASE_READ_ONLY : READ_ONLY))
    expectDiskNamed(tried)
    await expectNothingHalf(asked, before)
  })
})

test('after all of it each computer has taken one seat', async () => {
  const { activationCount, releasedCount } = (await must(shop.vendor('ledger', 'stats'))).value
  expect(activationCount + releasedCount).toBe(requested)
})
