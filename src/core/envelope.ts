/**
 * Owns the connection of cose and message: a typed message is sealed (encoded, then signed) and opened (verified, then
 * decoded). No other file does both, so no claim is read before its signature was verified, except the keys that a
 * message carries itself.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import type { CborValue } from './bytes/cbor.ts'
import { decodeHex, encodeHex } from './bytes/hex.ts'
import type { Ed25519 } from './cose/ed25519.ts'
import {
  bytesOfCoseKey,
  type Keyring,
  keyringOf,
  type MessageSigner,
  type PublicKey,
  publicKey,
  type SecretKey,
} from './cose/key.ts'
import { MESSAGE_TYPE } from './cose/labels.ts'
import { signMessage, signMessageBy, signMessageOnce, signMessageTwice } from './cose/sign.ts'
import { assembleSign1, protectedHeader } from './cose/sign1.ts'
import { fromKeyring, type PickKey, verifyMessage, verifyMessageLater } from './cose/verify.ts'
import { AirlatchError } from './errors.ts'
import { type Bundle, decodeBundle, encodeBundle } from './message/bundle.ts'
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from './message/checkpoint.ts'
import { type ClockReset, decodeClockReset, encodeClockReset } from './message/clock-reset.ts'
import { decodeKit, encodeKit, KIT_LIMITS, type Kit } from './message/kit.ts'
import { decodeLease, encodeLease, type Lease } from './message/lease.ts'
import { decodeLeaseAnswer, encodeLeaseAnswer, type LeaseAnswer } from './message/lease-answer.ts'
import { decodeLeaseRequest, encodeLeaseRequest, type LeaseRequest } from './message/lease-request.ts'
import { decodeLicense, encodeLicense, type License } from './message/license.ts'
import { keyInConfirmation, keysInKit } from './message/own-keys.ts'
import { decodeReceipt, encodeReceipt, type Receipt } from './message/receipt.ts'
import { decodeRequest, encodeRequest, type Request } from './message/request.ts'
import { decodeRevocations, encodeRevocations, type Revocations } from './message/revocations.ts'
import { decodeState, encodeState, type State } from './message/state.ts'
import { decodeUsageReport, encodeUsageReport, type UsageReport } from './message/usage-report.ts'

/** Signs a request with the installation's own key, whose public half the request carries. */
export function sealRequest(request: Request, installationKey: SecretKey): Uint8Array {
  return signMessage(MESSAGE_TYPE.request, encodeRequest(request), installationKey)
}

export interface OpenedRequest {
  readonly request: Request
  readonly installationKey: PublicKey
}

/** Opens a request. Errors: those of verifyMessage, public-key-invalid, claims-malformed. */
export function openRequest(bytes: Uint8Array, ed25519: Ed25519): OpenedRequest {
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE.request, byConfirmation(ed25519))
  return { request: decodeRequest(payload), installationKey: signer }
}

/** Like openRequest, with the signature verified on another thread where there are any; for callers that open many. */
export async function openRequestLater(bytes: Uint8Array, ed25519: Ed25519): Promise<OpenedRequest> {
  const { payload, signer } = await verifyMessageLater(bytes, MESSAGE_TYPE.request, byConfirmation(ed25519))
  return { request: decodeRequest(payload), installationKey: signer }
}

/** Signs the recorded payload of a license. The same payload and key give the same bytes. */
export function sealLicense(payload: Uint8Array, signer: MessageSigner): Promise<Uint8Array> {
  return signMessageBy(MESSAGE_TYPE.license, payload, signer)
}

/** Like sealLicense, for callers that sign many. Some must still be signed by sealLicense: see signMessageTwice. */
export function sealLicenseTwice(
  payload: Uint8Array,
  signer: MessageSigner,
  threads: boolean,
): Promise<Uint8Array> {
  return signMessageTwice(MESSAGE_TYPE.license, payload, signer, threads)
}

/** A message that was verified with a key that it carries itself. Whose key this is must be known from elsewhere. */
export interface SignedByOwn<Claims> {
  readonly claims: Claims
  readonly key: PublicKey
}

/** A message that a trusted key of the vendor signed; `kid` is the id of that key. */
export interface SignedBy<Claims> {
  readonly claims: Claims
  readonly kid: string
}

/** Opens a license, which may be for another computer (see check/). Errors: those of verifyMessage, decodeLicense. */
export function openLicense(bytes: Uint8Array, keyring: Keyring): SignedBy<License> {
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE.license, fromKeyring(keyring))
  return { claims: decodeLicense(payload), kid: signer.kid }
}

/** Reassembles the message of a license from its claims and signature. Verifies nothing. */
export function licenseMessageOf(license: License, signature: Uint8Array, kid: string): Uint8Array {
  const header = protectedHeader(decodeHex(kid) ?? new Uint8Array(), MESSAGE_TYPE.license)
  return assembleSign1(header, encodeLicense(license), signature)
}

export function sealKit(kit: Kit, signer: MessageSigner): Promise<Uint8Array> {
  return signMessageBy(MESSAGE_TYPE.kit, encodeKit(kit), signer)
}

export interface OpenedKit {
  readonly kit: Kit
  readonly keyring: Keyring
  /** The key that signed the kit. A newer kit may replace this one only if a key of this kit signed it. */
  readonly signer: PublicKey
}

/**
 * Opens a kit with a key that the kit itself lists. That proves that the kit is intact, and not whose it is: whether to
 * trust the kit is for the caller to decide. Errors: those of verifyMessage, public-key-invalid, claims-malformed.
 */
export function openKit(bytes: Uint8Array, ed25519: Ed25519): OpenedKit {
  let keyring: Keyring = new Map()
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE.kit, (kid, payload) => {
    keyring = carriedKeys(keysInKit(payload), ed25519)
    return keyring.get(kid)
  })
  const kit = decodeKit(payload)
  const unknown = [...kit.retired.keys()].filter(kid => !keyring.has(kid))
  if (unknown.length > 0)
    throw new AirlatchError('claims-malformed', {
      message: 'kit',
      problems: [{ claim: 'retired', expected: 'own-key-ids', got: unknown }],
    })
  return { kit, keyring, signer }
}

/** Signs the client's own record with the installation's key. It never leaves the computer. */
export function sealState(state: State, installationKey: SecretKey): Uint8Array {
  return signMessage(MESSAGE_TYPE.state, encodeState(state), installationKey)
}

export interface OpenedState {
  readonly state: State
  readonly installationKey: PublicKey
}

/**
 * Opens a record with the key that it carries. That proves that the record is intact; the caller must check whose key
 * it is. Errors: those of verifyMessage, public-key-invalid, claims-malformed.
 */
export function openState(bytes: Uint8Array, ed25519: Ed25519): OpenedState {
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE.state, byConfirmation(ed25519))
  return { state: decodeState(payload), installationKey: signer }
}

/** Signs a receipt with the installation's own key, whose public half the receipt carries. */
export function sealReceipt(receipt: Receipt, installationKey: SecretKey): Uint8Array {
  return signMessage(MESSAGE_TYPE.receipt, encodeReceipt(receipt), installationKey)
}

export interface OpenedReceipt {
  readonly receipt: Receipt
  readonly installationKey: PublicKey
}

/** Opens a receipt. Errors: those of verifyMessage, public-key-invalid, claims-malformed. */
export function openReceipt(bytes: Uint8Array, ed25519: Ed25519): OpenedReceipt {
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE.receipt, byConfirmation(ed25519))
  return { receipt: decodeReceipt(payload), installationKey: signer }
}

/** Signs a list of revocations with a key of the vendor. */
export function sealRevocations(list: Revocations, signer: MessageSigner): Promise<Uint8Array> {
  return signMessageBy(MESSAGE_TYPE.revocations, encodeRevocations(list), signer)
}

/** Opens a list of revocations. Errors: those of verifyMessage, claims-malformed. */
export function openRevocations(bytes: Uint8Array, keyring: Keyring): SignedBy<Revocations> {
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE.revocations, fromKeyring(keyring))
  return { claims: decodeRevocations(payload), kid: signer.kid }
}

/** Signs a clock reset with a key of the vendor. */
export function sealClockReset(reset: ClockReset, signer: MessageSigner): Promise<Uint8Array> {
  return signMessageBy(MESSAGE_TYPE['clock-reset'], encodeClockReset(reset), signer)
}

/** Opens a clock reset. Errors: those of verifyMessage, claims-malformed. */
export function openClockReset(bytes: Uint8Array, keyring: Keyring): SignedBy<ClockReset> {
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE['clock-reset'], fromKeyring(keyring))
  return { claims: decodeClockReset(payload), kid: signer.kid }
}

/** Signs a bundle with a key of the vendor. Error: bundle-too-large. */
export function sealBundle(bundle: Bundle, signer: MessageSigner): Promise<Uint8Array> {
  return signMessageBy(MESSAGE_TYPE.bundle, encodeBundle(bundle), signer)
}

/** Opens a bundle. Each license in it must still be opened. Errors: those of verifyMessage, claims-malformed. */
export function openBundle(bytes: Uint8Array, keyring: Keyring): SignedBy<Bundle> {
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE.bundle, fromKeyring(keyring))
  return { claims: decodeBundle(payload), kid: signer.kid }
}

/** Signs a checkpoint with a key of the vendor. */
export function sealCheckpoint(checkpoint: Checkpoint, signer: MessageSigner): Promise<Uint8Array> {
  return signMessageBy(MESSAGE_TYPE.checkpoint, encodeCheckpoint(checkpoint), signer)
}

/** Opens a checkpoint. Errors: those of verifyMessage, claims-malformed. */
export function openCheckpoint(bytes: Uint8Array, keyring: Keyring): Checkpoint {
  return decodeCheckpoint(verifyMessage(bytes, MESSAGE_TYPE.checkpoint, fromKeyring(keyring)).payload)
}

/** Signs a lease request with the client's own key, whose public half the request carries. */
export function sealLeaseRequest(request: LeaseRequest, clientKey: SecretKey): Uint8Array {
  return signMessage(MESSAGE_TYPE['lease-request'], encodeLeaseRequest(request), clientKey)
}

/** Opens a lease request. Errors: those of verifyMessage, public-key-invalid, claims-malformed. */
export function openLeaseRequest(bytes: Uint8Array, ed25519: Ed25519): SignedByOwn<LeaseRequest> {
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE['lease-request'], byConfirmation(ed25519))
  return { claims: decodeLeaseRequest(payload), key: signer }
}

/** Like openLeaseRequest, with the signature verified on another thread where there are any, for servers. */
export async function openLeaseRequestLater(
  bytes: Uint8Array,
  ed25519: Ed25519,
): Promise<SignedByOwn<LeaseRequest>> {
  const { payload, signer } = await verifyMessageLater(
    bytes,
    MESSAGE_TYPE['lease-request'],
    byConfirmation(ed25519),
  )
  return { claims: decodeLeaseRequest(payload), key: signer }
}

/** Signs a lease with the key of the site server. */
export function sealLease(lease: Lease, serverKey: SecretKey): Uint8Array {
  return signMessage(MESSAGE_TYPE.lease, encodeLease(lease), serverKey)
}

/** Like sealLease, by signMessageOnce, which is safe because no two leases of a server have the same payload. */
export function sealLeaseOnce(payload: Uint8Array, serverKey: SecretKey): Uint8Array {
  return signMessageOnce(MESSAGE_TYPE.lease, payload, serverKey)
}

/** Returns the key that a site server's license names. Error: lends-no-seats {activation}, for any other license. */
export function lendingKey({ lending, activationId }: License, ed25519: Ed25519): PublicKey {
  if (lending === undefined) throw new AirlatchError('lends-no-seats', { activation: activationId })
  return publicKey(ed25519, decodeHex(lending.serverKey) ?? new Uint8Array())
}

/**
 * Opens a lease with the one key that the license of its server names. Whether the lease is valid here and now is
 * decided by verifyLease (lease/verify.ts). Errors: lends-no-seats, those of verifyMessage, claims-malformed.
 */
export function openLease(bytes: Uint8Array, license: License, ed25519: Ed25519): Lease {
  const keyring = keyringOf([lendingKey(license, ed25519)])
  return decodeLease(verifyMessage(bytes, MESSAGE_TYPE.lease, fromKeyring(keyring)).payload)
}

/** Signs an answer with the key of the site server, whose public half the answer carries. */
export function sealLeaseAnswer(answer: LeaseAnswer, serverKey: SecretKey): Uint8Array {
  return signMessage(MESSAGE_TYPE['lease-answer'], encodeLeaseAnswer(answer), serverKey)
}

/** Like sealLeaseAnswer, by signMessageOnce. Only for answers that grant a lease, which all differ. */
export function sealLeaseAnswerOnce(answer: LeaseAnswer, serverKey: SecretKey): Uint8Array {
  return signMessageOnce(MESSAGE_TYPE['lease-answer'], encodeLeaseAnswer(answer), serverKey)
}

/**
 * Opens an answer with the key that it carries. Whose key this is follows from the license in it, or from a known
 * license. Errors: those of verifyMessage, public-key-invalid, claims-malformed.
 */
export function openLeaseAnswer(bytes: Uint8Array, ed25519: Ed25519): SignedByOwn<LeaseAnswer> {
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE['lease-answer'], byConfirmation(ed25519))
  return { claims: decodeLeaseAnswer(payload), key: signer }
}

/** Signs a usage report with the key of the site server, whose public half the report carries. */
export function sealUsageReport(report: UsageReport, serverKey: SecretKey): Uint8Array {
  return signMessage(MESSAGE_TYPE['usage-report'], encodeUsageReport(report), serverKey)
}

/** Opens a usage report. Errors: those of verifyMessage, public-key-invalid, claims-malformed. */
export function openUsageReport(bytes: Uint8Array, ed25519: Ed25519): SignedByOwn<UsageReport> {
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE['usage-report'], byConfirmation(ed25519))
  return { claims: decodeUsageReport(payload), key: signer }
}

/** Picks the one key that a message carries in `cnf`. */
function byConfirmation(ed25519: Ed25519): PickKey {
  return (kid, payload) => carriedKeys(keyInConfirmation(payload), ed25519).get(kid)
}

/**
 * Returns the keys that a message carries, which are read before its signature is verified. Error: public-key-invalid,
 * if there are none or too many, one is not sound, or two have the same key id.
 */
function carriedKeys(found: readonly CborValue[], ed25519: Ed25519): Keyring {
  if (found.length === 0 || found.length > KIT_LIMITS.keys)
    throw new AirlatchError('public-key-invalid', { problem: 'number-of-keys' })
  const keyring = keyringOf(found.map(key => publicKey(ed25519, bytesOfCoseKey(key))))
  if (keyring.size < found.length) throw new AirlatchError('public-key-invalid', { problem: 'same-key-id' })
  return keyring
}

/** Returns the name of a message by its content: SHA-256 of its bytes, 64 hexadecimal digits. */
export function messageHash(bytes: Uint8Array): string {
  return encodeHex(sha256(bytes))
}

/** Like messageHash, for a request code: SHA-256 over `airlatch typed request`, a zero byte, its 18 bytes. */
export function typedRequestHash(code: Uint8Array): string {
  return encodeHex(sha256(Uint8Array.of(...new TextEncoder().encode('airlatch typed request\0'), ...code)))
}
