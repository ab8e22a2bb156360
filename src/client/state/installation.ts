/**
 * Owns the installation of one product on one computer: its own key pair, and the record that it signs (record.ts), side
 * by side in one folder that appears whole. The key is for its owner alone; the record, which holds no secret, other
 * accounts may read: it opens by the public half that it carries. A record that is lost with all its copies, or that
 * another key signed, makes the installation a forgotten one: the next request sets it aside and begins
 * anew with another key. So deleting the record gains nothing (rules/check/expiry.ts).
 */
import { join } from 'node:path'
import { compareBytes } from '../../core/bytes/cbor.ts'
import { coseKey, type PublicKey, publicKey, type SecretKey } from '../../core/cose/key.ts'
import { sealState } from '../../core/envelope.ts'
import { AirlatchError } from '../../core/errors.ts'
import { encodeState, MOST_RETURNED, MOST_WITHDRAWN, type State } from '../../core/message/state.ts'
import { nativeEd25519 } from '../../crypto/native.ts'
import { newSecretKeyPem, publicHalfOfPem, secretKeyOfPem } from '../../crypto/pem.ts'
import { systemCode } from '../../disk/faults.ts'
import { isThere, makeFolder, moveFolder, removeFolder, writeNew } from '../../disk/files.ts'
import { readOwn } from '../../disk/read.ts'
import { joined, joinedSequences, joinedTimes } from './join.ts'
import { copiesOf, keepCopies, type RecordPlace, type StateFile, statesIn, writeState } from './record.ts'

const FOLDER = 'installation'
const KEY_FILE = 'key.pem'
const MOST_KEY_BYTES = 4096
/** Another process that makes the installation in the same moment is met once; more often is no coincidence. */
const ATTEMPTS = 5

export interface InstallationState {
  readonly key: SecretKey
  readonly state: State
}

/** What there is of an installation, as it was read. */
export interface Recalled {
  /** Undefined when there is no installation, or none whose record can be believed. */
  readonly own: Own | undefined
  /** Why there is something and no `own`: state-damaged, installation-damaged, cannot-read. */
  readonly damage: AirlatchError | undefined
  /** Records of other installations of the product: what they know of activations and of times is true here as well. */
  readonly others: readonly State[]
}

export interface Own {
  /** What the records in the folder and their copies say together. */
  readonly state: State
  readonly kid: string
  /** Undefined when another account alone may read the key. */
  readonly pem: string | undefined
  readonly files: readonly StateFile[]
  readonly copies: readonly StateFile[]
  /** The bytes of the one record in the folder, when that one says all of `state`. */
  readonly settled: Uint8Array | undefined
}

/** Reads what there is; writes nothing, and throws for nothing that it finds. */
export function recall(place: RecordPlace): Recalled {
  return recallAt(join(place.folder, FOLDER), place)
}

function recallAt(path: string, place: RecordPlace): Recalled {
  try {
    const files = statesIn(path, place.productId)
    if (files !== undefined) return recalled(path, place, files, readKey(join(path, KEY_FILE)))
    return { own: undefined, damage: undefined, others: statesOf(copiesOf(place, undefined, [])) }
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    return { own: undefined, damage: error, others: statesOf(copiesOf(place, undefined, [])) }
  }
}

function recalled(path: string, place: RecordPlace, files: readonly StateFile[], key: KeyFile): Recalled {
  const signer = signerOf(key, files)
  const copies = copiesOf(place, signer?.kid, files)
  const all = [...files, ...copies]
  const isOwn = ({ opened }: StateFile) =>
    signer !== undefined && opened !== undefined && isSameKey(opened.installationKey, signer.bytes)
  const [first, ...more] = statesOf(all.filter(isOwn))
  const others = statesOf(all.filter(file => !isOwn(file)))
  if (key.kind === 'damaged') return { own: undefined, damage: key.error, others }
  if (signer === undefined || first === undefined)
    return { own: undefined, damage: new AirlatchError('state-damaged', { path }), others }
  const state = more.reduce(joined, first)
  const pem = key.kind === 'read' ? key.pem : undefined
  const own = { state, kid: signer.kid, pem, files, copies, settled: settledBy(files, state) }
  return { own, damage: undefined, others }
}

function settledBy([only, ...more]: readonly StateFile[], state: State): Uint8Array | undefined {
  if (only?.opened === undefined || more.length > 0) return undefined
  const saysAll =
    only.opened.state === state || compareBytes(encodeState(only.opened.state), encodeState(state)) === 0
  return saysAll ? only.bytes : undefined
}

type KeyFile =
  | { readonly kind: 'read'; readonly pem: string; readonly publicHalf: Uint8Array }
  /** Another account's. */
  | { readonly kind: 'hidden' }
  | { readonly kind: 'missing' }
  | { readonly kind: 'damaged'; readonly error: AirlatchError }

/** Error: cannot-read. */
function readKey(path: string): KeyFile {
  try {
    const bytes = readOwn(path, MOST_KEY_BYTES)
    if (bytes === undefined) return { kind: 'missing' }
    const pem = new TextDecoder().decode(bytes)
    return { kind: 'read', pem, publicHalf: publicHalfOfPem(pem) }
  } catch (error) {
    if (!(error instanceof AirlatchError) || error.code === 'input-too-large')
      return { kind: 'damaged', error: new AirlatchError('installation-damaged', { path }, error) }
    if (['EACCES', 'EPERM'].includes(systemCode(error))) return { kind: 'hidden' }
    throw error
  }
}

/** Whose record counts. A key that this account may not read is known from the record: only its owner can write there. */
function signerOf(key: KeyFile, files: readonly StateFile[]): PublicKey | undefined {
  if (key.kind === 'missing' || key.kind === 'damaged') return undefined
  const opened = files.map(file => file.opened).filter(opened => opened !== undefined)
  if (key.kind === 'hidden')
    return opened.toSorted((a, b) => b.state.sequence - a.state.sequence)[0]?.installationKey
  const own = opened.find(({ installationKey }) => isSameKey(installationKey, key.publicHalf))
  return own?.installationKey ?? publicKey(nativeEd25519, key.publicHalf)
}

function isSameKey(key: PublicKey, bytes: Uint8Array): boolean {
  return compareBytes(key.bytes, bytes) === 0
}

function statesOf(files: readonly StateFile[]): readonly State[] {
  return files.map(({ opened }) => opened?.state).filter(state => state !== undefined)
}

/**
 * The installation in a product's folder; undefined when there is none, or a forgotten one.
 * Errors: installation-damaged when the key is no key, installation-not-readable, cannot-read.
 */
export function readInstallation(
  folder: string,
  productId: string,
  copies: readonly string[] = [],
): InstallationState | undefined {
  return installationIn(recall({ folder, productId, copies }), folder)
}

function installationIn({ own, damage }: Recalled, folder: string): InstallationState | undefined {
  if (own !== undefined) return { key: keyOf(own, folder), state: own.state }
  if (damage !== undefined && damage.code !== 'state-damaged') throw damage
  return undefined
}

/** Error: installation-not-readable. */
export function keyOf({ pem }: Own, folder: string): SecretKey {
  if (pem !== undefined) return secretKeyOfPem(pem)
  throw new AirlatchError('installation-not-readable', { path: join(folder, FOLDER, KEY_FILE) })
}

/**
 * The installation, made when there is none. The key is PKCS #8 PEM (RFC 8410), so that an administrator can look at it
 * with any tool. Errors: installation-damaged, installation-not-readable, cannot-read, cannot-write.
 */
export function installationOf(
  folder: string,
  productId: string,
  now: number,
  copies: readonly string[] = [],
): InstallationState {
  const place = { folder, productId, copies }
  const others: State[] = []
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const present = recall(place)
    others.push(...present.others)
    const installation = installationIn(present, folder) ?? make(place, others, now)
    if (installation !== undefined) return installation
    // what is there instead is another process's new installation, or a forgotten one
    if (isForgotten(recall(place))) setAside(place, now)
  }
  throw new AirlatchError('cannot-write', { path: join(folder, FOLDER), system: 'EEXIST' })
}

function isForgotten({ own, damage }: Recalled): boolean {
  return own === undefined && (damage === undefined || damage.code === 'state-damaged')
}

/** Undefined when something is in the place already. What others before it knew, a new one knows from the beginning. */
function make(place: RecordPlace, others: readonly State[], now: number): InstallationState | undefined {
  const pem = newSecretKeyPem()
  const key = secretKeyOfPem(pem)
  const state: State = {
    productId: place.productId,
    installationKey: coseKey(key.public.bytes),
    writtenAt: now,
    sequence: 1,
    latestAt: Math.max(now, ...others.map(({ latestAt }) => latestAt)),
    firstRuns: new Map(),
    deactivated: joinedTimes(
      others.map(({ deactivated }) => deactivated),
      MOST_WITHDRAWN,
    ),
    revoked: joinedTimes(
      others.map(({ revoked }) => revoked),
      MOST_WITHDRAWN,
    ),
    returned: joinedTimes(
      others.map(({ returned }) => returned),
      MOST_RETURNED,
    ),
    reset: undefined,
    kitsSeen: joinedSequences(others.map(({ kitsSeen }) => kitsSeen)),
    revocationsSeen: joinedSequences(others.map(({ revocationsSeen }) => revocationsSeen)),
    copySeenAt: undefined,
    lookedAt: undefined,
  }
  const draft = join(place.folder, `.${FOLDER}-${key.public.kid}`)
  makeFolder(draft, true)
  try {
    writeNew(join(draft, KEY_FILE), pem, true)
    const { bytes } = writeState(draft, sealState(state, key), place.productId, [])
    if (!moveFolder(draft, join(place.folder, FOLDER))) return undefined
    keepCopies(place, key.public.kid, bytes, [])
    return { key, state }
  } finally {
    removeFolder(draft)
  }
}

/**
 * Changes the record and its copies: on disk when this returns. What others have written since `before` was read is not
 * lost, as records are joined. When `change` gives back what it got, only what is amiss in the folders is mended.
 * Errors: installation-not-readable, cannot-write.
 */
export function changed(place: RecordPlace, before: Own, change: (state: State) => State, now: number): Own {
  const state = change(before.state)
  if (state === before.state && before.settled !== undefined) {
    keepCopies(place, before.kid, before.settled, before.copies)
    return before
  }
  const key = keyOf(before, place.folder)
  const next: State = { ...state, sequence: state.sequence + 1, writtenAt: now }
  const file = writeState(join(place.folder, FOLDER), sealState(next, key), place.productId, before.files)
  keepCopies(place, before.kid, file.bytes, before.copies)
  return { ...before, state: next, files: [file], settled: file.bytes }
}

/**
 * Not deleted: the vendor knows the key, and may ask for what only it can sign. The license stays where it is: one that
 * never ends runs on until the answer comes (rules/check/record.ts), and what was deactivated the copies know. Another
 * process may be at it, too: what it has set aside is gone, and what it has made since is put back.
 */
function setAside(place: RecordPlace, now: number): void {
  const installation = join(place.folder, FOLDER)
  for (let n = 0; isThere(installation); n++) {
    const aside = join(place.folder, `${FOLDER}-${now}-${n}.old`)
    if (!moveIfThere(installation, aside)) continue
    if (recallAt(aside, place).own !== undefined) moveIfThere(aside, installation)
    return
  }
}

/** False when something is at `to`, or nothing any more at `from`. */
function moveIfThere(from: string, to: string): boolean {
  try {
    return moveFolder(from, to)
  } catch (error) {
    if (isThere(from)) throw error
    return false
  }
}
