/**
 * Owns which of the vendor's signing keys signs what, of those that the home has: in a file, or as a note of where else
 * a key is kept. All files have the same passphrase, and each is unlocked when it is first needed: that takes a second.
 * Licenses are signed with the newest key that is not retired. What clients must be able to read before they have heard
 * of a newer key - kits above all, then lists of revocations and clock resets - is signed with the oldest one that is
 * not retired: a client takes a newer kit when a key of its present kit signed it, so one that has skipped some kits
 * can still follow. A key that was stolen is retired, and never signs again.
 */
import { join } from 'node:path'
import type { MessageSigner, PublicKey } from '../../core/cose/key.ts'
import { AirlatchError } from '../../core/errors.ts'
import { presentKey, type SigningKeyRecord } from '../catalog/signing-keys.ts'
import type { Passphrase } from './age.ts'
import { hasOutsideKey, openOutsideKey, outsideFile, outsideKeys } from './outside-key.ts'
import {
  fileOfNext,
  hasSigningKey,
  needsPassphrase,
  SIGNING_KEY_FILE,
  signingKeyFiles,
  unlockSigningKey,
} from './signing-key.ts'

export interface SigningRing {
  /** The newest key that is not retired. */
  readonly present: MessageSigner
  /** Undefined when it is no key of the vendor, or its file is not in the home. Errors: those of unlockSigningKey. */
  unlock(kid: string): Promise<MessageSigner | undefined>
  /** The oldest of `keys` that is not retired and whose file is in the home. Errors: those of unlockSigningKey. */
  eldest(keys: readonly SigningKeyRecord[]): Promise<MessageSigner>
  /** That of the key files; empty when none of them has one. */
  passphrase(): Promise<string>
}

/** What was signed, with which key and when. */
export interface SignedOnce {
  readonly kid: string
  readonly issuedAt: number
}

/** Whether the present key is in a file with a passphrase. Errors: signing-key-missing, signing-key-damaged. */
export function presentNeedsPassphrase(home: string, keys: readonly SigningKeyRecord[]): boolean {
  const record = presentKey(keys)
  return !hasOutsideKey(home, record.key.kid) && needsPassphrase(home, fileOf(keys, record))
}

/** Where the secret half of a key is. */
export function placeOfKey(
  home: string,
  keys: readonly SigningKeyRecord[],
  record: SigningKeyRecord,
): 'file' | 'elsewhere' | undefined {
  if (hasOutsideKey(home, record.key.kid)) return 'elsewhere'
  return hasSigningKey(home, fileOf(keys, record)) ? 'file' : undefined
}

/**
 * Whether a license cannot be signed again as it was: its key is retired from before it was issued, or is not in the
 * home. Of a key that is not the vendor's, that is not said here: signing says so.
 */
export function outdatedIn(
  home: string,
  keys: readonly SigningKeyRecord[],
): (license: SignedOnce) => boolean {
  const present = presentKey(keys)
  return ({ kid, issuedAt }) => {
    const record = keys.find(({ key }) => key.kid === kid)
    if (record === undefined || record === present) return false
    const { retired } = record
    return (retired !== undefined && retired.from <= issuedAt) || placeOfKey(home, keys, record) === undefined
  }
}

/** Unlocks the present key. Errors: those of unlockSigningKey; signing-key-damaged also when the file has another key. */
export async function openSigningRing(
  home: string,
  passphrase: Passphrase,
  keys: readonly SigningKeyRecord[],
): Promise<SigningRing> {
  const unlocked = new Map<string, Promise<MessageSigner>>()
  let asked: Promise<string> | undefined

  function passphraseOf(file: string): Promise<string> {
    if (!needsPassphrase(home, file)) return Promise.resolve('')
    asked ??= Promise.resolve(typeof passphrase === 'function' ? passphrase() : passphrase)
    return asked
  }
  function open(all: readonly SigningKeyRecord[], record: SigningKeyRecord): Promise<MessageSigner> {
    const { kid } = record.key
    const opened = unlocked.get(kid) ?? unlockAs(kid, fileOf(all, record))
    unlocked.set(kid, opened)
    return opened
  }
  async function unlockAs(kid: string, file: string): Promise<MessageSigner> {
    const elsewhere = hasOutsideKey(home, kid)
    const key = elsewhere
      ? openOutsideKey(home, kid)
      : await unlockSigningKey(home, await passphraseOf(file), file)
    // a key file that was exchanged must not sign in this vendor's name
    if (key.public.kid === kid) return key
    throw new AirlatchError('signing-key-damaged', { path: join(home, elsewhere ? outsideFile(kid) : file) })
  }
  const isHere = (all: readonly SigningKeyRecord[], record: SigningKeyRecord) =>
    placeOfKey(home, all, record) !== undefined

  return {
    present: await open(keys, presentKey(keys)),
    async unlock(kid) {
      const record = keys.find(({ key }) => key.kid === kid)
      return record !== undefined && isHere(keys, record) ? open(keys, record) : undefined
    },
    async eldest(all) {
      const record = all.find(one => one.retired === undefined && isHere(all, one))
      return open(all, record ?? presentKey(all))
    },
    async passphrase() {
      const file = signingKeyFiles(home).find(one => needsPassphrase(home, one))
      return file === undefined ? '' : passphraseOf(file)
    },
  }
}

/** The public halves of all keys in the home, whosever they are. Errors: those of unlockSigningKey. */
export async function* keysInHome(home: string, ask: () => Promise<string>): AsyncGenerator<PublicKey> {
  const files = signingKeyFiles(home)
  let passphrase: string | undefined
  // without any, the first one is what is missing
  for (const file of files.length === 0 ? [SIGNING_KEY_FILE] : files) {
    if (needsPassphrase(home, file)) passphrase ??= await ask()
    yield (await unlockSigningKey(home, passphrase ?? '', file)).public
  }
  yield* outsideKeys(home)
}

function fileOf(keys: readonly SigningKeyRecord[], { key: { kid } }: SigningKeyRecord): string {
  return kid === keys[0]?.key.kid ? SIGNING_KEY_FILE : fileOfNext(kid)
}
