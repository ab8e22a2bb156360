import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import type { Tool } from '../../src/cli/tool.ts'
import {
  createVendor,
  KEY_STATES,
  type KeyFields,
  type KeyRecord,
  type KeyState,
  type NewKeys,
  openVendor,
} from '../../src/vendor/door.ts'
import { vendorTool } from '../../vendor-tool/tool.ts'
import { type Desk, issued, openDesk, requestOf } from '../world/desk.ts'
import { bound, DAY, fingerprint, NOW } from '../world/nouns.ts'
import { inProcess } from '../world/world.ts'

let desk: Desk
// the commands beside the library have the clock of the desk
beforeAll(() => void vi.useFakeTimers({ toFake: ['Date'], now: NOW * 1000 }))
afterAll(() => void vi.useRealTimers())
beforeAll(async () => {
  desk = await openDesk()
})
afterAll(() => desk.close())

describe('a vendor', () => {
  test('is made once, and its name is one that people can read', async () => {
    const make = (name: string) => createVendor({ home: desk.home, name, passphrase: '' })
    await expect(make('Again')).rejects.toMatchObject({ code: 'vendor-exists' })
    const fresh = join(desk.home, 'fresh')
    await expect(createVendor({ home: fresh, name: '', passphrase: '' })).rejects.toMatchObject({
      code: 'invalid-value',
    })
    expect(readdirSync(desk.home)).not.toContain('fresh')
  })

  test('where there is none, nothing is made', async () => {
    const home = mkdtempSync(join(tmpdir(), 'airlatch-none-'))
    await expect(openVendor({ home })).rejects.toMatchObject({ code: 'vendor-missing' })
    expect(readdirSync(home)).toEqual([])
    rmSync(home, { recursive: true })
  })

  test('tells its name and the key that it signs with', () => {
    expect(desk.vendor.identity).toEqual({
      name: 'Acme',
      publicKey: expect.stringMatching(/^[0-9a-f]{64}$/),
      kid: expect.stringMatching(/^[0-9a-f]{16}$/),
    })
  })

  test('with a ledger elsewhere', async () => {
    const home = join(desk.home, 'two-places')
    const ledger = join(desk.home, 'elsewhere.db')
    await createVendor({ home, ledger, name: 'Acme', passphrase: '' })
    expect(readdirSync(home)).toEqual(['signing-key.age'])
    const vendor = await openVendor({ home, ledger })
    expect(vendor.identity.name).toBe('Acme')
    await vendor.close()
    const server = { home, ledger: 'mysql://localhost/x' }
    await expect(openVendor(server)).rejects.toMatchObject({ code: 'invalid-value' })
  })
})

describe('QC-02: by command and by library', () => {
  const words = [
    ...['--activations', '3', '--expires', '2027-12-31', '--duration', '30', '--duration-from', 'first-run'],
    ...['--maintenance', '2027-06-30', '--user', 'ann:linux', '--allow-vm', 'no', '--grace-days', '5'],
    ...['--deactivation-limit', '9223372036854775807', '--licensee', 'Bob', '--user-data', 'rack 7'],
    ...['--email', 'lab@example.com', '--comment', 'pays late', '--floating-seats', '7'],
  ]
  const fields: KeyFields = {
    activations: 3,
    expiresAt: Date.parse('2028-01-01T00:00:00Z') / 1000,
    duration: { days: 30, from: 'first-run' },
    maintenance: { until: Date.parse('2027-07-01T00:00:00Z') / 1000 },
    users: [{ name: 'ann', platform: 3 }],
    allowVirtual: false,
    graceDays: 5,
    deactivationLimit: 9_223_372_036_854_775_807n,
    licensee: 'Bob',
    userData: 'rack 7',
    email: 'lab@example.com',
    comment: 'pays late',
    floatingSeats: 7,
  }
  const command = async (...words: readonly string[]) => {
    const answer = await inProcess(vendorTool as Tool<never>, ['--home', desk.home, ...words])
    expect(answer, JSON.stringify(answer.value)).toMatchObject({ exit: 0 })
    return answer.value
  }
  /** All of a key but what it alone has. */
  const termsOf = async (id: string) => {
    const { id: _id, text: _text, createdAt: _createdAt, ...terms } = await desk.vendor.key(id)
    return terms
  }

  test('a key is made the same, and each sees what the other made', async () => {
    const made = await command('key', 'create', '--product', 'scope', ...words)
    const [key] = await desk.vendor.createKeys({ productId: 'scope', ...fields })
    const { id } = key as KeyRecord
    expect(await termsOf(made.keys[0].wholeKey)).toStrictEqual(await termsOf(id))
    const shown = async (id: string) => {
      const {
        id: _id,
        wholeKey: _key,
        createdAt: _createdAt,
        ...terms
      } = (await command('key', 'show', id)).key
      return terms
    }
    expect(await shown(id)).toEqual(await shown(made.keys[0].wholeKey))
  })

  test('a key is changed the same, and refused the same', async () => {
    const [one, other] = await desk.vendor.createKeys({ productId: 'scope', count: 2 })
    await command('key', 'set', one?.id as string, ...words)
    await desk.vendor.changeKey(other?.id as string, fields)
    expect(await termsOf(one?.id as string)).toStrictEqual(await termsOf(other?.id as string))
    const refused = ['--home', desk.home, 'key', 'set', one?.id as string, '--activations', '0']
    const { value } = await inProcess(vendorTool as Tool<never>, refused)
    await expect(desk.vendor.changeKey(one?.id as string, { activations: 0 })).rejects.toMatchObject({
      code: value.error.code,
      details: { expected: value.error.details.expected },
    })
  })
})

describe('at the desk', () => {
  test('a key is found by its whole text or its id, as people type them', async () => {
    const [key] = await desk.vendor.createKeys({ productId: 'scope' })
    const { id, text } = key as NonNullable<typeof key>
    for (const typed of [text, id, text.toLowerCase(), ` ${id.replace('-', ' ')}`])
      expect((await desk.vendor.key(typed)).id).toBe(id)
    await expect(desk.vendor.key('00000-00000')).rejects.toMatchObject({
      code: expect.stringMatching(/^key-not-found|^activation-key/),
    })
    await expect(desk.vendor.key('nonsense')).rejects.toMatchObject({ code: 'activation-key-malformed' })
  })

  test('QC-15: keys are listed by product and customer', async () => {
    await desk.vendor.createProduct({ id: 'meter', name: 'Meter' })
    await desk.vendor.createKeys({ productId: 'meter', email: 'lab@example.com', count: 3 })
    await desk.vendor.createKeys({ productId: 'meter' })
    expect(await desk.vendor.keys({ productId: 'meter' })).toHaveLength(4)
    expect(await desk.vendor.keys({ productId: 'meter', email: 'LAB@example.com' })).toHaveLength(3)
    expect(await desk.vendor.keys({ email: 'nobody@example.com' })).toEqual([])
  })

  test('QG-13: the switch is off until it is thrown, and stays', async () => {
    const atFirst = { allowGenericKeys: false, planActivations: 'unlimited', dormant: false }
    const thrown = { ...atFirst, allowGenericKeys: true }
    expect(await desk.vendor.settings()).toEqual(atFirst)
    expect(await desk.vendor.setSetting('allowGenericKeys', true)).toEqual(thrown)
    const again = await openVendor({ home: desk.home })
    expect(await again.settings()).toEqual(thrown)
    await again.close()
  })

  test('QG-12: any text is a computer ID, up to a length', async () => {
    await desk.vendor.setSetting('allowGenericKeys', true)
    const [key] = await desk.vendor.createKeys({ productId: 'scope', generic: true })
    const id = key?.id as string
    expect(await desk.signer.issue({ key: id, computerId: 'x'.repeat(256) })).toMatchObject({
      kind: 'issued',
    })
    await expect(desk.signer.issue({ key: id, computerId: 'x'.repeat(257) })).rejects.toMatchObject({
      code: 'invalid-value',
    })
    await expect(desk.signer.issue({ key: 'nonsense', computerId: 'x' })).rejects.toMatchObject({
      code: 'activation-key-malformed',
    })
  })

  test('keys are listed with their activations counted and their state, and found by it', async () => {
    await desk.vendor.createProduct({ id: 'listed', name: 'Listed' })
    const make = async (terms: NewKeys) =>
      (await desk.vendor.createKeys({ productId: 'listed', ...terms }))[0] as KeyRecord
    const unused = await make({})
    const active = await make({ activations: 3 })
    const expired = await make({ expiresAt: NOW + DAY })
    const [suspended, archived, revoked] = [await make({}), await make({}), await make({})]
    const request = (seed: string) =>
      requestOf(seed, active.text, { productId: 'listed', bound: bound(fingerprint(seed, 'listed')) })
    for (const seed of ['a', 'b']) issued(await desk.signer.issue(request(seed)))
    await desk.vendor.suspendKey(suspended.id)
    await desk.vendor.archiveKey(archived.id)
    await desk.vendor.revokeKey(revoked.id)
    desk.time = NOW + DAY
    const listed = async (state?: KeyState) =>
      (await desk.vendor.keys({ productId: 'listed', ...(state === undefined ? {} : { state }) })).map(
        ({ key, used, state }) => [key.id, used, state],
      )
    const all = [
      [unused.id, 0, 'unused'],
      [active.id, 2, 'active'],
      [expired.id, 0, 'expired'],
      [suspended.id, 0, 'suspended'],
      [archived.id, 0, 'archived'],
      [revoked.id, 0, 'revoked'],
    ]
    expect(await listed()).toEqual(all.filter(([, , state]) => state !== 'archived'))
    for (const [i, state] of KEY_STATES.entries()) expect(await listed(state)).toEqual([all[i]])
    await desk.backTo(NOW)
  })

  test('the history of a key has every entry that concerns it, by its id and by its whole text', async () => {
    const [key] = await desk.vendor.createKeys({ productId: 'scope', activations: 2, comment: 'first' })
    const { id, text } = key as KeyRecord
    await desk.vendor.createKeys({ productId: 'scope' })
    issued(await desk.signer.issue(requestOf('a', text)))
    await desk.vendor.changeKey(id, { comment: 'second' })
    await desk.vendor.revokeKey(id, 'paid back')
    const history = await desk.vendor.history(text)
    expect(history.map(({ change }) => change)).toMatchObject([
      { kind: 'key.created', key: { comment: 'first' } },
      { kind: 'activation.recorded', activation: { keyId: id } },
      { kind: 'license.issued', license: { keyId: id } },
      { kind: 'key.changed', key: { comment: 'second' } },
      { kind: 'key.revoked', revocation: { at: NOW, reason: 'paid back' } },
    ])
    expect(await desk.vendor.history(id)).toEqual(history)
  })

  test('the audit walks what was done here', async () => {
    expect(await desk.vendor.audit()).toMatchObject({ problems: [] })
    expect((await desk.vendor.stats()).entries).toBe((await desk.vendor.audit()).entries)
    expect(desk.now()).toBe(NOW)
  })
})
