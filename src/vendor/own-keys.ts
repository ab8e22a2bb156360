/** Owns the vendor's signing keys as a desk works with them: as the ledger has them, and where their secret halves are. */
import { encodeHex } from '../core/bytes/hex.ts'
import { type Keyring, keyringOf, type PublicKey } from '../core/cose/key.ts'
import { AirlatchError } from '../core/errors.ts'
import {
  addSigningKey,
  type NewRetirement,
  presentKey,
  publicKeyOf,
  type Retired,
  type Retirement,
  requireRoomForKey,
  retireSigningKey,
  type SigningKeyRecord,
  signingKeysOf,
  tryRetireSigningKey,
} from './catalog/signing-keys.ts'
import type { Passphrase } from './custody/age.ts'
import { findOutsideKey, keepOutsideKey, type OutsideKey } from './custody/outside-key.ts'
import { createNextSigningKey } from './custody/signing-key.ts'
import {
  openSigningRing,
  outdatedIn,
  placeOfKey,
  presentNeedsPassphrase,
  type SignedOnce,
  type SigningRing,
} from './custody/signing-ring.ts'
import type { Ledger } from './ledger/ledger.ts'

/** One of the vendor's signing keys. */
export interface SigningKey {
  readonly kid: string
  /** 64 hexadecimal digits. */
  readonly publicKey: string
  /** Seconds since 1970. */
  readonly addedAt: number
  readonly retired: Retirement | undefined
  /** It signs licenses now. */
  readonly isPresent: boolean
  /** Where its secret half is: in a file of the home, or where the home notes that it is kept; undefined: not known here. */
  readonly place: 'file' | 'elsewhere' | undefined
}

/** A signing key that clients may not know yet. */
export interface NewKey {
  readonly kid: string
  /** Seconds since 1970. */
  readonly addedAt: number
  /** A kit of the product has been made since. */
  readonly isInKit: boolean
}

/** The keys as they were read last, by whichever view of the vendor. */
export class OwnKeys {
  readonly #home: string
  #newest: readonly SigningKeyRecord[]

  private constructor(home: string, newest: readonly SigningKeyRecord[]) {
    this.#home = home
    this.#newest = newest
  }

  /** Errors: those of the ledger. */
  static async of(home: string, ledger: Ledger): Promise<OwnKeys> {
    return new OwnKeys(home, await signingKeysOf(ledger))
  }

  /** The key that signs licenses now. */
  get present(): PublicKey {
    return presentKey(this.#newest).key
  }

  get needsPassphrase(): boolean {
    return presentNeedsPassphrase(this.#home, this.#newest)
  }

  get keyring(): Keyring {
    return keyringOf(this.#newest.map(({ key }) => key))
  }

  /** Which licenses cannot be signed again as they were. */
  get isOutdated(): (license: SignedOnce) => boolean {
    return outdatedIn(this.#home, this.#newest)
  }

  async read(ledger: Ledger): Promise<readonly SigningKeyRecord[]> {
    this.#newest = await signingKeysOf(ledger)
    return this.#newest
  }

  async unlock(ledger: Ledger, passphrase: Passphrase): Promise<SigningRing> {
    return openSigningRing(this.#home, passphrase, await this.read(ledger))
  }

  /** The oldest first. */
  async list(ledger: Ledger): Promise<readonly SigningKey[]> {
    return (await this.read(ledger)).map(record => this.#described(record))
  }

  /** A key that is kept outside of the home. Errors: signer-failed, invalid-value, output-exists, cannot-write. */
  async addOutside(ledger: Ledger, where: OutsideKey, now: number): Promise<SigningKey> {
    requireRoomForKey(await this.read(ledger))
    await ledger.requireClock(now)
    const key = await findOutsideKey(where)
    if (this.#newest.some(known => known.key.kid === key.kid))
      throw new AirlatchError('invalid-value', {
        field: 'key',
        expected: { is: 'new-signing-key' },
        got: key.kid,
      })
    keepOutsideKey(this.#home, key, where)
    return this.#add(ledger, key, now)
  }

  /** A new key in a file of the home. Errors: invalid-value, cannot-write. */
  async addNext(ledger: Ledger, passphrase: () => Promise<string>, now: number): Promise<SigningKey> {
    requireRoomForKey(await this.read(ledger))
    // before there is a file of a key that nobody knows
    await ledger.requireClock(now)
    const { public: key } = await createNextSigningKey(this.#home, await passphrase())
    return this.#add(ledger, key, now)
  }

  /** Errors: those of retireSigningKey in catalog/signing-keys.ts. */
  async retire(ledger: Ledger, retirement: NewRetirement, now: number): Promise<Retired> {
    const retired = await retireSigningKey(ledger, retirement, now)
    await this.read(ledger)
    return retired
  }

  /** Errors: the same. */
  async tryRetire(ledger: Ledger, retirement: NewRetirement, now: number): Promise<Retired> {
    return tryRetireSigningKey(ledger, retirement, now)
  }

  async #add(ledger: Ledger, { bytes, kid }: PublicKey, now: number): Promise<SigningKey> {
    await addSigningKey(ledger, encodeHex(bytes), now)
    const all = await this.read(ledger)
    return this.#described(all.find(({ key }) => key.kid === kid) as SigningKeyRecord)
  }

  #described(record: SigningKeyRecord): SigningKey {
    const { key, addedAt, retired } = record
    return {
      kid: key.kid,
      publicKey: encodeHex(key.bytes),
      addedAt,
      retired,
      isPresent: record === presentKey(this.#newest),
      place: placeOfKey(this.#home, this.#newest, record),
    }
  }
}

/** The id of a signing key, 16 hexadecimal digits, from its public half, 64 of them. Error: public-key-invalid. */
export function keyIdOf(publicKey: string): string {
  return publicKeyOf(publicKey).kid
}
