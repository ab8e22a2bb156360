/** Dates and days, by the two doors with a clock of our own. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Client, openClient } from '../../src/client/door.ts'
import {
  createVendor,
  explain,
  type NewKeys,
  openVendor,
  type Signer,
  type Vendor,
} from '../../src/vendor/door.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { decided } from '../world/desk.ts'

const DAY = 86_400
const START = Date.parse('2026-11-22T12:00:00Z') / 1000
const MIDNIGHT = Date.parse('2026-12-01T00:00:00Z') / 1000

const root = mkdtempSync(join(tmpdir(), 'airlatch-term-'))
let vendor: Vendor
let signer: Signer
let client: Client
let time = START
let homes = 0

beforeAll(async () => {
  const options = { home: join(root, 'vendor'), now: () => time }
  await createVendor({ ...options, name: 'Acme', passphrase: '' })
  vendor = await openVendor(options)
  signer = await vendor.unlock('')
  await vendor.createProduct({ id: 'scope', name: 'Scope' })
})
beforeEach(async () => {
  time = START
  await vendor.acceptClock('the test goes back in time')
  const { message } = await signer.publishKit({ productId: 'scope', allowGeneric: false, searchPath: [] })
  const name = `computer-${++homes}`
  const probe = async () => simulatedComputer(name)
  client = openClient({ home: join(root, name), kit: message, probe, now: () => time })
})
afterAll(async () => {
  await vendor.close()
  rmSync(root, { recursive: true })
})

async function keyOf(terms: Partial<NewKeys>): Promise<string> {
  const [key] = await vendor.createKeys({ productId: 'scope', ...terms })
  return key?.text as string
}

/** When the license ends that this computer gets now, or the code of the refusal. */
async function endOf(key: string): Promise<number | string | undefined> {
  const outcome = await signer.issue((await client.request(key)).message)
  if (outcome.kind === 'refusal') return outcome.code
  await client.install(outcome.message)
  return outcome.license.expiresAt
}

async function codeAt(at: number): Promise<string | undefined> {
  time = at
  const { valid, reasons } = await client.status()
  return valid ? undefined : reasons[0]?.code
}

describe('the term of a license', () => {
  test('QC-25: unchecked, it never expires', async () => {
    expect(await endOf(await keyOf({}))).toBeUndefined()
    expect(await codeAt(START + 100 * 365 * DAY)).toBeUndefined()
  })

  test('QC-25 QC-27: a date: valid to its last second, and then expired, saying since when', async () => {
    expect(await endOf(await keyOf({ expiresAt: MIDNIGHT }))).toBe(MIDNIGHT)
    expect(await codeAt(MIDNIGHT - 1)).toBeUndefined()
    expect(await codeAt(MIDNIGHT)).toBe('expired')
    expect((await client.status()).reasons[0]?.details).toEqual({ since: '2026-11-30' })
  })

  test('QC-26: both controls: the earlier one wins', async () => {
    const days = { days: 3, from: 'activation' } as const
    expect(await endOf(await keyOf({ expiresAt: MIDNIGHT, duration: days }))).toBe(START + 3 * DAY)
    const long = { ...days, days: 30 }
    expect(await endOf(await keyOf({ expiresAt: MIDNIGHT, duration: long }))).toBe(MIDNIGHT)
  })

  test('QC-27: days from creation and from activation', async () => {
    const fromCreation = await keyOf({ duration: { days: 10, from: 'creation' } })
    const fromActivation = await keyOf({ duration: { days: 10, from: 'activation' } })
    time = START + 4 * DAY
    expect(await endOf(fromCreation)).toBe(START + 10 * DAY)
    expect(await endOf(fromActivation)).toBe(START + 14 * DAY)
  })

  test('QC-09 QC-27: asking again does not start the days anew', async () => {
    const key = await keyOf({ duration: { days: 10, from: 'activation' } })
    const end = await endOf(key)
    time = START + 6 * DAY
    expect(await endOf(key)).toBe(end)
  })

  test('QC-25: after the end nothing is issued, and no seat is taken', async () => {
    const key = await keyOf({ duration: { days: 1, from: 'creation' } })
    time = START + DAY
    expect(await endOf(key)).toBe('expired')
    expect(await vendor.activations({ keyId: key.slice(0, 11) })).toEqual([])
    const { message } = await client.request(key)
    const refusal = await decided(vendor, message)
    if (refusal.kind !== 'refusal') throw new Error(refusal.kind)
    // the desk need not ask the vendor, which it is
    expect(explain(refusal.code, refusal.details).hint).toMatch(
      /^extend the term of the key with "key set KEY --expires/,
    )
  })

  test('QC-25: a key that would be over when it is made is a mistake', async () => {
    await expect(keyOf({ expiresAt: START })).rejects.toMatchObject({ code: 'invalid-value' })
  })
})
