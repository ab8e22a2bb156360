/**
 * Owns homes that a customer with full control may have made: kits, licenses, lists, states, leases and copies that are
 * good, old, of others, forged or damaged, thrown together by a seed; and the clocks, files and variables that a program
 * then starts by.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { userInfo } from 'node:os'
import { dirname, join } from 'node:path'
import { encodeArmor } from '../../src/carrier/armor.ts'
import { boundToComputer } from '../../src/client/counted.ts'
import { encodeCbor } from '../../src/core/bytes/cbor.ts'
import type { Computer } from '../../src/core/computer/computer.ts'
import { workloadFingerprint } from '../../src/core/computer/workload.ts'
import { coseKey, type SecretKey } from '../../src/core/cose/key.ts'
import { messageHash, sealLease, sealState } from '../../src/core/envelope.ts'
import type { CountedFingerprint } from '../../src/core/message/fingerprint.ts'
import { encodeLicense, type License } from '../../src/core/message/license.ts'
import type { State } from '../../src/core/message/state.ts'
import { secretKeyOfPem } from '../../src/crypto/pem.ts'
import { kitBy } from '../world/kit.ts'
import { DAY, license } from '../world/nouns.ts'
import { sealBundle, sealLicense, sealRevocations } from '../world/seal.ts'

/** About when all of it happens. */
export const SINCE = 1_800_000_000
const IDS = ['00000000000000a1', '00000000000000a2', '00000000000000a3', '00000000000000a4'] as const
/** Of licenses that count days from a first run. */
const RUN_ID = '00000000000000f1'
const WORKLOAD = 'prod/scope-1'
const toHex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

/** What a program starts by. */
export interface Start {
  readonly now: number
  readonly files: readonly number[]
  readonly variables: Readonly<Record<string, string>>
  readonly version: string | undefined
  readonly released: string | undefined
  readonly features: readonly string[]
}

/** One that is thrown: of a seed, always the same. */
export class Dice {
  #state: number
  constructor(seed: number) {
    this.#state = seed
  }
  /** From 0, below 1 (mulberry32). */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let t = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  below(n: number): number {
    return Math.floor(this.next() * n)
  }
  chance(of: number): boolean {
    return this.next() < of
  }
  one<T>(all: readonly T[]): T {
    return all[this.below(all.length)] as T
  }
  maybe<T>(of: number, value: () => T): T | undefined {
    return this.chance(of) ? value() : undefined
  }
  some<T>(all: readonly T[], of = 0.5): T[] {
    return all.filter(() => this.chance(of))
  }
  /** A time some days before or behind. */
  time(before = 400, behind = 400): number {
    const spans = [0.02, 0.5, 2, 31, 1000]
    const span = Math.min(this.one(spans) * DAY, (this.chance(0.5) ? before : behind) * DAY)
    return Math.floor(SINCE + (this.next() * 2 - 1) * span)
  }
}

interface Pool {
  readonly root: Uint8Array
  readonly kits: readonly Uint8Array[]
  readonly licenses: readonly Uint8Array[]
  readonly lists: readonly Uint8Array[]
  readonly leases: readonly { readonly id: string; readonly bytes: Uint8Array }[]
}

export class Homes {
  readonly kit: string
  readonly share: string
  readonly #pool: Pool
  readonly #folder: string
  readonly #pems = [pemOf('one'), pemOf('other')]
  readonly #installations: readonly SecretKey[]
  readonly #bound: CountedFingerprint

  /** Everything lies below the folder. */
  constructor(folder: string, computer: Computer, dice: Dice) {
    this.#folder = folder
    this.#installations = this.#pems.map(secretKeyOfPem)
    this.#bound = boundToComputer('scope', computer)
    this.#pool = this.#pooled(dice)
    this.kit = join(folder, 'built-in.kit')
    this.share = join(folder, 'share')
    mkdirSync(folder, { recursive: true })
    writeFileSync(this.kit, this.#pool.root)
  }

  get home(): string {
    return join(this.#folder, 'home')
  }

  /** A home, and what lies on the share. */
  make(dice: Dice): void {
    rmSync(this.home, { recursive: true, force: true })
    this.#put(dice, 0.6, 'license.cbor', () => dice.one(this.#pool.licenses))
    this.#put(dice, 0.4, 'kit.cbor', () => dice.one(this.#pool.kits))
    for (const n of [1, 2, 3]) this.#put(dice, 0.3, `kit-${n}.cbor`, () => dice.one(this.#pool.kits))
    this.#put(dice, 0.3, 'revocations.cbor', () => dice.one(this.#pool.lists))
    if (dice.chance(0.75)) this.#installation(dice)
    if (dice.chance(0.35))
      for (const { id, bytes } of dice.some(this.#pool.leases, 0.1)) {
        this.#put(dice, 1, `leases/lease-${id}.cbor`, () => bytes)
        this.#put(dice, 0.2, `leases/returned-${id}.cbor`, () => encodeCbor(new Map([[1, SINCE]])))
      }
    this.#put(dice, 0.4, 'copy.cbor', () => this.#copy(dice))
    this.reshare(dice)
  }

  /** What lies on the share is another thing, or the share is away. */
  reshare(dice: Dice): void {
    rmSync(this.share, { recursive: true, force: true })
    if (dice.chance(0.3)) return
    mkdirSync(join(this.share, 'licenses'), { recursive: true })
    const all = [...this.#pool.licenses, ...this.#pool.kits, ...this.#pool.lists]
    for (const name of dice.some(['a.license', 'b.license', 'c.txt', 'd.kit', 'e.revocations'], 0.4)) {
      const bytes = this.#damaged(dice, dice.one(all))
      const content = dice.chance(0.8) ? bytes : encodeArmor('license', bytes)
      writeFileSync(join(this.share, 'licenses', name), content)
    }
  }

  start(dice: Dice, before?: Start): Start {
    const now = before !== undefined && dice.chance(0.5) ? before.now + dice.below(3 * DAY) : dice.time()
    const pick = dice.one(this.#pool.licenses)
    return {
      now: dice.chance(0.03) ? dice.below(10 * DAY) : now,
      files: Array.from({ length: dice.below(4) }, () => dice.time()),
      variables: {
        ...(dice.chance(0.8) ? { SHARE: this.share } : {}),
        ...(dice.chance(0.3) ? { AIRLATCH_WORKLOAD: dice.one([WORKLOAD, 'other', 'No Name']) } : {}),
        ...(dice.chance(0.15)
          ? {
              AIRLATCH_LICENSE: dice.one([
                encodeArmor('license', pick),
                join(this.share, 'licenses'),
                'nothing',
              ]),
            }
          : {}),
      },
      version: dice.maybe(0.5, () => dice.one(['2', '2.0', '02', '3.1-rc', '2-1'])),
      released: dice.maybe(0.3, () => dice.one(['2026-12-31', '2027-01-15', '2028-02-29'])),
      features: dice.some(['export', 'seats', 'edition'], 0.15),
    }
  }

  #put(dice: Dice, chance: number, name: string, content: () => Uint8Array): void {
    if (!dice.chance(chance)) return
    const path = join(this.home, 'scope', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, this.#damaged(dice, content()))
  }

  #damaged(dice: Dice, bytes: Uint8Array): Uint8Array {
    if (dice.chance(0.95)) return bytes
    const at = dice.below(bytes.length)
    return dice.one([
      bytes.subarray(0, at),
      bytes.map((byte, i) => (i === at ? byte ^ (1 << dice.below(8)) : byte)),
      Buffer.concat([bytes, Buffer.of(0)]),
      new Uint8Array(),
    ])
  }

  #installation(dice: Dice): void {
    const own = dice.below(2)
    this.#put(dice, 0.95, 'installation/key.pem', () => Buffer.from(this.#pems[own] as string))
    for (let n = dice.below(4); n >= 0; n--) {
      const key = dice.chance(0.8) ? own : 1 - own
      const name = `installation/state-${`${n}`.repeat(16)}.cbor`
      this.#put(dice, 0.97, name, () => this.#state(dice, this.#installations[key] as SecretKey))
    }
  }

  #state(dice: Dice, key: SecretKey): Uint8Array {
    const times = (of: number) => new Map(dice.some(IDS, of).map(id => [id, dice.time()]))
    const seen = (of: number) => new Map(dice.some(KEYS, of).map(one => [one.public.kid, 1 + dice.below(9)]))
    const resetAt = dice.maybe(0.2, () => dice.time())
    const state: State = {
      productId: dice.chance(0.97) ? 'scope' : 'other',
      installationKey: coseKey(key.public.bytes),
      writtenAt: dice.time(),
      sequence: 1 + dice.below(9),
      latestAt: dice.chance(0.7) ? SINCE - dice.below(90 * DAY) : dice.time(),
      // the library begins no days: so they have begun
      firstRuns: new Map([...times(0.2), [RUN_ID, dice.time()]]),
      deactivated: times(0.1),
      revoked: times(0.1),
      returned: new Map(dice.some(this.#pool.leases, 0.05).map(({ id }) => [id, SINCE])),
      reset: resetAt === undefined ? undefined : { at: resetAt, distrusted: resetAt + dice.below(500 * DAY) },
      kitsSeen: seen(0.2),
      revocationsSeen: seen(0.2),
      copySeenAt: dice.maybe(0.5, () => dice.time(60, 10)),
      lookedAt: dice.maybe(0.6, () => dice.time(2, 2)),
    }
    return sealState(state, key)
  }

  #copy(dice: Dice): Uint8Array {
    // biome-ignore lint/suspicious/noTemplateCurlyInString: that is how a kit writes a variable
    const place = dice.one(['${SHARE}/licenses', '${SHARE}/a.license', '/nowhere', '${AIRLATCH_LICENSE}'])
    const source = dice
      .one(['a.license', 'c.txt', 'z.license'])
      .replace(/^/, join(this.share, 'licenses', '/'))
    const copy = new Map<string, string | boolean | Uint8Array>([
      ['place', place],
      ['source', source],
      ['shared', dice.chance(0.5)],
      ['message', dice.one(this.#pool.licenses)],
    ])
    if (dice.chance(0.05)) copy.delete(dice.one(['place', 'source', 'shared', 'message']))
    return encodeCbor(copy)
  }

  #pooled(dice: Dice): Pool {
    const licenses = Array.from({ length: 400 }, () => this.#license(dice))
    const bundles = Array.from({ length: 60 }, () =>
      sealBundle(
        {
          vendor: 'Acme',
          productId: 'scope',
          madeAt: SINCE,
          licenses: dice.some(licenses, 0.02).slice(0, 9).concat(dice.one(licenses)),
        },
        dice.one(KEYS),
      ),
    )
    const root = kitBy(A, 2, [A, B], {
      madeAt: SINCE - 100 * DAY,
      allowGeneric: true,
      searchPath: PATHS[1] as readonly string[],
    })
    return {
      root,
      kits: [root, ...Array.from({ length: 40 }, () => randomKit(dice))],
      licenses: [...licenses, ...bundles],
      lists: Array.from({ length: 40 }, () =>
        sealRevocations(
          {
            vendor: dice.chance(0.95) ? 'Acme' : 'Else',
            productId: 'scope',
            madeAt: dice.time(100, 50),
            sequence: 1 + dice.below(9),
            activations: dice.some([...IDS, RUN_ID], 0.3),
          },
          dice.one(KEYS),
        ),
      ),
      leases: Array.from({ length: 60 }, (_, n) => this.#lease(dice, n)),
    }
  }

  #license(dice: Dice, change: Partial<License> = {}): Uint8Array {
    const ended = dice.maybe(0.6, () => dice.time())
    const issuedAt = dice.chance(0.9) ? SINCE - dice.below(200 * DAY) : dice.time()
    const firstRun = dice.maybe(0.2, () => ({
      days: 1 + dice.below(60),
      installation: dice.one(this.#installations).public.kid,
      activatedAt: dice.maybe(0.5, () => dice.time(90, 3)),
    }))
    const one = license({
      vendor: dice.chance(0.96) ? 'Acme' : 'Else',
      productId: dice.chance(0.96) ? 'scope' : 'other',
      issuedAt,
      expiresAt: ended !== undefined && ended > issuedAt ? ended : undefined,
      activationId: firstRun === undefined ? dice.one(IDS) : RUN_ID,
      binding: this.#binding(dice),
      features: new Map(
        dice.some<[string, true | number | string]>([
          ['export', true],
          ['seats', 7],
          ['edition', 'pro'],
        ]),
      ),
      majorVersion: dice.maybe(0.3, () => dice.one(['2', '3'])),
      maintenance: dice.maybe(0.2, () => ({ until: dice.maybe(0.8, () => dice.time()) })),
      firstRun,
      graceDays: ended === undefined ? undefined : dice.maybe(0.3, () => 1 + dice.below(30)),
      users:
        dice.maybe(0.2, () => [
          {
            platform: dice.one([0, 1, 3]),
            name: dice.one([userInfo().username, 'else', `${userInfo().username}@a`]),
          },
        ]) ?? [],
      allowVirtual: dice.chance(0.9),
      ...change,
    })
    return sealLicense(encodeLicense(one), dice.one([A, A, A, B, B, C]))
  }

  #binding(dice: Dice): License['binding'] {
    const required = dice.maybe(0.2, () =>
      dice.one([
        { k: 2, n: 3 },
        { k: 1, n: 1 },
      ]),
    )
    const rule = required === undefined ? {} : { required }
    if (dice.chance(0.4)) return { kind: 'generic' }
    if (dice.chance(0.2))
      return { kind: 'computer', fingerprint: workloadFingerprint('scope', WORKLOAD), counted: [7], ...rule }
    return { kind: 'computer', ...this.#drifted(dice), ...rule }
  }

  #drifted(dice: Dice): CountedFingerprint {
    const { fingerprint, counted } = this.#bound
    const other = () => Uint8Array.from({ length: 8 }, () => dice.below(256))
    const drifted = new Map(
      [...fingerprint].map(([kind, hashes]) => [kind, dice.chance(0.8) ? hashes : other()]),
    )
    for (const kind of [1, 2, 4]) if (!drifted.has(kind) && dice.chance(0.3)) drifted.set(kind, other())
    const kinds = [...drifted.keys()].toSorted((a, b) => a - b)
    if (kinds.length < 2) return { fingerprint: workloadFingerprint('scope', 'another'), counted: [7] }
    const ordered = new Map(kinds.map(kind => [kind, drifted.get(kind) as Uint8Array]))
    return {
      fingerprint: ordered,
      counted: kinds.filter(kind => kind < 6 && (counted.includes(kind) || kind !== 2)),
    }
  }

  #lease(dice: Dice, n: number): { readonly id: string; readonly bytes: Uint8Array } {
    const seatUnit = dice.one(['session', 'host', 'process'] as const)
    const lending = {
      serverKey: toHex(SERVER.public.bytes),
      seatUnit,
      longestLease: 30 * DAY,
      borrowing: dice.maybe(0.7, () => ({ days: 60, most: 5 })),
      pools: new Map(dice.some([['export', 2] as const], 0.5)),
      allowWorkloads: dice.chance(0.5),
    }
    const features = new Map<string, true>([['export', true]])
    const of = this.#license(dice, {
      lending,
      features,
      floatingSeats: 9,
      firstRun: undefined,
      binding: { kind: 'computer', ...this.#drifted(dice) },
    })
    const id = `00000000000000${(16 + n).toString(16)}`
    const issuedAt = dice.time(20, 2)
    const borrowed = dice.chance(0.3)
    const lease = sealLease(
      {
        productId: dice.chance(0.97) ? 'scope' : 'other',
        leaseId: dice.chance(0.97) ? id : '00000000000000ff',
        serverLicense: dice.chance(0.97) ? messageHash(of) : 'ab'.repeat(32),
        sequence: 1 + n,
        boot: '0123456789abcdef',
        issuedAt,
        expiresAt: issuedAt + 1 + dice.below(60 * DAY),
        seatUnit: dice.chance(0.95) ? seatUnit : 'host',
        holder: {
          account: dice.chance(0.9) ? userInfo().username : 'else',
          host: 'here',
          workload: undefined,
          instance: undefined,
        },
        clientKey: coseKey(dice.one([...this.#installations, SERVER]).public.bytes),
        pools: new Map(dice.some([['export', 1] as const], 0.3)),
        computer: this.#drifted(dice),
        borrowed,
        ...(seatUnit === 'process' ? { seatUnit: 'process' as const } : {}),
      },
      dice.chance(0.97) ? SERVER : C,
    )
    const file = new Map<number, Uint8Array | string>([
      [1, lease],
      [2, of],
      ...(dice.chance(0.5) ? [[3, 'https://seats.example/'] as const] : []),
    ])
    return { id, bytes: encodeCbor(file) }
  }
}

/** The same keys each time, so that a seed is enough. */
function pemOf(who: string): string {
  const seed = createHash('sha256').update(`airlatch random homes: ${who}`).digest()
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed])
  return `-----BEGIN PRIVATE KEY-----\n${der.toString('base64')}\n-----END PRIVATE KEY-----\n`
}
const KEYS = ['A', 'B', 'C'].map(who => secretKeyOfPem(pemOf(who)))
const [A, B, C] = KEYS as [SecretKey, SecretKey, SecretKey]
const SERVER = secretKeyOfPem(pemOf('server'))
/* biome-ignore-start lint/suspicious/noTemplateCurlyInString: that is how a kit writes a variable */
const PATHS: readonly (readonly string[])[] = [
  [],
  ['${SHARE}/licenses'],
  ['${SHARE}/a.license', '${SHARE}/licenses'],
]
/* biome-ignore-end lint/suspicious/noTemplateCurlyInString: as above */

function randomKit(dice: Dice): Uint8Array {
  const keys = dice.some(KEYS, 0.6)
  const signer = dice.one(KEYS)
  if (!keys.includes(signer)) keys.push(signer)
  return kitBy(signer, 1 + dice.below(6), keys, {
    vendor: dice.chance(0.97) ? 'Acme' : 'Else',
    productId: dice.chance(0.97) ? 'scope' : 'other',
    madeAt: dice.time(200, 5),
    allowGeneric: dice.chance(0.7),
    searchPath: dice.one(PATHS),
    retired: new Map(dice.some(keys, 0.2).map(key => [key.public.kid, dice.time()])),
  })
}
