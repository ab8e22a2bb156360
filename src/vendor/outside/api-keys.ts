/**
 * Owns the keys of the HTTP interface (checklist HT-01): `alk_<id>_<secret>`, with 256 random bits in the secret. The ledger
 * has only a SHA-256 of the whole text: it is shown once, and cannot be read out of the ledger. A slow hash would
 * add nothing: there is nothing to guess in 256 random bits.
 */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import { encodeHex } from '../../core/bytes/hex.ts'
import { AirlatchError } from '../../core/errors.ts'
import { type ApiKey, SCOPES, type Scope } from '../../core/terms/outside.ts'
import { formatEnd } from '../../core/terms/term.ts'
import { invalid, LIMITS, requireName, requireText, requireWhole } from '../catalog/limits.ts'
import {
  countDevices,
  forgetDevices,
  isKnownDevice,
  keepDevice,
  readApiKey,
  readDevices,
} from '../ledger/api-rows.ts'
import type { OutsideWorld } from './outside-world.ts'

/** What an API key is made from. */
export interface NewApiKey {
  /** What people call it: 1 to 60 bytes. */
  readonly name: string
  /** One or more of `read`, `sell`, `activate` and `manage`. */
  readonly scopes: readonly string[]
  /** Seconds since 1970; by default it never expires. */
  readonly expiresAt?: number | undefined
  /** Calls a minute (default: 600). */
  readonly perMinute?: number | undefined
  /** From how many devices, told apart by their addresses, it may be used (default: any number). */
  readonly mostDevices?: number | undefined
}

/** A new API key, and its text, which cannot be shown again. */
export interface CreatedApiKey {
  readonly apiKey: ApiKey
  readonly secret: string
}

/** An API key, and from how many devices it was used, where that is limited. */
export interface ListedApiKey {
  readonly apiKey: ApiKey
  readonly devices: number
}

/** What a text turned out to be. */
export type CheckedApiKey =
  | { readonly kind: 'valid'; readonly apiKey: ApiKey }
  /** Malformed, not ours, wrong or revoked. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'expired'; readonly apiKey: ApiKey; readonly expiredAt: number }
  | { readonly kind: 'too-many-devices'; readonly apiKey: ApiKey; readonly most: number }

/** Entries stand under `api:NAME`, which has to be a name of an operator. */
const MOST_NAME_BYTES = 60
const ID_BYTES = 6
const SECRET_BYTES = 32
const USUAL_PER_MINUTE = 600
const MOST_PER_MINUTE = 1_000_000
const MOST_DEVICES = 1_000
const TOKEN = /^alk_([0-9a-f]{12})_[A-Za-z0-9_-]{43}$/
/** Stands in for one that there is not: no text has this hash, and no key this id. */
const NO_HASH = '0'.repeat(64)
const NO_ID = 'none'
/** A new id that is taken already is a matter of 2^48. */
const TRIES = 3

/** Under which name its calls stand in the ledger. */
export function operatorOf({ name }: Pick<ApiKey, 'name'>): string {
  return `api:${name}`
}

/** The keys of the HTTP interface (checklist HT-01). */
export class ApiKeys {
  readonly #world: OutsideWorld

  /** @internal A vendor makes one. */
  constructor(world: OutsideWorld) {
    this.#world = world
  }

  /** Errors: invalid-value, api-key-exists {apiKey}. */
  async add(input: NewApiKey): Promise<CreatedApiKey> {
    const { now, random, ledger } = this.#world
    const createdAt = now()
    const terms = termsOf(input, createdAt)
    for (let tries = 0; tries < TRIES; tries++) {
      const id = encodeHex(random(ID_BYTES))
      const secret = `alk_${id}_${Buffer.from(random(SECRET_BYTES)).toString('base64url')}`
      const apiKey: ApiKey = { ...terms, id, hash: hashOf(secret).toString('hex'), createdAt }
      const recorded = await ledger.record(
        inner => inner.outside('api-key'),
        known => {
          // a name that looks like an id could mean either
          if (known.some(({ name, id: other }) => name === terms.name || other === terms.name))
            throw new AirlatchError('api-key-exists', { apiKey: terms.name })
          return { outcome: true, changes: [{ kind: 'api-key.added', apiKey }], at: createdAt }
        },
      )
      if (recorded === true) return { apiKey, secret }
    }
    throw new AirlatchError('ledger-busy', { attempts: TRIES })
  }

  /** Those that are not revoked, by their names. */
  async list(): Promise<readonly ListedApiKey[]> {
    const { ledger } = this.#world
    const devices = await ledger.look(readDevices)
    const keys = [...(await ledger.outside('api-key'))]
    return keys
      .toSorted((a, b) => (a.name < b.name ? -1 : 1))
      .map(apiKey => ({ apiKey, devices: devices.get(apiKey.id) ?? 0 }))
  }

  /** By its name or its id. Error: api-key-not-found {apiKey}. */
  async named(nameOrId: string): Promise<ApiKey> {
    const keys = await this.#world.ledger.outside('api-key')
    const found = keys.find(({ name, id }) => name === nameOrId || id === nameOrId)
    if (found === undefined) throw new AirlatchError('api-key-not-found', { apiKey: nameOrId })
    return found
  }

  /** No call with it is answered from now on, and its devices are forgotten. Errors: api-key-not-found, invalid-value. */
  async revoke(nameOrId: string, reason?: string): Promise<ApiKey> {
    if (reason !== undefined) requireText('reason', reason, LIMITS.reasonBytes)
    const { ledger, now } = this.#world
    const apiKey = await this.named(nameOrId)
    const { id } = apiKey
    if ((await ledger.append([{ kind: 'api-key.revoked', id, reason }], now())) === 'conflict')
      throw new AirlatchError('api-key-not-found', { apiKey: nameOrId })
    await ledger.keep(sql => forgetDevices(sql, id))
    return apiKey
  }

  /** It may be used from other devices again; gives how many were forgotten. Error: api-key-not-found. */
  async reset(nameOrId: string): Promise<ListedApiKey> {
    const apiKey = await this.named(nameOrId)
    const devices = await this.#world.ledger.keep(sql => forgetDevices(sql, apiKey.id))
    return { apiKey, devices }
  }

  /**
   * Whether a text is an API key that may be used now, from this address. The work is the same whatever the text is: one
   * look at the ledger, one hash, one comparison. Only for a right text something more is said, or a device kept.
   */
  async check(token: string, address: string): Promise<CheckedApiKey> {
    const { ledger, now } = this.#world
    const [, id = NO_ID] = TOKEN.exec(token) ?? []
    const device = deviceOf(token, address)
    const [found, isKnown] = await ledger.look(sql =>
      Promise.all([readApiKey(sql, id), isKnownDevice(sql, id, device)]),
    )
    const isRight = timingSafeEqual(hashOf(token), Buffer.from(found?.hash ?? NO_HASH, 'hex'))
    if (found === undefined || !isRight) return { kind: 'unknown' }
    const { expiresAt, mostDevices } = found
    if (expiresAt !== undefined && now() >= expiresAt)
      return { kind: 'expired', apiKey: found, expiredAt: expiresAt }
    if (mostDevices === undefined || isKnown) return { kind: 'valid', apiKey: found }
    const kept = { most: mostDevices, at: now() }
    // who is refused again and again must not hold up those who write
    const isFull = (await ledger.look(sql => countDevices(sql, id))) >= mostDevices
    return !isFull && (await ledger.keep(sql => keepDevice(sql, id, device, kept)))
      ? { kind: 'valid', apiKey: found }
      : { kind: 'too-many-devices', apiKey: found, most: mostDevices }
  }
}

/** Errors: invalid-value. */
function termsOf(
  { name, scopes, expiresAt, perMinute = USUAL_PER_MINUTE, mostDevices }: NewApiKey,
  now: number,
): Omit<ApiKey, 'id' | 'hash' | 'createdAt'> {
  requireName('name', name)
  if (Buffer.byteLength(name) > MOST_NAME_BYTES)
    throw invalid('name', { is: 'at-most', most: MOST_NAME_BYTES, of: 'bytes' }, Buffer.byteLength(name))
  if (expiresAt !== undefined) {
    requireWhole('expiresAt', expiresAt, 0, Number.MAX_SAFE_INTEGER)
    if (expiresAt <= now) throw invalid('expiresAt', { is: 'not-over' }, formatEnd(expiresAt))
  }
  requireWhole('perMinute', perMinute, 1, MOST_PER_MINUTE)
  if (mostDevices !== undefined) requireWhole('mostDevices', mostDevices, 1, MOST_DEVICES)
  return { name, scopes: scopesOf(scopes), expiresAt, perMinute, mostDevices }
}

/** In the order of SCOPES, each once. Error: invalid-value. */
function scopesOf(wanted: readonly string[]): readonly Scope[] {
  const unknown = wanted.find(scope => !SCOPES.some(known => known === scope))
  if (unknown !== undefined || wanted.length === 0)
    throw invalid('scope', { is: 'one-of', words: SCOPES }, unknown ?? '')
  return SCOPES.filter(scope => wanted.includes(scope))
}

function hashOf(token: string): Buffer {
  return createHash('sha256').update(token).digest()
}

/** An address as the ledger has it: the key of this hash is the API key itself. */
function deviceOf(token: string, address: string): string {
  return createHmac('sha256', token).update(address).digest('hex').slice(0, 32)
}
