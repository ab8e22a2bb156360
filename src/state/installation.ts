/**
 * Owns the installation of one product on one computer: its own key pair (0600) and the record that it signs, side by
 * side in one folder that appears whole. A record that is missing, or that another key signed, makes the installation a
 * forgotten one: the next request begins anew with another key, so licenses that name the forgotten one, and count days
 * from a first run, count them from the activation (rules/check/expiry.ts). Deleting the record gains nothing.
 */
import { join } from 'node:path'
import { CBOR_LIMITS } from '../bytes/cbor.ts'
import type { SecretKey } from '../cose/key.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../cose/pem.ts'
import { openState, sealState } from '../envelope.ts'
import { AirlatchError } from '../errors.ts'
import { isThere, makeFolder, moveFolder, readOwn, removeFolder, replaceOwn, writeNew } from '../files.ts'
import { type State, withFirstRun } from '../message/state.ts'

const FOLDER = 'installation'
const KEY_FILE = 'key.pem'
const STATE_FILE = 'state.cbor'
const MOST_KEY_BYTES = 4096
/** Another process that makes the installation in the same moment is met once; more often is no coincidence. */
const ATTEMPTS = 5

export interface Installation {
  readonly key: SecretKey
  readonly state: State
}

/**
 * The installation in a product's folder; undefined when there is none, or a forgotten one.
 * Errors: installation-damaged when the key is no key, cannot-read.
 */
export function readInstallation(folder: string, productId: string): Installation | undefined {
  return readAt(join(folder, FOLDER), productId)
}

function readAt(place: string, productId: string): Installation | undefined {
  const pem = readOwn(join(place, KEY_FILE), MOST_KEY_BYTES)
  if (pem === undefined) return undefined
  const key = keyOf(new TextDecoder().decode(pem), join(place, KEY_FILE))
  const bytes = readOwn(join(place, STATE_FILE), CBOR_LIMITS.bytes)
  const state = bytes === undefined ? undefined : stateOf(bytes, key)
  return state?.productId === productId ? { key, state } : undefined
}

/**
 * The installation, made when there is none. Errors: installation-damaged, cannot-read, cannot-write.
 * The key is PKCS #8 PEM (RFC 8410), so that an administrator can look at it with any tool.
 */
export function installationOf(folder: string, productId: string, now: number): Installation {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const present = readInstallation(folder, productId)
    if (present !== undefined) return present
    const made = make(folder, productId, now)
    if (made !== undefined) return made
    // what is there instead is another process's new installation, or a forgotten one
    if (readInstallation(folder, productId) === undefined) setAside(folder, productId, now)
  }
  throw new AirlatchError('cannot-write', { path: join(folder, FOLDER), system: 'EEXIST' })
}

/**
 * Remembers the first run under an activation; one that is remembered already stays. The answer is when it was.
 * Error: cannot-write.
 */
export function recordFirstRun(
  folder: string,
  { key, state }: Installation,
  activationId: string,
  now: number,
): number {
  const known = state.firstRuns.get(activationId)
  if (known !== undefined) return known
  const firstRuns = withFirstRun(state.firstRuns, activationId, now)
  const next: State = { ...state, writtenAt: now, firstRuns }
  replaceOwn(join(folder, FOLDER, STATE_FILE), sealState(next, key))
  return now
}

/** Undefined when something is in the place already. */
function make(folder: string, productId: string, now: number): Installation | undefined {
  const pem = newSecretKeyPem()
  const key = secretKeyOfPem(pem)
  const state: State = { productId, writtenAt: now, firstRuns: new Map() }
  const draft = join(folder, `.${FOLDER}-${key.public.kid}`)
  makeFolder(draft)
  try {
    writeNew(join(draft, KEY_FILE), pem, true)
    writeNew(join(draft, STATE_FILE), sealState(state, key))
    return moveFolder(draft, join(folder, FOLDER)) ? { key, state } : undefined
  } finally {
    removeFolder(draft)
  }
}

/**
 * Not deleted: the vendor knows the key, and may ask for what only it can sign. Another process may be at it, too: what
 * it has set aside is gone, and what it has made since is put back.
 */
function setAside(folder: string, productId: string, now: number): void {
  const place = join(folder, FOLDER)
  for (let n = 0; isThere(place); n++) {
    const aside = join(folder, `${FOLDER}-${now}-${n}.old`)
    if (!moveIfThere(place, aside)) continue
    if (readAt(aside, productId) !== undefined) moveIfThere(aside, place)
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

function stateOf(bytes: Uint8Array, key: SecretKey): State | undefined {
  try {
    return openState(bytes, key.public)
  } catch (error) {
    if (error instanceof AirlatchError) return undefined
    throw error
  }
}

function keyOf(pem: string, path: string): SecretKey {
  try {
    return secretKeyOfPem(pem)
  } catch (cause) {
    throw new AirlatchError('installation-damaged', { path }, cause)
  }
}
