/**
 * Owns the desk that the bench of the console looks at, of any number of keys and always of the same shape: ten years of
 * sales in a hundred days of work, a customer for every ten keys, a computer for every fifth one, ends that are spread
 * over ten years, one customer and one key that have a great deal, and a present day like the others.
 */
import { existsSync, mkdirSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { encodeHex } from '../../src/core/bytes/hex.ts'
import { ACTIVATION_KEY_BYTES, activationKeyOf } from '../../src/core/message/activation-key.ts'
import { encodeLicense } from '../../src/core/message/license.ts'
import { customerIdOf } from '../../src/core/terms/customer.ts'
import type { KeyRecord } from '../../src/core/terms/entitlement.ts'
import { createVendor, openVendor } from '../../src/vendor/door.ts'
import type { Change } from '../../src/vendor/ledger/change.ts'
import type { Ledger } from '../../src/vendor/ledger/ledger.ts'
import { openLedger } from '../../src/vendor/ledger/open.ts'
import { keyRecord } from '../vendor/ledger/sample.ts'
import { newActivation, random } from './desk.ts'
import { license, signingKey } from './sample.ts'

const DAY = 86_400
/** A minute of the present day. */
export const NOW = license(0).issuedAt + 60
/** Days of work, and how far they lie apart. */
const GROUPS = 100
const APART = 36 * DAY
const PRODUCTS = ['scope', 'viewer', 'meter', 'logger', 'bridge'] as const
const AFFILIATES = 7
/** Keys of one customer, and keys of which one has a computer. */
const OWNED = 10
const ACTIVATED = 5
/** The customer and the key that have much, and computers that are due and renewed at any size: more than a page. */
const LEAST_OF_ONE = 100
/** So many changes are appended together. */
const AT_ONCE = 10_000

/** What the views are asked about. */
export interface ConsoleSubjects {
  readonly home: string
  readonly ledger: string | undefined
  readonly keys: number
}

/** `ledger`: a URL of PostgreSQL; undefined: SQLite. `kept`: a folder in which a desk of this size may lie already. */
export async function consoleDesk(
  keys: number,
  ledger: string | undefined,
  kept: string | undefined,
): Promise<ConsoleSubjects> {
  const home =
    kept === undefined ? mkdtempSync(join(tmpdir(), 'airlatch-bench-')) : join(kept, `console-${keys}`)
  if (kept !== undefined && ledger === undefined && existsSync(home)) return { home, ledger, keys }
  mkdirSync(home, { recursive: true })
  const started = NOW - GROUPS * APART
  const now = () => started
  await createVendor({ home, ledger, name: 'Acme Instruments', passphrase: '', now })
  const vendor = await openVendor({ home, ledger, now })
  for (const id of PRODUCTS) await vendor.createProduct({ id, name: `Product ${id}` })
  for (let i = 0; i < AFFILIATES; i++) await vendor.addAffiliate(`Reseller ${i}`)
  await vendor.close()
  const filled = await openLedger(ledger ?? join(home, 'ledger.db'), { random, cacheMegabytes: 256 })
  try {
    await fill(filled, keys)
  } finally {
    await filled.close()
  }
  return { home, ledger, keys }
}

async function fill(ledger: Ledger, count: number): Promise<void> {
  const ofGroup = Math.ceil(count / GROUPS)
  const shop = new Shop(count)
  for (let group = 0; group < GROUPS; group++) {
    const at = NOW - (GROUPS - 1 - group) * APART
    let changes: Change[] = []
    const put = async (least: number) => {
      if (changes.length < least) return
      if ((await ledger.append(changes, at)) === 'conflict') throw new Error('the same id twice')
      changes = []
    }
    for (let n = group * ofGroup; n < Math.min(count, (group + 1) * ofGroup); n++) {
      changes.push(...shop.sale(n, at))
      await put(AT_ONCE)
    }
    if (group === GROUPS - 1)
      for (const more of shop.special(at)) {
        changes.push(...more)
        await put(AT_ONCE)
      }
    await put(1)
  }
}

class Shop {
  readonly #seen = new Set<string>()
  readonly #ofOne: number
  #customer: string | undefined
  #large: string | undefined

  constructor(count: number) {
    this.#ofOne = Math.max(LEAST_OF_ONE, count / 100)
  }

  sale(n: number, at: number): readonly Change[] {
    const changes: Change[] = []
    if (n % OWNED === 0) {
      this.#customer = this.#id(() => customerIdOf(random(4)))
      changes.push({ kind: 'customer.added', customer: customerOf(this.#customer, n, at) })
    }
    const customer = n % OWNED === 0 ? this.#customer : undefined
    const key = this.#key(n, at, { customer, expiresAt: endOf(n) })
    changes.push({ kind: 'key.created', key })
    if (n % ACTIVATED === 0) changes.push(...activated(key, at, endOf(n)))
    return changes
  }

  /** What is many at any size: keys of one customer, computers of one key, and what is due and renewed. */
  *special(at: number): Generator<readonly Change[]> {
    this.#large = this.#id(() => customerIdOf(random(4)))
    yield [{ kind: 'customer.added', customer: { ...customerOf(this.#large, 0, at), name: 'Large Works' } }]
    for (let i = 0; i < this.#ofOne; i++)
      yield [{ kind: 'key.created', key: this.#key(i, at, { customer: this.#large, expiresAt: undefined }) }]
    const many = this.#key(0, at, { customer: undefined, expiresAt: undefined, comment: 'the many' })
    const seats = { ...many, entitlement: { ...many.entitlement, activations: 2 * this.#ofOne } }
    yield [{ kind: 'key.created', key: seats }]
    for (let i = 0; i < this.#ofOne; i++) yield activated(seats, at, NOW + 3000 * DAY)
    for (let i = 0; i < LEAST_OF_ONE; i++) {
      const key = this.#key(i, at, { customer: undefined, expiresAt: NOW + 20 * DAY })
      yield [{ kind: 'key.created', key }, ...activated(key, at, NOW + 20 * DAY)]
      const old = this.#key(i, at, { customer: undefined, expiresAt: NOW + 900 * DAY })
      const entitlement = { ...old.entitlement, expiresAt: NOW + 1200 * DAY }
      yield [
        { kind: 'key.created', key: old },
        ...activated(old, at, NOW + 900 * DAY),
        { kind: 'key.changed', key: { ...old, entitlement } },
      ]
    }
  }

  #key(
    n: number,
    at: number,
    {
      customer,
      expiresAt,
      comment,
    }: Pick<KeyRecord, 'customer'> & Partial<KeyRecord> & { expiresAt: number | undefined },
  ): KeyRecord {
    let made = activationKeyOf(random(ACTIVATION_KEY_BYTES))
    // an id has 40 bits: among a million two are often the same
    while (this.#seen.has(made.id)) made = activationKeyOf(random(ACTIVATION_KEY_BYTES))
    this.#seen.add(made.id)
    const orderReference = `PO-${`${n}`.padStart(7, '0')}`
    const affiliate = n % 3 === 0 ? `Reseller ${n % AFFILIATES}` : undefined
    const key = keyRecord(made.id, { customer, orderReference, affiliate, comment, createdAt: at })
    const productId = PRODUCTS[n % PRODUCTS.length] ?? 'scope'
    return { ...key, text: made.text, entitlement: { ...key.entitlement, productId, expiresAt } }
  }

  #id(make: () => string): string {
    let id = make()
    while (this.#seen.has(id)) id = make()
    this.#seen.add(id)
    return id
  }
}

/** Spread over ten years, in another order than keys are made. */
function endOf(n: number): number {
  return NOW + (((n * 2_654_435_761) % 3650) + 1) * DAY
}

function customerOf(id: string, n: number, createdAt: number) {
  const name = `Person ${n}`
  const email = `person${n}@lab${n}.example`
  const nothing = { telephone: undefined, reference: undefined, notes: undefined }
  return { id, createdAt, name, company: `Labs ${n}`, email, ...nothing }
}

function activated(key: KeyRecord, at: number, expiresAt: number): readonly Change[] {
  const activation = { ...newActivation(key.id), begunAt: at, firstAt: at, lastAt: at }
  const issued = {
    requestHash: encodeHex(random(32)),
    keyId: key.id,
    activationId: activation.id,
    kid: signingKey.public.kid,
    payload: payloadOf(expiresAt),
    issuedAt: at,
  }
  return [
    { kind: 'activation.recorded', activation },
    { kind: 'license.issued', license: issued },
  ]
}

const PAYLOADS = new Map<number, Uint8Array>()

function payloadOf(expiresAt: number): Uint8Array {
  const known = PAYLOADS.get(expiresAt) ?? encodeLicense({ ...license(6), expiresAt })
  PAYLOADS.set(expiresAt, known)
  return known
}
