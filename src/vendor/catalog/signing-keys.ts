/**
 * Owns the vendor's signing keys as the ledger knows them, by their public halves: which ones there are, which one is
 * the present one, and from when a retired one's signatures count no more. The secret halves are in custody.
 */
import { decodeHex } from '../../core/bytes/hex.ts'
import { type PublicKey, publicKey } from '../../core/cose/key.ts'
import { AirlatchError } from '../../core/errors.ts'
import { KIT_LIMITS } from '../../core/message/kit.ts'
import { formatInstant } from '../../core/terms/term.ts'
import { nativeEd25519 } from '../../crypto/native.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { invalid, LIMITS, requireLine } from './limits.ts'

export interface SigningKeyRecord {
  readonly key: PublicKey
  readonly addedAt: number
  /** Undefined while it may sign. */
  readonly retired: Retirement | undefined
}

/**
 * Seconds since 1970: what the key signed `from` that time on counts no more, as was said `at` that one. The time of a
 * signature is what the signed message says: a thief dates his back. Against that there is only a `from` before all that
 * must not count, and licenses issued anew: the same requests get them, on the same seats (issue.ts).
 */
export interface Retirement {
  readonly from: number
  readonly at: number
  readonly reason: string
}

/** The oldest first. Error: public-key-invalid. */
export async function signingKeysOf(
  ledger: Pick<Ledger, 'signingKeys'>,
): Promise<readonly SigningKeyRecord[]> {
  const { added, retired } = await ledger.signingKeys()
  return added.map(({ publicKey: hex, at: addedAt }) => {
    const key = publicKeyOf(hex)
    return { key, addedAt, retired: earliest(retired.filter(({ kid }) => kid === key.kid)) }
  })
}

/** A theft may turn out to be older than it was thought: the earliest date counts. */
function earliest(all: readonly Retirement[]): Retirement | undefined {
  const [first] = all.toSorted((a, b) => a.from - b.from)
  return first && { from: first.from, at: first.at, reason: first.reason }
}

/** Keys that were read before: a server reads the few of its vendor for every answer, and each check takes a while. */
const READ = new Map<string, PublicKey>()
const MOST_READ = 64

/** `hex`: 64 hexadecimal digits. Error: public-key-invalid. */
export function publicKeyOf(hex: string): PublicKey {
  const known = READ.get(hex)
  if (known !== undefined) return known
  const key = publicKey(nativeEd25519, decodeHex(hex) ?? new Uint8Array())
  if (READ.size >= MOST_READ) READ.clear()
  READ.set(hex, key)
  return key
}

/** The newest one that is not retired: it signs licenses. Error: ledger-damaged when there is none. */
export function presentKey(keys: readonly SigningKeyRecord[]): SigningKeyRecord {
  const present = keys.findLast(({ retired }) => retired === undefined)
  if (present !== undefined) return present
  throw new AirlatchError('ledger-damaged', { path: '', problem: 'all signing keys are retired' })
}

/** Error: invalid-value, when a kit could not list one more. */
export function requireRoomForKey(keys: readonly SigningKeyRecord[]): void {
  const most = KIT_LIMITS.keys
  if (keys.length >= most) throw invalid('signing keys', { is: 'at-most', most }, most + 1)
}

/** `key`: 64 hexadecimal digits; licenses are signed with it from now on. Error: invalid-value. */
export function addSigningKey(ledger: Ledger, key: string, now: number): Promise<void> {
  return ledger.alone(async alone => {
    requireRoomForKey(await signingKeysOf(alone))
    await alone.append([{ kind: 'signing-key.added', publicKey: key, at: now }], now)
  })
}

/** The end of trust in what a signing key signs. */
export interface NewRetirement {
  /** 16 hexadecimal digits. */
  readonly kid: string
  /** Seconds since 1970; now unless told. */
  readonly since?: number | undefined
  /** For the ledger. */
  readonly reason: string
}

/** A signing key that was retired. */
export interface Retired {
  /** 16 hexadecimal digits. */
  readonly kid: string
  /** Since when, and why. */
  readonly retirement: Retirement
  /** It was retired before, from then on or an earlier time. */
  readonly already: boolean
  /** Licenses of which it signed one since then: they count no more where the next kit is known. */
  readonly licenses: number
}

/**
 * Retired again with an earlier date, the earlier date is taken; with a later one, nothing changes.
 * Errors: signing-key-not-found {kid, known}, signing-key-in-use {kid}, invalid-value.
 */
export async function retireSigningKey(ledger: Ledger, wanted: NewRetirement, now: number): Promise<Retired> {
  const retired = await ledger.alone(async alone => {
    const planned = await planRetirement(alone, wanted, now)
    const { kid, already, retirement } = planned
    const { from, reason } = retirement
    if (!already) await alone.append([{ kind: 'signing-key.retired', kid, from, reason }], now)
    return planned
  })
  return counted(ledger, retired)
}

/** What `retireSigningKey` would do; nothing is recorded. Errors: the same. */
export async function tryRetireSigningKey(
  ledger: Ledger,
  wanted: NewRetirement,
  now: number,
): Promise<Retired> {
  return ledger.moment(async moment => counted(moment, await planRetirement(moment, wanted, now)))
}

type Planned = Omit<Retired, 'licenses'>

async function planRetirement(
  ledger: Ledger,
  { kid, since, reason }: NewRetirement,
  now: number,
): Promise<Planned> {
  const why = requireLine('reason', reason, LIMITS.reasonBytes)
  const from = since ?? now
  if (!Number.isSafeInteger(from) || from < 0 || from > now)
    throw invalid('since', { is: 'not-in-the-future' }, sayable(from))
  const keys = await signingKeysOf(ledger)
  const before = requireKey(keys, kid).retired
  if (before !== undefined && before.from <= from) return { kid, retirement: before, already: true }
  const left = keys.filter(({ key, retired }) => retired === undefined && key.kid !== kid)
  if (left.length === 0) throw new AirlatchError('signing-key-in-use', { kid })
  return { kid, retirement: { from, at: now, reason: why }, already: false }
}

async function counted(ledger: Ledger, planned: Planned): Promise<Retired> {
  return { ...planned, licenses: await signedSince(ledger, planned.kid, planned.retirement.from) }
}

function sayable(at: number): unknown {
  return Number.isSafeInteger(at) && at >= 0 ? formatInstant(at) : at
}

function requireKey(keys: readonly SigningKeyRecord[], kid: string): SigningKeyRecord {
  const found = keys.find(({ key }) => key.kid === kid)
  if (found !== undefined) return found
  throw new AirlatchError('signing-key-not-found', { kid, known: keys.map(({ key }) => key.kid) })
}

const PAGE = 500

/** Entries are looked through from that time on: how many licenses the key signed. */
async function signedSince(ledger: Ledger, kid: string, since: number): Promise<number> {
  let count = 0
  for (const kind of ['license.issued', 'license.reissued'] as const)
    for (let after = 0; ; ) {
      const page = await ledger.log(after, PAGE, { kind, since })
      count += page.filter(({ change }) => 'license' in change && change.license.kid === kid).length
      if (page.length < PAGE) break
      after = page.at(-1)?.seq ?? after
    }
  return count
}
