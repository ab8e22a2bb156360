/** The clock of the desk: wrong by more than a day nothing is sold by it, and what it recorded before is put right. */
import { existsSync, readdirSync } from 'node:fs'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { LATEST_TIME } from '../../src/core/message/claims.ts'
import type { Issued, NewKeys } from '../../src/vendor/door.ts'
import { type Desk, decided, issued, openDesk, requestOf } from '../world/desk.ts'
import { DAY, NOW } from '../world/nouns.ts'

let desk: Desk
beforeEach(async () => {
  desk = await openDesk()
})
afterEach(() => desk.close())

const HOME = { allowGeneric: false, searchPath: [] }
const BEHIND = { code: 'clock-behind-ledger', kind: 'could-not' }

async function newKey(terms: Partial<NewKeys> = {}): Promise<string> {
  const [key] = await desk.vendor.createKeys({ productId: 'scope', ...terms })
  return key?.text as string
}

async function entries(): Promise<number> {
  return (await desk.vendor.stats()).entries
}

async function expires(request: Uint8Array): Promise<number | undefined> {
  return issued(await desk.signer.issue(request)).license.expiresAt
}

/** A new request of the same computer: in another second it is another one. */
const later = (key: string, second = 1) => requestOf('a', key, { now: NOW + second })

describe('a clock that is more than a day behind', () => {
  test('records nothing and signs nothing, whatever is asked', async () => {
    const key = await newKey({ activations: 9, duration: { days: 30, from: 'activation' } })
    const id = key.slice(0, 11)
    const request = requestOf('a', key)
    const { license } = issued(await desk.signer.issue(request)) as Issued
    const before = await entries()
    const files = readdirSync(desk.home)
    desk.time = NOW - DAY - 1
    const { vendor, signer } = desk
    const asked: Readonly<Record<string, () => Promise<unknown>>> = {
      issue: () => signer.issue(requestOf('b', key)),
      'the same request again': () => signer.issue(request),
      'a preview': () => decided(vendor, requestOf('b', key)),
      'a preview on behalf': () => decided(vendor, { key: id, computerId: 'campus' }),
      'on behalf': () => signer.issue({ key: id, computerId: 'campus' }),
      async batch() {
        for await (const _ of signer.issueAll([{ label: 1, read: () => requestOf('c', key) }]));
      },
      kit: () => signer.publishKit({ productId: 'scope', ...HOME }),
      checkpoint: () => signer.checkpoint(),
      revocations: () => signer.publishRevocations('scope'),
      'clock reset': () => signer.resetClockOf(license.activationId),
      'signing key': () => signer.rotateSigningKey(),
      'new key': () => newKey(),
      'changed key': () => vendor.changeKey(id, { activations: 10 }),
      'revoked key': () => vendor.revokeKey(id),
      release: () => vendor.releaseActivation(license.activationId, 'lost'),
      product: () => vendor.createProduct({ id: 'other', name: 'Other' }),
      setting: () => vendor.setSetting('dormant', true),
    }
    for (const [what, ask] of Object.entries(asked)) await expect(ask(), what).rejects.toMatchObject(BEHIND)
    expect(await entries()).toBe(before)
    expect(readdirSync(desk.home)).toEqual(files)
    // to look is allowed
    expect(await vendor.keys({})).toHaveLength(1)
    expect((await vendor.audit()).problems).toEqual([])
    desk.time = NOW
    expect(issued(await signer.issue(request)).seat).toBe('repeated')
  })

  test('a day is let pass: desks do not agree to the second', async () => {
    desk.time = NOW - DAY
    expect(await newKey()).toBeDefined()
  })
})

test('no kit is made at a time that its format cannot carry', async () => {
  desk.time = LATEST_TIME
  const kit = desk.signer.publishKit({ productId: 'scope', ...HOME })
  await expect(kit).rejects.toMatchObject({ code: 'clock-beyond-limit', kind: 'could-not' })
  expect(existsSync(desk.home)).toBe(true)
})

describe('accept-clock', () => {
  test('lets the desk go on after a clock that was 40 years ahead', async () => {
    desk.time = NOW + 40 * 365 * DAY
    await newKey()
    desk.time = NOW + DAY
    await expect(newKey()).rejects.toMatchObject(BEHIND)
    const found = { now: desk.time, newest: NOW + 40 * 365 * DAY, wasNeeded: true }
    expect(await desk.vendor.tryAcceptClock()).toEqual(found)
    expect(await desk.vendor.acceptClock('it showed 2066')).toEqual(found)
    await newKey()
    expect(await desk.vendor.acceptClock('again')).toMatchObject({ wasNeeded: false })
    const said: unknown[] = []
    for await (const entry of desk.vendor.log({ kind: 'clock.accepted' })) said.push(entry.change)
    expect(said).toEqual([{ kind: 'clock.accepted', reason: 'it showed 2066', newest: found.newest }])
    expect((await desk.vendor.audit()).problems).toEqual([])
  })

  test('needs a reason of one line', async () => {
    desk.time = NOW - 9 * DAY
    for (const reason of ['', 'two\nlines'])
      await expect(desk.vendor.acceptClock(reason)).rejects.toMatchObject({ code: 'invalid-value' })
  })
})

describe('activation set-start', () => {
  /** What a desk whose clock stood in 1970 sold, before it refused to: an entry of then. */
  async function wronglyBegun(terms: Partial<NewKeys>, at: number) {
    const key = await newKey(terms)
    const request = requestOf('a', key)
    desk.time = at
    if (at < NOW) await desk.vendor.acceptClock('wrongly')
    const { license } = issued(await desk.signer.issue(request)) as Issued
    desk.time = NOW
    await desk.vendor.acceptClock('the clock was wrong')
    return { key, request, license, id: license.activationId }
  }
  const set = (activationId: string, start: number) =>
    desk.vendor.setActivationStart({ activationId, start, reason: 'the battery was empty' })

  test('QC-26: the same request and a new one get the right end, in 1970 and in 2066', async () => {
    for (const [seed, at] of [
      ['1970', 0],
      ['2066', NOW + 40 * 365 * DAY],
    ] as const) {
      const { key, request, id, license } = await wronglyBegun(
        { duration: { days: 30, from: 'activation' } },
        at,
      )
      expect(license.expiresAt, seed).toBe(at + 30 * DAY)
      const corrected = await set(id, NOW - DAY)
      expect(corrected).toMatchObject({
        begunAt: NOW - DAY,
        startSet: { at: NOW, from: at, reason: 'the battery was empty' },
      })
      expect(await expires(request)).toBe(NOW + 29 * DAY)
      expect(await expires(request)).toBe(NOW + 29 * DAY)
      expect(await expires(later(key))).toBe(NOW + 29 * DAY)
      expect(await desk.vendor.activations({ keyId: key.slice(0, 11) })).toMatchObject([
        { begunAt: NOW - DAY, startSet: corrected.startSet },
      ])
      const kinds = (await desk.vendor.history(key)).map(({ change }) => change.kind)
      expect(kinds).toContain('activation.start-set')
    }
    expect((await desk.vendor.audit()).problems).toEqual([])
  })

  test('a request that was answered right is answered with the same bytes', async () => {
    const key = await newKey()
    const request = requestOf('a', key)
    const first = issued(await desk.signer.issue(request))
    await set(first.license.activationId, NOW - DAY)
    expect(issued(await desk.signer.issue(request)).message).toEqual(first.message)
  })

  test('of a released seat: its computer is not expired for ever when it comes back', async () => {
    const { key, id } = await wronglyBegun({ duration: { days: 30, from: 'activation' } }, 0)
    await desk.vendor.releaseActivation(id, 'started again')
    expect(await desk.signer.issue(later(key))).toMatchObject({ kind: 'refusal', code: 'expired' })
    await set(id, NOW)
    expect(await expires(later(key, 2))).toBe(NOW + 30 * DAY)
  })

  test('days from the first run of a computer that comes again', async () => {
    const { key, id } = await wronglyBegun({ duration: { days: 30, from: 'first-run' } }, 0)
    await set(id, NOW - 10 * DAY)
    expect(await expires(later(key))).toBe(NOW + 20 * DAY)
  })

  test('is refused in the future, without a reason, and for what does not exist', async () => {
    const { license } = issued(await desk.signer.issue(requestOf('a', await newKey()))) as Issued
    const before = await entries()
    const id = license.activationId
    await expect(set(id, NOW + 1)).rejects.toMatchObject({
      code: 'invalid-value',
      details: { field: 'start' },
    })
    await expect(set('0'.repeat(16), NOW)).rejects.toMatchObject({ code: 'activation-not-found' })
    await expect(
      desk.vendor.setActivationStart({ activationId: id, start: NOW, reason: '' }),
    ).rejects.toMatchObject({ code: 'invalid-value' })
    expect((await set(id, NOW)).startSet).toBeUndefined()
    expect(await entries()).toBe(before)
  })
})
