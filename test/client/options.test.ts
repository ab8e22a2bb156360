/** What an application in plain JavaScript gets wrong: said, by the name that it used, and never a TypeError. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openVerifier } from '../../src/browser/door.ts'
import { type Client, openClient, rollOut } from '../../src/client/door.ts'
import { license } from '../vectors/make/world.ts'
import { type Desk, openDesk } from '../world/desk.ts'
import { NOW } from '../world/nouns.ts'
import { simulatedComputer } from './probe/simulated.ts'

let desk: Desk
let kit: Uint8Array
let home: string
beforeAll(async () => {
  desk = await openDesk()
  kit = (await desk.signer.publishKit({ productId: 'scope', allowGeneric: false, searchPath: [] })).message
  home = mkdtempSync(join(tmpdir(), 'airlatch-options-'))
})
afterAll(async () => {
  await desk.close()
  rmSync(home, { recursive: true })
})

// what TypeScript would refuse is what these tests are about
// biome-ignore lint/suspicious/noExplicitAny: as above
type Wrong = any

const invalid = (field: string, is: unknown = expect.any(String)) => ({
  code: 'invalid-value',
  kind: 'usage',
  details: { field, expected: expect.objectContaining({ is }) },
})

/** What is thrown at once is a rejection here. */
const later = async (work: () => unknown) => work()

function client(change: Wrong = {}): Client {
  return openClient({ home, kit, probe: async () => simulatedComputer('options'), now: () => NOW, ...change })
}

describe('openClient', () => {
  test.each<[string, Wrong, string]>([
    ['nothing', undefined, 'options'],
    ['a text', 'home', 'options'],
    ['no home', {}, 'home'],
    ['a home that is undefined', { home: undefined }, 'home'],
    ['a home that is a number', { home: 1 }, 'home'],
    ['an empty home', { home: '' }, 'home'],
    ['a kit that is null', { home: 'h', kit: null }, 'kit'],
    ['a kit in an ArrayBuffer', { home: 'h', kit: new ArrayBuffer(8) }, 'kit'],
    ['a kit as text', { home: 'h', bakedKit: 'text' }, 'bakedKit'],
    ['a field that does not exist', { home: 'h', bakedKitt: 1 }, 'bakedKitt'],
    ['a field of the tool', { home: 'h', 'search-path': [] }, 'search-path'],
    ['copies that are no list', { home: 'h', copies: 'x' }, 'copies'],
    ['a flag as text', { home: 'h', everyAccount: 'yes' }, 'everyAccount'],
    ['seconds that are none', { home: 'h', shareSeconds: 0 }, 'shareSeconds'],
    ['a reader without words', { home: 'h', shareReader: { program: 'x' } }, 'shareReader'],
    ['days that are none', { home: 'h', warnDays: -1 }, 'warnDays'],
    ['days as text', { home: 'h', warnDays: '30' }, 'warnDays'],
    ['a clock that is a time', { home: 'h', now: NOW }, 'now'],
    ['something else in instances', { home: 'h', instances: { foldr: 'x' } }, 'instances'],
  ])('refuses %s', async (_, options, field) => {
    await expect(later(() => openClient(options))).rejects.toMatchObject(invalid(field))
  })

  test('takes undefined for what may be absent', () => {
    const names = [
      'everyAccount',
      'bakedKit',
      'product',
      'copies',
      'pause',
      'user',
      'shareSeconds',
      'instances',
    ]
    expect(client(Object.fromEntries(names.map(name => [name, undefined]))).kit.productId).toBe('scope')
  })
})

describe('a method', () => {
  test.each<[string, (asked: Wrong) => Promise<unknown>, string]>([
    ['install of a text', asked => asked.install('text'), 'input'],
    ['install of an ArrayBuffer', asked => asked.install(new ArrayBuffer(8)), 'input'],
    ['install of nothing', asked => asked.install(), 'input'],
    ['install of several, one of which is a text', asked => asked.install([new Uint8Array(1), 'x']), 'input'],
    ['inspect of a text', asked => asked.inspect('text'), 'input'],
    ['request with a key that is no text', asked => asked.request(7), 'key'],
    ['request with an unknown option', asked => asked.request('KEY', {}, { type: true }), 'type'],
    ['status with an unknown field', asked => asked.status({ releaseDate: NOW }), 'releaseDate'],
    ['status with null', asked => asked.status(null), 'program'],
    ['status with an unknown option', asked => asked.status({}, { run: true }), 'run'],
    ['status with a version that is none', asked => asked.status({ version: 2 }), 'version'],
    ['status with features as text', asked => asked.status({ features: 'export' }), 'features'],
    ['answerIn without a folder', asked => asked.answerIn(), 'folder'],
    ['answerIn with another signal', asked => asked.answerIn('x', { signal: 1 }), 'signal'],
    ['watch without anybody to tell of errors', async asked => asked.watch({ changed() {} }), 'failed'],
  ])('%s is refused', async (_, call, field) => {
    await expect(call(client())).rejects.toMatchObject(invalid(field))
  })

  test.each<[string, Wrong]>([
    ['nothing', undefined],
    ['a kind that does not exist', { kind: 'serial', value: 'x' }],
    ['a value that is no text', { kind: 'disk-serial', value: 1 }],
  ])('a probe that reads %s is refused', async (_, reading) => {
    const probe = async () => ({ ...simulatedComputer('x'), readings: [reading] })
    await expect(client({ probe }).status()).rejects.toMatchObject(invalid('probe'))
    await expect(client({ probe: async () => undefined }).status()).rejects.toMatchObject(invalid('probe'))
  })
})

describe('a time', () => {
  const verify = (now: Wrong, releasedAt?: Wrong) =>
    openVerifier({ kit }).verify(license(), { fingerprint: new Map(), now, program: { releasedAt } })

  test.each([Date.UTC(2026, 0, 15), -1, 1.5, Number.NaN, '2026-01-15', new Date(Number.NaN)])(
    '%s is refused: seconds and Dates are taken, milliseconds never',
    async wrong => {
      const program: Wrong = { releasedAt: wrong }
      await expect(client().status(program)).rejects.toMatchObject(invalid('releasedAt', 'time'))
      await expect(later(() => verify(NOW, wrong))).rejects.toMatchObject(invalid('releasedAt'))
      await expect(later(() => verify(wrong))).rejects.toMatchObject(invalid('now'))
    },
  )

  test('may be a Date wherever it is given', async () => {
    const day = new Date('2026-01-15T10:00:00.700Z')
    await expect(client({ now: () => day }).status({ releasedAt: day })).resolves.toMatchObject({
      valid: false,
    })
    // a license of another vendor: its signature comes after the times
    await expect(later(() => verify(day, day))).rejects.toMatchObject({ code: 'signing-key-unknown' })
  })

  test('by a clock in milliseconds is refused, and named', async () => {
    await expect(client({ now: Date.now }).status()).rejects.toMatchObject(invalid('now', 'time'))
  })
})

describe('one shape of verdicts', () => {
  test('status, install and verify have the same words in the same places', async () => {
    const [key] = await desk.vendor.createKeys({ productId: 'scope', activations: 1 })
    const asked = client()
    const { message } = await asked.request(key?.text as string)
    const issued = await desk.signer.issue(message)
    if (issued.kind === 'refusal') throw new Error(issued.code)
    const { fingerprint } = await asked.computer()
    const installed = await asked.install(issued.message)
    const verified = openVerifier({ kit }).verify(issued.message, {
      fingerprint: new Map([...fingerprint].map(([kind, values]) => [kind, values as Wrong])),
      now: NOW,
    })
    const words = ['license', 'endsAt', 'valid', 'reasons', 'warnings', 'trace']
    for (const answer of [installed, verified, await asked.status()]) {
      expect(Object.keys(answer)).toEqual(expect.arrayContaining(words))
      expect(answer).toMatchObject({ valid: true, reasons: [], license: { keyId: key?.id } })
    }
    expect(installed).toMatchObject({ kept: true })
  })
})

test('a client that was closed is no longer used', async () => {
  const closed = client()
  const failures: unknown[] = []
  closed.watch({ changed() {}, failed: error => failures.push(error) })
  closed.close()
  closed.close()
  const error = { code: 'already-closed', kind: 'usage', details: { what: 'client' } }
  await expect(closed.status()).rejects.toMatchObject(error)
  await expect(closed.install(kit)).rejects.toMatchObject(error)
  await expect(later(() => closed.kit)).rejects.toMatchObject(error)
  expect(failures).toEqual([])
})

describe('rollOut', () => {
  const one = { name: 'a', message: new Uint8Array([1]), isNamed: true }
  test.each<[string, readonly Wrong[], string]>([
    ['no options', [undefined, []], 'options'],
    ['a home that is a number', [{ home: 1 }, []], 'home'],
    ['no messages', [{ home: 'h' }], 'messages'],
    ['one message by itself', [{ home: 'h' }, one], 'messages'],
    ['a message without a name', [{ home: 'h' }, [{ ...one, name: undefined }]], 'name'],
    ['a message that is text', [{ home: 'h' }, [{ ...one, message: 'x' }]], 'message'],
    ['a field that does not exist', [{ home: 'h' }, [{ ...one, path: 'x' }]], 'path'],
    ['a signal that is none', [{ home: 'h' }, [], {}, { signal: 1 }], 'signal'],
  ])('refuses %s', async (_, given, field) => {
    await expect(later(() => (rollOut as Wrong)(...given))).rejects.toMatchObject(invalid(field))
  })
})
