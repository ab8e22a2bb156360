/**
 * Owns where cose and message meet: a typed message is sealed (encoded, then signed) and opened (verified, then
 * decoded). Nothing else in the project joins the two, so no claim is read whose signature was not checked, but the key
 * that a message carries itself.
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

/** A request is signed by the installation's own key, whose public half it carries. */
export function sealRequest(request: Request, installationKey: SecretKey): Uint8Array {
  return signMessage(MESSAGE_TYPE.request, encodeRequest(request), installationKey)
}

export interface OpenedRequest {
  readonly request: Request
  readonly installationKey: PublicKey
}

/** Errors: those of verifyMessage, public-key-invalid, claims-malformed. */
export function openRequest(bytes: Uint8Array, ed25519: Ed25519): OpenedRequest {
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE.request, byConfirmation(ed25519))
  return { request: decodeRequest(payload), installationKey: signer }
}

/** The same, with the signature verified on another thread where there are any: for whoever has many. */
export async function openRequestLater(bytes: Uint8Array, ed25519: Ed25519): Promise<OpenedRequest> {
  const { payload, signer } = await verifyMessageLater(bytes, MESSAGE_TYPE.request, byConfirmation(ed25519))
  return { request: decodeRequest(payload), installationKey: signer }
}

/** Signs a license's recorded payload: the same payload and key give the same bytes. */
export function sealLicense(payload: Uint8Array, signer: MessageSigner): Promise<Uint8Array> {
  return signMessageBy(MESSAGE_TYPE.license, payload, signer)
}

/** The same for who signs many: signMessageTwice in cose/sign.ts says what sealLicense must still be called for. */
export function sealLicenseTwice(
  payload: Uint8Array,
  signer: MessageSigner,
  threads: boolean,
): Promise<Uint8Array> {
  return signMessageTwice(MESSAGE_TYPE.license, payload, signer, threads)
}

/** What a key signed that the message carries itself. Whose key it is must be known from elsewhere. */
export interface SignedByOwn<Claims> {
  readonly claims: Claims
  readonly key: PublicKey
}

/** What a trusted key of the vendor signed; `kid` says which one. */
export interface SignedBy<Claims> {
  readonly claims: Claims
  readonly kid: string
}

/** Errors: those of verifyMessage and decodeLicense. The license may still be for another computer: rules/check. */
export function openLicense(bytes: Uint8Array, keyring: Keyring): SignedBy<License> {
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE.license, fromKeyring(keyring))
  return { claims: decodeLicense(payload), kid: signer.kid }
}

/** The message of a license whose claims and signature came apart, of whichever key. Nothing is verified here. */
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
  /** Who signed it. A newer kit may replace one only when a key of the present kit signed the newer one. */
  readonly signer: PublicKey
}

/**
 * Opens a kit by the keys that it lists itself: it is whole, but whoever hands it over decides whom to trust.
 * Errors: those of verifyMessage, public-key-invalid, claims-malformed.
 */
export function openKit(bytes: Uint8Array, ed25519: Ed25519): OpenedKit {
  let keyring: Keyring = new Map()
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE.kit, (kid, payload) => {
    keyring = carriedKeys(keysInKit(payload), ed25519)
    return keyring.get(kid)
  })
  const kit = decodeKit(payload)
  const strangers = [...kit.retired.keys()].filter(kid => !keyring.has(kid))
  if (strangers.length > 0)
    throw new AirlatchError('claims-malformed', {
      message: 'kit',
      problems: [{ claim: 'retired', expected: 'own-key-ids', got: strangers }],
    })
  return { kit, keyring, signer }
}

/** The client's own record, signed by the installation's key; it stays on the computer. */
export function sealState(state: State, installationKey: SecretKey): Uint8Array {
  return signMessage(MESSAGE_TYPE.state, encodeState(state), installationKey)
}

export interface OpenedState {
  readonly state: State
  readonly installationKey: PublicKey
}

/**
 * Opens a record by the key that it carries: it is whole, but whose it is must be seen from the key.
 * Errors: those of verifyMessage, public-key-invalid, claims-malformed.
 */
export function openState(bytes: Uint8Array, ed25519: Ed25519): OpenedState {
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE.state, byConfirmation(ed25519))
  return { state: decodeState(payload), installationKey: signer }
}

/** A receipt is signed by the installation's own key, whose public half it carries. */
export function sealReceipt(receipt: Receipt, installationKey: SecretKey): Uint8Array {
  return signMessage(MESSAGE_TYPE.receipt, encodeReceipt(receipt), installationKey)
}

export interface OpenedReceipt {
  readonly receipt: Receipt
  readonly installationKey: PublicKey
}

/** Errors: those of verifyMessage, public-key-invalid, claims-malformed. */
export function openReceipt(bytes: Uint8Array, ed25519: Ed25519): OpenedReceipt {
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE.receipt, byConfirmation(ed25519))
  return { receipt: decodeReceipt(payload), installationKey: signer }
}

/** Signed by the vendor. */
export function sealRevocations(list: Revocations, signer: MessageSigner): Promise<Uint8Array> {
  return signMessageBy(MESSAGE_TYPE.revocations, encodeRevocations(list), signer)
}

/** Errors: those of verifyMessage, claims-malformed. */
export function openRevocations(bytes: Uint8Array, keyring: Keyring): SignedBy<Revocations> {
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE.revocations, fromKeyring(keyring))
  return { claims: decodeRevocations(payload), kid: signer.kid }
}

/** Signed by the vendor. */
export function sealClockReset(reset: ClockReset, signer: MessageSigner): Promise<Uint8Array> {
  return signMessageBy(MESSAGE_TYPE['clock-reset'], encodeClockReset(reset), signer)
}

/** Errors: those of verifyMessage, claims-malformed. */
export function openClockReset(bytes: Uint8Array, keyring: Keyring): SignedBy<ClockReset> {
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE['clock-reset'], fromKeyring(keyring))
  return { claims: decodeClockReset(payload), kid: signer.kid }
}

/** Signed by the vendor. Error: bundle-too-large. */
export function sealBundle(bundle: Bundle, signer: MessageSigner): Promise<Uint8Array> {
  return signMessageBy(MESSAGE_TYPE.bundle, encodeBundle(bundle), signer)
}

/** Errors: those of verifyMessage, claims-malformed. The licenses in it are still to be opened, each by itself. */
export function openBundle(bytes: Uint8Array, keyring: Keyring): SignedBy<Bundle> {
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE.bundle, fromKeyring(keyring))
  return { claims: decodeBundle(payload), kid: signer.kid }
}

/** Signed by the vendor. */
export function sealCheckpoint(checkpoint: Checkpoint, signer: MessageSigner): Promise<Uint8Array> {
  return signMessageBy(MESSAGE_TYPE.checkpoint, encodeCheckpoint(checkpoint), signer)
}

/** Errors: those of verifyMessage, claims-malformed. */
export function openCheckpoint(bytes: Uint8Array, keyring: Keyring): Checkpoint {
  return decodeCheckpoint(verifyMessage(bytes, MESSAGE_TYPE.checkpoint, fromKeyring(keyring)).payload)
}

/** A lease request is signed by the client's own key, whose public half it carries. */
export function sealLeaseRequest(request: LeaseRequest, clientKey: SecretKey): Uint8Array {
  return signMessage(MESSAGE_TYPE['lease-request'], encodeLeaseRequest(request), clientKey)
}

/** Errors: those of verifyMessage, public-key-invalid, claims-malformed. */
export function openLeaseRequest(bytes: Uint8Array, ed25519: Ed25519): SignedByOwn<LeaseRequest> {
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE['lease-request'], byConfirmation(ed25519))
  return { claims: decodeLeaseRequest(payload), key: signer }
}

/** The same, with the signature verified on another thread where there are any: for a server that has many. */
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

/** A lease is signed by the key of the site server. */
export function sealLease(lease: Lease, serverKey: SecretKey): Uint8Array {
  return signMessage(MESSAGE_TYPE.lease, encodeLease(lease), serverKey)
}

/** Signs the payload of a lease as signMessageOnce in cose/sign.ts says: no two leases of a server are the same. */
export function sealLeaseOnce(payload: Uint8Array, serverKey: SecretKey): Uint8Array {
  return signMessageOnce(MESSAGE_TYPE.lease, payload, serverKey)
}

/** The key that the license of a site server names. Error: lends-no-seats {activation}, for any other license. */
export function lendingKey({ lending, activationId }: License, ed25519: Ed25519): PublicKey {
  if (lending === undefined) throw new AirlatchError('lends-no-seats', { activation: activationId })
  return publicKey(ed25519, decodeHex(lending.serverKey) ?? new Uint8Array())
}

/**
 * Opens a lease by the one key that the license of its server names. Errors: lends-no-seats, those of verifyMessage,
 * claims-malformed. Whether the lease is good here and now is verifyLease's business (lease/verify.ts).
 */
export function openLease(bytes: Uint8Array, license: License, ed25519: Ed25519): Lease {
  const keyring = keyringOf([lendingKey(license, ed25519)])
  return decodeLease(verifyMessage(bytes, MESSAGE_TYPE.lease, fromKeyring(keyring)).payload)
}

/** An answer is signed by the key of the site server, whose public half it carries. */
export function sealLeaseAnswer(answer: LeaseAnswer, serverKey: SecretKey): Uint8Array {
  return signMessage(MESSAGE_TYPE['lease-answer'], encodeLeaseAnswer(answer), serverKey)
}

/** The same as signMessageOnce in cose/sign.ts says, for an answer that grants a lease: there are no two that are the same. */
export function sealLeaseAnswerOnce(answer: LeaseAnswer, serverKey: SecretKey): Uint8Array {
  return signMessageOnce(MESSAGE_TYPE['lease-answer'], encodeLeaseAnswer(answer), serverKey)
}

/**
 * Opens an answer by the key that it carries: whose key that is, the license in it says, or one that is known already.
 * Errors: those of verifyMessage, public-key-invalid, claims-malformed.
 */
export function openLeaseAnswer(bytes: Uint8Array, ed25519: Ed25519): SignedByOwn<LeaseAnswer> {
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE['lease-answer'], byConfirmation(ed25519))
  return { claims: decodeLeaseAnswer(payload), key: signer }
}

/** A usage report is signed by the key of the site server, whose public half it carries. */
export function sealUsageReport(report: UsageReport, serverKey: SecretKey): Uint8Array {
  return signMessage(MESSAGE_TYPE['usage-report'], encodeUsageReport(report), serverKey)
}

/** Errors: those of verifyMessage, public-key-invalid, claims-malformed. */
export function openUsageReport(bytes: Uint8Array, ed25519: Ed25519): SignedByOwn<UsageReport> {
  const { payload, signer } = verifyMessage(bytes, MESSAGE_TYPE['usage-report'], byConfirmation(ed25519))
  return { claims: decodeUsageReport(payload), key: signer }
}

/** A pick for what an installation signed: the one key that the message carries in `cnf`. */
function byConfirmation(ed25519: Ed25519): PickKey {
  return (kid, payload) => carriedKeys(keyInConfirmation(payload), ed25519).get(kid)
}

/**
 * The keys that a message carries, which are read before its signature is checked.
 * Error: public-key-invalid, when there is none, too many, one that is not sound, or two of one key id.
 */
function carriedKeys(found: readonly CborValue[], ed25519: Ed25519): Keyring {
  if (found.length === 0 || found.length > KIT_LIMITS.keys)
    throw new AirlatchError('public-key-invalid', { problem: 'number-of-keys' })
  const keyring = keyringOf(found.map(key => publicKey(ed25519, bytesOfCoseKey(key))))
  if (keyring.size < found.length) throw new AirlatchError('public-key-invalid', { problem: 'same-key-id' })
  return keyring
}

/** Names a message by its content: SHA-256 of its bytes, 64 hexadecimal digits. */
export function messageHash(bytes: Uint8Array): string {
  return encodeHex(sha256(bytes))
}

/** Names a request code as messageHash names a request: SHA-256 over `airlatch typed request`, a zero byte, its 18 bytes. */
export function typedRequestHash(code: Uint8Array): string {
  return encodeHex(sha256(Uint8Array.of(...new TextEncoder().encode('airlatch typed request\0'), ...code)))
}
