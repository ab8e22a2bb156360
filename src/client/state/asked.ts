/**
 * Owns the requests that stay on the computer: the last one, the last one that was said as a code, the one that the license
 * was made for, and those of what was deactivated. They are the client's own files, so one that is damaged counts as one
 * that is lost, and is none at all.
 */
import { compareBytes } from '../../core/bytes/cbor.ts'
import { boundOf } from '../../core/computer/binding.ts'
import { boundHash } from '../../core/computer/computer-id.ts'
import { type OpenedRequest, openRequest } from '../../core/envelope.ts'
import { unlessRefused } from '../../core/errors.ts'
import type { CountedFingerprint } from '../../core/message/fingerprint.ts'
import { nativeEd25519 } from '../../crypto/native.ts'
import {
  keepLicenseRequest,
  keepRequest,
  keepTypedRequest,
  readDeactivatedRequest,
  readLicenseRequest,
  readRequest,
  readTypedRequest,
} from './state.ts'

export interface KeptRequest extends OpenedRequest {
  readonly message: Uint8Array
  readonly bound: CountedFingerprint
  /** The hash of `bound`, 16 hexadecimal digits. */
  readonly computer: string
}

/** The last request that was made here, of whichever key. */
export function lastRequest(folder: string): KeptRequest | undefined {
  return kept(() => readRequest(folder))
}

/** All that are kept, as far as they are there and whole. */
export interface KeptRequests {
  /** The one that the license was made for, when that is bound by hash. */
  readonly license: KeptRequest | undefined
  /** The last one of which the code was said. */
  readonly typed: KeptRequest | undefined
  /** The last one, of whichever kind. */
  readonly last: KeptRequest | undefined
}

export function keptRequests(folder: string): KeptRequests {
  return {
    license: kept(() => readLicenseRequest(folder)),
    typed: kept(() => readTypedRequest(folder)),
    last: lastRequest(folder),
  }
}

/** What a license code may answer, the last one first. */
export function answerable({ license, typed, last }: KeptRequests): readonly KeptRequest[] {
  return [last, typed, license].filter(one => one !== undefined)
}

/** Keeps what was asked with; where it is kept already nothing is written. Error: cannot-write. */
export function keepAsked(folder: string, message: Uint8Array, isSaid: boolean): void {
  if (isSaid && !isKept(() => readTypedRequest(folder), message)) keepTypedRequest(folder, message)
  if (!isKept(() => readRequest(folder), message)) keepRequest(folder, message)
}

function isKept(read: () => Uint8Array | undefined, message: Uint8Array): boolean {
  const before = kept(read)
  return before !== undefined && compareBytes(before.message, message) === 0
}

/** What has the hash, as it was asked with for whichever key. */
export function askedWith(folder: string, computer: string): CountedFingerprint | undefined {
  // the first is enough: a program asks at each start
  for (const { bound } of requestsOf(folder, computer)) return bound
  return undefined
}

/**
 * The request that a license was made for, by what such a license says of it: the key and the hash of the fingerprint. Of
 * several the last one, or the last that the `installation` (a key id) made.
 */
export function requestFor(
  folder: string,
  keyId: string,
  computer: string,
  installation?: string,
): KeptRequest | undefined {
  return [...requestsOf(folder, computer)].findLast(
    ({ request, installationKey }) =>
      request.keyId === keyId && (installation === undefined || installationKey.kid === installation),
  )
}

/**
 * Keeps the request of a license that is being installed, so that the next one does not take its place. One of another
 * key of the same computer has at least its fingerprint.
 */
export function keepRequestFor(folder: string, keyId: string, computer: string): void {
  const request = requestFor(folder, keyId, computer) ?? [...requestsOf(folder, computer)].at(-1)
  if (request !== undefined) keepLicenseRequest(folder, request.message)
}

function* requestsOf(folder: string, computer: string): Generator<KeptRequest> {
  for (const read of [readLicenseRequest, readTypedRequest, readRequest]) {
    const request = kept(() => read(folder))
    if (request?.computer === computer) yield request
  }
}

export function deactivatedRequest(folder: string, activationId: string): KeptRequest | undefined {
  return kept(() => readDeactivatedRequest(folder, activationId))
}

function kept(read: () => Uint8Array | undefined): KeptRequest | undefined {
  return unlessRefused(() => {
    const message = read()
    if (message === undefined) return undefined
    const opened = openRequest(message, nativeEd25519)
    const bound = boundOf(opened.request.fingerprint, opened.request.counted)
    return { ...opened, message, bound, computer: boundHash(bound) }
  })
}
