/**
 * Owns the differential run: messages that are mutated at random, through the TypeScript client and the C library, which
 * have to say the same. Most mutations are made in front of the signature, so that they come past it: with the sample keys
 * of the vectors they are signed anew.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { verifyOwn } from '../../src/client/bundle.ts'
import { type CborMap, type CborValue, decodeCbor, encodeCbor } from '../../src/core/bytes/cbor.ts'
import type { Verdict } from '../../src/core/check/check.ts'
import { MESSAGE_TYPE, type MessageName } from '../../src/core/cose/labels.ts'
import { parseSign1 } from '../../src/core/cose/sign1.ts'
import { AirlatchError } from '../../src/core/errors.ts'
import { verifyLease } from '../../src/core/lease/verify.ts'
import { verifyLicense } from '../../src/core/verify.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import { VECTOR_FOLDER } from '../../tools/vectors.ts'
import type { Vector } from '../vectors/make/case.ts'
import { protectedMap, type Raw, type RawKey, sign1, toHex } from '../vectors/make/raw.ts'
import { serverKey } from '../vectors/make/site.ts'
import * as world from '../vectors/make/world.ts'
import { runVector, worldOf } from '../vectors/run.ts'
import { leaseInput } from '../vectors/run-lease.ts'
import { type Answer, type Build, bytesOf, type Case, play } from './library.ts'

/** A mutated message that the two do not agree about. */
export interface Difference {
  readonly from: string
  readonly message: string
  readonly library: unknown
  readonly client: unknown
}

/** How many cases one process of the library plays. */
const BATCH = 5000

/** Plays so many mutations of a seed. */
export function differences(kind: Build, count: number, seed: number): readonly Difference[] {
  const random = randomOf(seed)
  const bases = basesOf()
  const found: Difference[] = []
  for (let done = 0; done < count; done += BATCH) {
    const cases = Array.from({ length: Math.min(BATCH, count - done) }, () => caseFrom(bases, random))
    const answers = play(kind, cases)
    for (const [i, one] of cases.entries()) {
      const client = clientAnswer(one)
      const library = verdictOf(answers[i] as Answer, one)
      if (JSON.stringify(client) !== JSON.stringify(library))
        found.push({ from: one.name as string, message: toHex(one.message), library, client })
    }
  }
  return found
}

type Base = Vector & { readonly message: Uint8Array }

/** The kinds that are mutated. */
const KINDS: readonly string[] = ['license', 'bundle', 'kit', 'revocations', 'clock-reset', 'state', 'lease']

/** Vectors with a raw message that is whole as far as its signature. */
function basesOf(): readonly Base[] {
  return readdirSync(VECTOR_FOLDER)
    .filter(name => name.endsWith('.json'))
    .map(name => JSON.parse(readFileSync(join(VECTOR_FOLDER, name), 'utf8')) as Vector)
    .filter(({ reads, expect }) => KINDS.includes(reads) && (expect === 'ok' || isAbove(expect.layer)))
    .map(vector => ({ ...vector, message: bytesOf(vector) }))
    .filter(({ message }) => message[0] === 0xd2 && message.length < 20_000)
}

function isAbove(layer: string): boolean {
  return layer === 'claims' || layer === 'rules'
}

export type Random = (below: number) => number

/** xorshift32: the same seed gives the same run everywhere. */
export function randomOf(seed: number): Random {
  let state = (seed * 2_654_435_761) >>> 0 || 1
  return below => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) % below
  }
}

function pick<T>(random: Random, list: readonly T[]): T {
  return list[random(list.length)] as T
}

/** Most are of one vector; some are bundles of several licenses, so that the two have to pick the same one. */
function caseFrom(bases: readonly Base[], random: Random): Case {
  const base = pick(random, bases)
  if (base.reads !== 'bundle' || random(2) === 0) return mutated(base, random)
  const licenses = bases.filter(({ reads }) => reads === 'license')
  const own = pick(random, licenses)
  const messages = Array.from({ length: 1 + random(5) }, () =>
    random(2) === 0 ? mutated(own, random).message : pick(random, licenses).message,
  )
  return { ...otherWorld(own, random), reads: 'bundle', message: world.bundle(messages as Raw[]) }
}

function mutated(base: Base, random: Random): Case {
  const way = random(8)
  if (way === 0) return { ...base, message: withBytesChanged(base.message, random) }
  if (way === 1) return { ...otherWorld(base, random) }
  const { payload } = parseSign1(base.message)
  if (way === 2) return { ...base, message: signed(base, withBytesChanged(payload, random), random) }
  if (way === 3) return { ...base, message: withHeaderChanged(base, payload, random) }
  let claims: CborValue
  try {
    claims = decodeCbor(payload)
  } catch {
    return { ...base, message: signed(base, withBytesChanged(payload, random), random) }
  }
  for (let times = 1 + random(2); times > 0; times--) claims = withValueChanged(claims, random)
  const changed = { ...base, message: signed(base, encoded(claims) ?? payload, random) }
  return random(4) === 0 ? otherWorld(changed, random) : changed
}

function keyOf({ reads }: Base, random: Random): RawKey {
  if (random(12) === 0) return pick(random, [world.secondVendorKey, world.strangerKey])
  if (reads === 'lease') return serverKey
  return reads === 'state' ? world.installationKey : world.vendorKey
}

function typeOf({ reads }: Base): number {
  return MESSAGE_TYPE[reads as MessageName]
}

function signed(base: Base, payload: Uint8Array, random: Random): Uint8Array {
  return sign1({ key: keyOf(base, random), type: typeOf(base), payload })
}

function withHeaderChanged(base: Base, payload: Uint8Array, random: Random): Uint8Array {
  const key = keyOf(base, random)
  const header = withBytesChanged(protectedMap({ key, type: typeOf(base) }), random)
  return sign1({ key, type: typeOf(base), payload, header })
}

/** One to three bytes are changed, taken out, put in, or the end is cut off. */
function withBytesChanged(bytes: Uint8Array, random: Random): Uint8Array {
  let changed = [...bytes]
  for (let times = 1 + random(3); times > 0; times--) {
    const at = random(changed.length + 1)
    const way = random(6)
    if (way === 0) changed.splice(at, 1)
    else if (way === 1) changed.splice(at, 0, random(256))
    else if (way === 2) changed = changed.slice(0, at)
    else if (way === 3) changed[at % (changed.length || 1)] = random(256)
    else if (changed.length > 0)
      changed[at % changed.length] = (changed[at % changed.length] as number) ^ (1 << random(8))
  }
  return Uint8Array.from(changed)
}

const TIMES = [0, 1, world.ISSUED_AT, world.NOW, world.EXPIRES_AT, 253_402_300_800, 253_402_300_801]
const NUMBERS = [
  -1,
  0,
  1,
  2,
  3,
  4,
  5,
  7,
  8,
  16,
  60,
  255,
  256,
  366,
  367,
  36_500,
  36_501,
  2_678_400,
  2 ** 32,
  -0x8000_0000,
]
const LARGE = [2n ** 53n - 1n, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n]
const TEXTS = [
  '',
  ' ',
  'a',
  '0',
  'ada',
  'CORP\\ada',
  'ada@corp',
  'ADA',
  'Zoe\u0308',
  'Zo\u00eb',
  'export',
  'projects',
  'wide.name_x-1',
  '.x',
  'x'.repeat(33),
  'Example Software',
  'example.viewer',
  'com1',
  'com1.x',
  'a..b',
  'nul',
  'x'.repeat(65),
  'feb62ef175178636',
  'FEB62EF175178636',
  'https://a.example',
  'https://a.example/',
  'http://a.example:80',
  'https://a.example:8443',
  'http://10.0.0.7',
  'http://10.0.0.256',
  'http://1.2',
  'http://0x7f',
  'http://a.0x',
  'http://[fd00::7]',
  'http://[fd00:0:0::7]',
  'http://[1:0:0:2::]',
  'http://[::]',
  'http://a_b',
  'https://xn--a.example',
  'https://a.example/x/../y',
  'https://a.example/x/...',
  'http://a-.example',
  'ä',
  'a\u0085b',
  '\u00a0a',
  '\tb',
]

function value(random: Random, depth = 0): CborValue {
  const way = random(depth > 2 ? 6 : 8)
  if (way === 0) return pick(random, NUMBERS)
  if (way === 1) return pick(random, TIMES)
  if (way === 2) return pick(random, LARGE)
  if (way === 3) return pick(random, TEXTS)
  if (way === 4) return random(4) > 0
  if (way === 5)
    return Uint8Array.from({ length: pick(random, [0, 7, 8, 9, 16, 31, 32, 64, 72]) }, () => random(256))
  if (way === 6) return Array.from({ length: random(4) }, () => value(random, depth + 1))
  return new Map(Array.from({ length: random(4) }, () => [keyIn(random), value(random, depth + 1)] as const))
}

function keyIn(random: Random): number | string {
  return random(3) === 0 ? pick(random, TEXTS) : pick(random, [random(70), random(10), -1, -2, -65_537, 300])
}

/** The same with one value in it changed, taken out, or put in. */
function withValueChanged(item: CborValue, random: Random): CborValue {
  if (item instanceof Map && item.size > 0 && random(8) > 0)
    return withEntryChanged([...(item as CborMap)], random)
  if (Array.isArray(item) && item.length > 0 && random(6) > 0) {
    const items = [...(item as readonly CborValue[])]
    const at = random(items.length)
    const way = random(6)
    if (way === 0) items.splice(at, 1)
    else if (way === 1) items.push(value(random))
    else if (way === 2) items.push(items[at] as CborValue)
    else items[at] = withValueChanged(items[at] as CborValue, random)
    return items
  }
  if (typeof item === 'number' && random(2) === 0)
    return Math.max(-0x8000_0000, item + pick(random, [-1, 1, 86_400, -86_400]))
  if (typeof item === 'string' && random(2) === 0) return textChanged(item, random)
  if (item instanceof Uint8Array && item.length > 0 && random(2) === 0) return withBytesChanged(item, random)
  return value(random)
}

function withEntryChanged(entries: [number | string, CborValue][], random: Random): CborValue {
  const at = random(entries.length)
  const [key, old] = entries[at] as [number | string, CborValue]
  const way = random(10)
  if (way === 0) entries.splice(at, 1)
  else if (way === 1) entries.push([keyIn(random), value(random)])
  else if (way === 2) entries[at] = [keyIn(random), old]
  else entries[at] = [key, withValueChanged(old, random)]
  return new Map(entries)
}

function textChanged(text: string, random: Random): string {
  const at = random(text.length + 1)
  const put = pick(random, [
    '',
    '.',
    '-',
    '/',
    ':',
    '0',
    'A',
    'z',
    ' ',
    '@',
    '\\',
    '%',
    '\u0000',
    'é',
    '::',
    '[',
    ']',
  ])
  return text.slice(0, at) + put + text.slice(at + random(2))
}

function encoded(claims: CborValue): Uint8Array | undefined {
  try {
    return encodeCbor(claims)
  } catch {
    // half a pair, or a byte order mark in front
    return undefined
  }
}

/** The same message on another computer, for another user, at another time. */
function otherWorld(base: Base, random: Random): Case {
  const computer = Object.fromEntries(
    Object.entries(base.computer ?? {}).flatMap(([kind, hashes]) => {
      const way = random(6)
      if (way === 0) return []
      if (way === 1)
        return [[kind, toHex(Uint8Array.from({ length: 8 * (1 + random(3)) }, () => random(256)).sort())]]
      return [[kind, hashes]]
    }),
  )
  if (base.reads !== 'license' && base.reads !== 'bundle' && base.reads !== 'lease') return base
  const changed = {
    computer: random(2) === 0 ? computer : base.computer,
    now: random(2) === 0 ? Math.max(0, (base.now ?? 0) + (random(800) - 400) * 86_400) : base.now,
    user: pick(random, [base.user, undefined, 'ada', 'CORP\\ada', 'ada@corp', 'ADA', 'Zoe\u0308']),
    platform: pick(random, [base.platform, undefined, 'windows', 'macos', 'linux', 'bsd'] as const),
    virtual: pick(random, [base.virtual, undefined, 'kvm']),
    program: pick(random, [
      base.program,
      {},
      { version: '3.0' },
      { features: ['export'] },
      { releasedAt: world.NOW },
    ]),
    seen: pick(random, [base.seen, [{ at: world.NOW + random(900) * 86_400, by: 'record' as const }]]),
    recordDamaged: pick(random, [base.recordDamaged, true as const, undefined]),
    deactivated: pick(random, [base.deactivated, { [toHex(world.ACTIVATION_ID)]: 1 }]),
    ...(base.reads === 'lease' ? otherHolder(base, random) : {}),
  }
  return {
    ...base,
    ...(Object.fromEntries(Object.entries(changed).filter(([, one]) => one !== undefined)) as object),
  }
}

/** What a client knows of a lease alone; the license of the server is mutated as well. */
function otherHolder(base: Base, random: Random): object {
  const license = Uint8Array.from(Buffer.from(base.license as string, 'hex'))
  return {
    license:
      random(3) === 0
        ? toHex(mutated({ ...base, reads: 'license', message: license }, random).message)
        : base.license,
    instance: pick(random, [base.instance, undefined, '0011223344556677']),
    heldFor: pick(random, [base.heldFor, undefined, 0, 899, 900, 86_400]),
    client: pick(random, [base.client, base.client, base.client, toHex(world.strangerKey.publicKey)]),
    returned: pick(random, [base.returned, undefined, { '0011223344556677': 1 }]),
  }
}

/** Of a license and a lease also which one it is. */
function verdictOf(answer: Answer, { reads }: Case): unknown {
  if (!answer.ok) return { ok: false, reasons: answer.reasons }
  const { warnings, claims } = answer
  if (reads === 'lease')
    return { ok: true, warnings, which: [claims['lease-id'], claims.sequence, claims.exp] }
  if (reads !== 'license' && reads !== 'bundle') return { ok: true, warnings }
  return { ok: true, warnings, which: [claims.sub, claims.iat, claims.exp] }
}

/** What the TypeScript client says: of a license every reason. */
function clientAnswer(one: Case): unknown {
  if (one.reads === 'license' || one.reads === 'bundle') return licenseAnswer(one)
  if (one.reads === 'lease') return leaseAnswer(one)
  const outcome = runVector(vectorOf(one), nativeEd25519)
  // a message of no bytes, or of another first byte, is a matter of the carrier there
  const code = outcome.kind === 'ok' || outcome.layer !== 'carrier' ? undefined : 'cose-malformed'
  if (outcome.kind === 'ok') return { ok: true, warnings: outcome.warnings }
  return { ok: false, reasons: [code ?? outcome.code] }
}

function leaseAnswer(one: Case): unknown {
  const vector = vectorOf(one)
  return answered(() => {
    const { lease, ...verdict } = verifyLease(
      ...leaseInput(vector, one.message, worldOf(vector, nativeEd25519), nativeEd25519),
    )
    return { ...verdict, which: [lease.leaseId, lease.sequence, lease.expiresAt] }
  })
}

function vectorOf(one: Case): Vector {
  return { ...one, input: { hex: toHex(one.message) } } as Vector
}

function licenseAnswer(one: Case): unknown {
  const verify = one.reads === 'bundle' ? verifyOwn : verifyLicense
  return answered(() => {
    const { license, ...verdict } = verify(one.message, worldOf(vectorOf(one), nativeEd25519))
    return { ...verdict, which: [license.keyId, license.issuedAt, license.expiresAt] }
  })
}

type Judged = Pick<Verdict, 'valid' | 'reasons' | 'warnings'> & { readonly which: readonly unknown[] }

/** As the library says it. */
function answered(judge: () => Judged): unknown {
  try {
    const { valid, reasons, warnings, which } = judge()
    const codes = (list: readonly { readonly code: string }[]) => list.map(({ code }) => code)
    return valid ? { ok: true, warnings: codes(warnings), which } : { ok: false, reasons: codes(reasons) }
  } catch (error) {
    if (error instanceof AirlatchError) return { ok: false, reasons: [error.code] }
    throw error
  }
}
