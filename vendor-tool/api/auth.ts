/**
 * Owns the check of who may call (checklist HT-01). Guessing an API key is hopeless; the limit on failed tries, counted
 * by address, only keeps guessing cheap for the server. A key that was valid before is still accepted while other
 * programs at the same address use up the limit.
 */
import { createHash } from 'node:crypto'
import { type BucketRules, TokenBuckets } from '../../src/http/buckets.ts'
import { clientOf, countedAs, type Proxies } from '../../src/http/client-address.ts'
import { type Clock, type Wait, waitFrom } from '../../src/http/clock.ts'
import {
  AirlatchError,
  type ApiKey,
  type CheckedApiKey,
  operatorOf,
  type Scope,
  type Signer,
  type Vendor,
} from '../../src/vendor/door.ts'
import { formatEnd } from '../../src/words/dates.ts'
import { vendorWords } from '../../src/words/vendor-tool.ts'
import type { KeysInUse } from '../web/keys-in-use.ts'
import type { Admitted, ApiVisit, Denied } from './desk.ts'
import { KeyRates } from './rate.ts'

/** Milliseconds that a call waits for the ledger; after that it is refused and may be repeated. */
export const MOST_WAIT_MS = { look: 5_000, change: 15_000 } as const
/** How many tries with a wrong API key one address may make. */
const FAILED_TRIES: BucketRules = { burst: 10, everySeconds: 6, most: 20_000 }

export interface GateWorld {
  readonly vendor: Vendor
  readonly keys: KeysInUse
  readonly proxies: Proxies
  readonly clock: Clock
  /** 32 random bytes. They decide which addresses share a bucket once there are too many addresses. */
  readonly secret: Uint8Array
  warn(line: string): void
}

export class Gate {
  readonly #world: GateWorld
  readonly #failures: TokenBuckets
  readonly #rates: KeyRates
  /** Hash of the last valid token, by the id of the API key. Holds at most one entry for each API key of the vendor. */
  readonly #right = new Map<string, string>()
  /**
   * Running checks of tokens that were not valid before, by their hash. The limit on failed tries bounds their number.
   */
  readonly #firstLooks = new Map<string, Promise<void>>()
  #isWarned = false

  constructor(world: GateWorld) {
    const now = () => world.clock.now() / 1000
    this.#world = world
    this.#failures = new TokenBuckets(FAILED_TRIES, { now, secret: world.secret })
    this.#rates = new KeyRates(now)
  }

  /** Checks a token and counts the call. Errors: those of the ledger. */
  async admit(token: string | undefined, visit: ApiVisit): Promise<Admitted | Denied> {
    if (token === undefined) return { why: 'no-key' }
    const tried = triedOf(token, this.addressOf(visit))
    // a program often sends its first calls at once: they wait for the first check and share its result
    if (!this.#wasRight(tried)) await this.#firstLooks.get(tried.hash)
    const checked = this.#wasRight(tried) ? await this.#check(tried) : await this.#counted(tried)
    if ('why' in checked) return checked
    // the caller, for the log; the vendor chose the name, so it is safe to write
    if (checked.kind !== 'unknown') visit.env.exchange.outcome = operatorOf(checked.apiKey)
    if (checked.kind === 'unknown' && this.#wasRight(tried)) this.#right.delete(tried.id)
    if (checked.kind !== 'valid') return deniedBy(checked)
    this.#right.set(tried.id, tried.hash)
    return this.#admitted(checked.apiKey, visit, tried)
  }

  #wasRight({ id, hash }: Tried): boolean {
    return this.#right.get(id) === hash
  }

  #check({ token, address }: Tried): Promise<CheckedApiKey> {
    const { vendor } = this.#world
    return vendor.waitingAtMost({ waitAtMostMs: MOST_WAIT_MS.look }).apiKeys.check(token, address)
  }

  /** Counts a token as a failed try until it is checked, so that many tries at once cannot bypass the limit. */
  async #counted(tried: Tried): Promise<CheckedApiKey | Denied> {
    const { address, hash } = tried
    const wait = this.#failures.take(address)
    if (wait > 0) return { why: 'too-often', waitSeconds: wait }
    const looking = this.#check(tried)
    const over = looking.then(
      ({ kind }) => kind !== 'unknown',
      // the server failed, not the caller: give the try back
      () => true,
    )
    const done = over.then(isReturned => {
      if (isReturned) this.#failures.giveBack(address)
      this.#firstLooks.delete(hash)
    })
    this.#firstLooks.set(hash, done)
    const checked = await looking
    if (checked.kind === 'valid') this.#right.set(tried.id, hash)
    await done
    return checked
  }

  #admitted(apiKey: ApiKey, visit: ApiVisit, tried: Tried): Admitted | Denied {
    const rate = this.#rates.take(apiKey.id, apiKey.perMinute)
    visit.set('rate', rate)
    if (rate.wait > 0) return { why: 'too-often', waitSeconds: rate.wait }
    return new Caller(apiKey, this.#world, visit, () => this.#check(tried))
  }

  /** Returns the client's address in the form that limits count by. Warns once if a proxy does not forward it. */
  addressOf({ env: { incoming } }: ApiVisit): string {
    const forwarded = incoming.headers['x-forwarded-for']
    const said = Array.isArray(forwarded) ? forwarded.join(',') : forwarded
    const { proxies } = this.#world
    const { address, isUnnamed } = clientOf(incoming.socket.remoteAddress ?? '', said, proxies)
    if (isUnnamed && !this.#isWarned) {
      this.#isWarned = true
      this.#world.warn(vendorWords().serve.log.proxyIsSilent)
    }
    return countedAs(address)
  }
}

function deniedBy(checked: Exclude<CheckedApiKey, { readonly kind: 'valid' }>): Denied {
  switch (checked.kind) {
    case 'unknown':
      return { why: 'unknown' }
    case 'expired':
      return { why: 'expired', expiredAt: checked.expiredAt }
    case 'too-many-devices':
      return { why: 'too-many-devices', mostDevices: checked.most }
  }
}

/** A token that may be an API key, and the address that sent it. */
interface Tried {
  readonly token: string
  readonly address: string
  readonly hash: string
  /** The id of the API key that the token claims to be. */
  readonly id: string
}

function triedOf(token: string, address: string): Tried {
  const [, id = ''] = token.split('_', 2)
  return { token, address, id, hash: createHash('sha256').update(token).digest('hex') }
}

/** A caller that was admitted. The time limit starts at the first use of the desk, after the body was received. */
class Caller implements Admitted {
  readonly apiKey: ApiKey
  readonly #world: GateWorld
  readonly #visit: ApiVisit
  readonly #check: () => Promise<CheckedApiKey>
  #wait: Wait | undefined

  constructor(apiKey: ApiKey, world: GateWorld, visit: ApiVisit, check: () => Promise<CheckedApiKey>) {
    this.apiKey = apiKey
    this.#world = world
    this.#visit = visit
    this.#check = check
  }

  get vendor(): Vendor {
    return this.#world.vendor.acting(operatorOf(this.apiKey)).waitingAtMost(this.#limits)
  }

  async signer(): Promise<Signer> {
    return (await this.#world.keys.signer(this.#limits)).acting(operatorOf(this.apiKey))
  }

  may(scope: Scope): boolean {
    return this.apiKey.scopes.includes(scope)
  }

  async deniedNow(): Promise<Denied | undefined> {
    const checked = await this.#check()
    return checked.kind === 'valid' ? undefined : deniedBy(checked)
  }

  /** A changing call is finished even if the client disconnects; otherwise its outcome would be unknown. */
  get #limits(): Wait {
    const isLook = this.#visit.req.method === 'GET'
    const signal = isLook ? this.#visit.env.exchange.signal : NEVER
    this.#wait ??= waitFrom(this.#world.clock, signal, isLook ? MOST_WAIT_MS.look : MOST_WAIT_MS.change)
    return this.#wait
  }
}

const NEVER = new AbortController().signal

/** Returns the token of `Authorization: Bearer TOKEN`; undefined without one. */
export function bearerOf(authorization: string | undefined): string | undefined {
  return /^bearer +([\x21-\x7e]{1,512}) *$/i.exec(authorization ?? '')?.[1]
}

/** Returns the error for a denied caller. Malformed, unknown and revoked API keys get the same text. */
export function denialError({ why, waitSeconds = 1, expiredAt = 0, mostDevices = 0 }: Denied): AirlatchError {
  switch (why) {
    case 'no-key':
      return new AirlatchError('api-key-refused', { missing: true })
    case 'unknown':
      return new AirlatchError('api-key-refused')
    case 'expired':
      return new AirlatchError('api-key-expired', { until: formatEnd(expiredAt) })
    case 'too-many-devices':
      return new AirlatchError('too-many-devices', { most: mostDevices })
    case 'too-often':
      return new AirlatchError('too-many-requests', { seconds: waitSeconds })
  }
}
