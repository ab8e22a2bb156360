/**
 * A customer with full control of the computer, who throws together whatever he has, is told the same by a program with the C
 * library as by the TypeScript client (AL-01..04).
 */
import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AirlatchError, type Computer, openClient, probeComputer } from '../../src/client/door.ts'
import { encodeBase45 } from '../../src/core/bytes/base45.ts'
import { runs } from '../effort.ts'
import { environment } from '../world/environment.ts'
import { answerOf, REFUSED } from './answer-main.ts'
import { buildAnswers, expectSame, libraryAnswers, PROGRAMS } from './answers.ts'
import { missingTools } from './library.ts'
import { Dice, Homes, type Start } from './random-homes.ts'

const missing = missingTools()
const ROOT = join(import.meta.dirname, '..', '..')
const folder = mkdtempSync(join(tmpdir(), 'airlatch-attacks-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

let library: ChildProcessWithoutNullStreams
let answers: AsyncIterator<string>
beforeAll(() => {
  if (missing !== undefined) return
  const { status, stderr } = spawnSync('make', ['-C', 'native', 'many'], { cwd: ROOT, encoding: 'utf8' })
  if (status !== 0) throw new Error(stderr)
  library = spawn(join(ROOT, 'native/build/many'), [], { env: environment({}) })
  answers = createInterface({ input: library.stdout })[Symbol.asyncIterator]()
})
afterAll(() => library?.stdin.end())

async function ours(homes: Homes, start: Start): Promise<Record<string, unknown>> {
  const pairs = [
    ['home', homes.home],
    ['now', `${start.now}`],
    ...start.files.map(at => ['time', `${at}`]),
    ...Object.entries(start.variables).map(([name, value]) => [
      'variable',
      `${name}=${value.replaceAll('\n', ' ')}`,
    ]),
    ...(start.version === undefined ? [] : [['version', start.version]]),
    ...(start.released === undefined ? [] : [['released', start.released]]),
    ...start.features.map(name => ['feature', name]),
  ]
  library.stdin.write(`${[homes.kit, ...pairs.flat()].join('\t')}\n`)
  const { value, done } = await answers.next()
  if (done) throw new Error('the library has ended')
  return JSON.parse(value)
}

async function theirs(homes: Homes, start: Start, computer: Computer) {
  const { now, variables, version, released, features } = start
  const releasedAt = released === undefined ? undefined : Date.parse(`${released}T00:00:00Z`) / 1000
  try {
    const client = openClient({
      bakedKit: readFileSync(homes.kit),
      home: homes.home,
      variables: Object.fromEntries(
        Object.entries(variables).map(([name, value]) => [name, value.replaceAll('\n', ' ')]),
      ),
      now: () => now,
      probe: async () => computer,
      fileTimes: () => start.files.map((at, i) => ({ path: `${i}`, at })),
      pause: async () => {},
    })
    const status = await client.status({ version, releasedAt, features }, { isRun: false })
    client.close()
    return { ...answerOf(status), computerId: undefined }
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    return { ...REFUSED, reasons: [error.code] }
  }
}

describe.skipIf(missing !== undefined)(`random homes${missing ? ` (skipped: ${missing})` : ''}`, () => {
  test('AL-01..04: the library and the client say the same', { timeout: 3_600_000 }, async () => {
    const computer = await probeComputer()
    const homes = new Homes(folder, computer, new Dice(1))
    for (let seed = 0; seed < runs(300); seed++) {
      const dice = new Dice(seed)
      homes.make(dice)
      let start: Start | undefined
      for (let step = 0; step < 3; step++) {
        start = homes.start(dice, start)
        if (step > 0 && dice.chance(0.3)) homes.reshare(dice)
        const said = await ours(homes, start)
        const wanted = await theirs(homes, start, computer)
        try {
          expectSame(said, wanted)
        } catch (error) {
          throw new Error(`seed ${seed}, step ${step}: ${JSON.stringify(start)}`, { cause: error })
        }
      }
    }
  })
})

describe.skipIf(missing !== undefined)('AL-03: a program that asks in a wrong way', () => {
  test('is refused, and not asked less than it meant', async () => {
    buildAnswers()
    const asked = {
      kit: new Homes(folder, await probeComputer(), new Dice(1)).kit,
      home: join(folder, 'nowhere'),
    }
    const whole = ['size', '72']
    expect(libraryAnswers(asked, undefined, whole).reasons).toEqual(['no-license'])
    // later versions may have more members
    expect(libraryAnswers(asked, PROGRAMS.plain, ['size', '67']).reasons).toEqual(['invalid-value'])
    for (const size of ['0', '1', '8', '36']) {
      const answer = libraryAnswers(asked, undefined, ['version', '2', 'feature', 'export', 'size', size])
      expect(answer).toMatchObject({ valid: false, reasons: ['invalid-value'] })
    }
    // bytes that are missing are not what is installed
    expect(libraryAnswers(asked, undefined, ['license-size', '9']).reasons).toEqual(['invalid-value'])
    const unopened = libraryAnswers({ ...asked, kit: '/dev/null' })
    expect(unopened).toEqual({ open: 'input-empty', valid: false })
  })
})

describe.skipIf(missing !== undefined || process.platform !== 'linux')(
  'AL-03: what strangers put on a share',
  () => {
    test('a hundred thousand messages of nothing cost little memory', async () => {
      const homes = new Homes(join(folder, 'shared'), await probeComputer(), new Dice(1))
      mkdirSync(join(homes.share, 'licenses'), { recursive: true })
      const numbers = Array.from({ length: 100_000 }, (_, n) => n + 1_000_000)
      const lines = numbers.map(n => `AL1:${encodeBase45(Buffer.of(n >> 16, n >> 8, n))}\n`)
      for (let at = 0; at < lines.length; at += 5000)
        writeFileSync(join(homes.share, 'licenses', `${at}.txt`), lines.slice(at, at + 5000).join(''))
      const words = ['-c', 'ulimit -v 100000; exec "$@"', 'sh', PROGRAMS.plain, homes.kit, 'home', homes.home]
      const env = environment({ SHARE: homes.share })
      const { status, stdout } = spawnSync('sh', words, { env, encoding: 'utf8' })
      expect(status).toBe(0)
      expect(JSON.parse(stdout)).toMatchObject({ valid: false, reasons: ['cose-malformed'] })
    })
  },
)
