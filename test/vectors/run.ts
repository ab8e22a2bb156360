/**
 * Owns running one vector through the real code, step by step, so that it is seen which layer refused and that
 * everything below that layer was right.
 */

import { messageFromFile } from '../../src/carrier/intake.ts'
import { readRequestCode } from '../../src/carrier/typed/request-code.ts'
import { verifyOwn } from '../../src/client/bundle.ts'
import { typedLicense } from '../../src/client/install/typed.ts'
import { encodeHex } from '../../src/core/bytes/hex.ts'
import type { SeenTime, Withdrawal } from '../../src/core/check/case.ts'
import type { Verdict } from '../../src/core/check/check.ts'
import { CLOCK_TOLERANCE_SECONDS } from '../../src/core/check/clock.ts'
import { boundOf } from '../../src/core/computer/binding.ts'
import { boundHash } from '../../src/core/computer/computer-id.ts'
import { readingsFault } from '../../src/core/computer/readings.ts'
import type { Ed25519 } from '../../src/core/cose/ed25519.ts'
import { bytesOfCoseKey, type Keyring, publicKey } from '../../src/core/cose/key.ts'
import type { MessageName } from '../../src/core/cose/labels.ts'
import { parseSign1 } from '../../src/core/cose/sign1.ts'
import {
  type OpenedReceipt,
  openClockReset,
  openKit,
  openLeaseRequest,
  openLicense,
  openReceipt,
  openRequest,
  openRevocations,
  openState,
  openUsageReport,
} from '../../src/core/envelope.ts'
import { AirlatchError, detailOf } from '../../src/core/errors.ts'
import { verifyLease } from '../../src/core/lease/verify.ts'
import { parseActivationKey, proofOf } from '../../src/core/message/activation-key.ts'
import type { FingerprintClaim } from '../../src/core/message/fingerprint.ts'
import { isRetired, type Kit, leastSequence } from '../../src/core/message/kit.ts'
import { decodeTypedRequest, typedProofOf } from '../../src/core/message/typed-request.ts'
import type { ClaimProblem } from '../../src/core/problems.ts'
import { type VerifyInput, verifyLicense } from '../../src/core/verify.ts'
import { claim } from '../../src/words/en/explain/problems.ts'
import { inputBytes, type Layer, type Refused, type Vector } from './make/case.ts'
import { kitClaims, licenseClaims, numbersOf, present, requestClaims } from './run-claims.ts'
import { answerOf, leaseClaims, leaseInput, leaseRequestClaims, usageReportClaims } from './run-lease.ts'

/** What came of a vector. */
export type Outcome =
  | {
      readonly kind: 'ok'
      readonly claims: Readonly<Record<string, unknown>>
      /** Codes, of a license alone. */
      readonly warnings: readonly string[]
    }
  | ({ readonly kind: 'refused' } & Refused)

const LAYER_OF: Readonly<Record<string, Layer>> = {
  'input-empty': 'carrier',
  'input-too-large': 'carrier',
  'input-not-recognised': 'carrier',
  'frame-malformed': 'carrier',
  'frames-missing': 'carrier',
  'several-messages': 'carrier',
  'armor-malformed': 'armor',
  'base45-malformed': 'base45',
  'link-malformed': 'link',
  'activation-key-malformed': 'typing',
  'typed-code-malformed': 'typing',
  'typed-other-kit': 'typing',
  'typed-request-missing': 'rules',
  'not-in-bundle': 'rules',
  'lends-no-seats': 'rules',
  'typed-license-not-for-this-request': 'signature',
  'cbor-malformed': 'cbor',
  'cbor-not-deterministic': 'cbor',
  'cbor-over-limit': 'cbor',
  'cose-malformed': 'cose',
  'algorithm-unsupported': 'cose',
  'wrong-message-type': 'cose',
  'public-key-invalid': 'signature',
  'signing-key-unknown': 'signature',
  'signature-invalid': 'signature',
  'claims-malformed': 'claims',
  'license-format-newer': 'claims',
}

/** Runs a vector with one implementation of Ed25519. Anything but an AirlatchError goes through to the test. */
export function runVector(vector: Vector, ed25519: Ed25519): Outcome {
  try {
    if (vector.reads === 'activation-key') return ok({ sub: parseActivationKey(textOf(vector)).id })
    if (vector.reads === 'request-code') return runRequestCode(vector)
    if (vector.reads === 'license-code') return runLicenseCode(vector, ed25519)
    const message = messageOf(vector, vector.reads)
    if (vector.reads === 'license' || vector.reads === 'bundle') return runLicense(vector, message, ed25519)
    if (vector.reads === 'kit') return runKit(vector, message, ed25519)
    if (vector.reads === 'receipt') return runReceipt(vector, message, ed25519)
    if (vector.reads === 'revocations') return runRevocations(vector, message, ed25519)
    if (vector.reads === 'clock-reset') return runClockReset(vector, message, ed25519)
    if (vector.reads === 'lease') return runLease(vector, message, ed25519)
    if (vector.reads === 'lease-request')
      return ok(leaseRequestClaims(openLeaseRequest(message, ed25519).claims))
    if (vector.reads === 'lease-answer') return runLeaseAnswer(vector, message, ed25519)
    if (vector.reads === 'usage-report')
      return ok(usageReportClaims(openUsageReport(message, ed25519).claims))
    if (vector.reads === 'state') return runState(vector, message, ed25519)
    return runRequest(vector, message, ed25519)
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    const layer = LAYER_OF[error.code]
    if (layer === undefined) throw error
    const refused = { kind: 'refused' as const, layer, code: error.code }
    return error.code === 'claims-malformed' ? { ...refused, claims: badClaims(error) } : refused
  }
}

/** What is read of several messages is the kind that the vector is about. */
function messageOf({ input }: Vector, kind: MessageName): Uint8Array {
  return messageFromFile(inputBytes(input), [kind])
}

function ok(claims: Readonly<Record<string, unknown>>, warnings: readonly string[] = []): Outcome {
  return { kind: 'ok', claims, warnings }
}

function runLicense(vector: Vector, message: Uint8Array, ed25519: Ed25519): Outcome {
  const input = worldOf(vector, ed25519)
  const verify = vector.reads === 'bundle' ? verifyOwn : verifyLicense
  const { license, ...verdict } = verify(message, input)
  return judged(vector, verdict, licenseClaims(license))
}

function runLease(vector: Vector, message: Uint8Array, ed25519: Ed25519): Outcome {
  const { lease, ...verdict } = verifyLease(...leaseInput(vector, message, worldOf(vector, ed25519), ed25519))
  return judged(vector, verdict, leaseClaims(lease))
}

function judged(
  { name }: Vector,
  { valid, warnings, reasons }: Pick<Verdict, 'valid' | 'warnings' | 'reasons'>,
  claims: Readonly<Record<string, unknown>>,
): Outcome {
  if (valid)
    return ok(
      claims,
      warnings.map(({ code }) => code),
    )
  const [reason, ...others] = reasons
  if (reason === undefined || others.length > 0) throw new Error(`${name}: breaks more than one rule`)
  return { kind: 'refused', layer: 'rules', code: reason.code }
}

function runLeaseAnswer(vector: Vector, message: Uint8Array, ed25519: Ed25519): Outcome {
  const { keyring } = openKit(fromHex(vector.kit as string), ed25519)
  try {
    return ok(answerOf(vector, message, keyring, ed25519))
  } catch (error) {
    if (error instanceof AirlatchError && error.code === 'answer-not-for-request') return no(error.code)
    throw error
  }
}

/** What a client knows, beside the message. */
export function worldOf(vector: Vector, ed25519: Ed25519): VerifyInput {
  const { kit, keyring } = openKit(fromHex(vector.kit as string), ed25519)
  return {
    keyring,
    terms: kit,
    here: {
      fingerprint: fingerprintFromJson(vector.computer ?? {}),
      platform: vector.platform ?? 'other',
      user: vector.user,
      virtual: vector.virtual,
    },
    asked: () => vector.asked && boundOf(fingerprintFromJson(vector.asked.fingerprint), vector.asked.counted),
    program: {
      version: vector.program?.version,
      releasedAt: vector.program?.releasedAt,
      features: vector.program?.features ?? [],
    },
    firstRunAt: ({ firstRun }) => recordedBy(vector, firstRun?.installation),
    seen: seenBy(vector, kit),
    recordDamage: vector.recordDamaged ? { code: 'state-damaged', details: { path: '' } } : undefined,
    withdrawal: withdrawalsOf(vector, keyring),
    now: vector.now as number,
  }
}

/** The first run, where its record is that of the installation which the license names. */
function recordedBy({ firstRun }: Vector, installation: string | undefined): number | undefined {
  return firstRun?.installation === installation ? firstRun?.at : undefined
}

function seenBy({ seen = [] }: Vector, { madeAt }: Kit): readonly SeenTime[] {
  return [...seen, { at: madeAt, by: 'kit' }]
}

function withdrawalsOf(vector: Vector, keyring: Keyring): (activationId: string) => Withdrawal | undefined {
  const { deactivated = {}, revocations, now } = vector
  const list = revocations === undefined ? undefined : openRevocations(fromHex(revocations), keyring).claims
  return id => {
    const at = deactivated[id]
    if (at !== undefined) return { why: 'deactivated', at }
    return list?.activations.includes(id) ? { why: 'revoked', at: now as number } : undefined
  }
}

function runKit(vector: Vector, message: Uint8Array, ed25519: Ed25519): Outcome {
  const { kit, signer } = openKit(message, ed25519)
  if (vector.kit === undefined) return ok(kitClaims(kit))
  const has = openKit(fromHex(vector.kit), ed25519)
  const isSameMaker = kit.vendor === has.kit.vendor && kit.productId === has.kit.productId
  if (!has.keyring.has(signer.kid) || !isSameMaker) return no('kit-not-trusted')
  const isOlder = kit.sequence < has.kit.sequence
  if (isOlder && !isRetired(kit, has.signer.kid, has.kit.madeAt)) return no('older-than-kept')
  const isNewer = kit.sequence !== has.kit.sequence
  return isNewer && isRetired(has.kit, signer.kid, kit.madeAt) ? no('kit-not-trusted') : ok(kitClaims(kit))
}

function runReceipt(vector: Vector, message: Uint8Array, ed25519: Ed25519): Outcome {
  const { receipt, installationKey } = openReceipt(message, ed25519)
  if (!isOfInstallation(vector, { receipt, installationKey })) return no('receipt-not-of-installation')
  const { productId, deactivatedAt, activationId } = receipt
  const cnf = encodeHex(bytesOfCoseKey(receipt.installationKey))
  const proof = receipt.proof && encodeHex(receipt.proof)
  return ok(present({ aud: productId, iat: deactivatedAt, cti: activationId, cnf, proof }))
}

/** The vendor knows the installation, or, of an activation by code, the activation key alone. */
function isOfInstallation(
  { installation, activationKey }: Vector,
  { receipt, installationKey }: OpenedReceipt,
): boolean {
  if (activationKey === undefined) return encodeHex(installationKey.bytes) === installation
  const proof = proofOf(parseActivationKey(activationKey).secret, installationKey.bytes, receipt.productId)
  return receipt.proof !== undefined && encodeHex(proof) === encodeHex(receipt.proof)
}

function runRevocations({ kit, kept = {} }: Vector, message: Uint8Array, ed25519: Ed25519): Outcome {
  const has = openKit(fromHex(kit as string), ed25519)
  const { claims, kid } = openRevocations(message, has.keyring)
  const foreign = foreignTo(has.kit, claims, kid, claims.madeAt)
  if (foreign !== undefined) return no(foreign)
  const least = leastSequence(new Map(Object.entries(kept)), has.kit, has.keyring.keys())
  if (claims.sequence < least) return no('older-than-kept')
  const { vendor, productId, madeAt, sequence, activations } = claims
  const revoked = activations.length > 0 ? activations : undefined
  return ok(present({ iss: vendor, aud: productId, iat: madeAt, sequence, 'revoked-activations': revoked }))
}

function runClockReset(vector: Vector, message: Uint8Array, ed25519: Ed25519): Outcome {
  const has = openKit(fromHex(vector.kit as string), ed25519)
  const { claims, kid } = openClockReset(message, has.keyring)
  const { vendor, productId, at, installation } = claims
  const foreign = foreignTo(has.kit, claims, kid, at)
  if (foreign !== undefined) return no(foreign)
  const own = publicKey(ed25519, fromHex(vector.installation as string))
  if (installation !== own.kid) return no('wrong-installation')
  if (vector.taken !== undefined && at <= vector.taken) return no('clock-reset-used')
  if ((vector.now as number) < at - CLOCK_TOLERANCE_SECONDS) return no('clock-still-wrong')
  return ok({ iss: vendor, aud: productId, iat: at, cnf: installation })
}

/** What every message of the vendor's is asked first; undefined when it is of this vendor, product and kit. */
function foreignTo(
  kit: Kit,
  claims: { readonly vendor: string; readonly productId: string },
  kid: string,
  madeAt: number,
): string | undefined {
  if (claims.vendor !== kit.vendor) return 'wrong-vendor'
  if (claims.productId !== kit.productId) return 'wrong-product'
  return isRetired(kit, kid, madeAt) ? 'signing-key-retired' : undefined
}

function no(code: string): Outcome {
  return { kind: 'refused', layer: 'rules', code }
}

function runState({ installation }: Vector, message: Uint8Array, ed25519: Ed25519): Outcome {
  const { state, installationKey } = openState(message, ed25519)
  if (encodeHex(installationKey.bytes) !== installation) return no('state-damaged')
  return ok(
    present({
      aud: state.productId,
      iat: state.writtenAt,
      cnf: encodeHex(bytesOfCoseKey(state.installationKey)),
      sequence: state.sequence,
      'latest-time': state.latestAt,
      'first-runs': numbersOf(state.firstRuns),
      deactivated: numbersOf(state.deactivated),
      revoked: numbersOf(state.revoked),
      'reset-at': state.reset?.at,
      distrusted: state.reset?.distrusted,
      'kits-seen': numbersOf(state.kitsSeen),
      'revocations-seen': numbersOf(state.revocationsSeen),
      'copy-seen': state.copySeenAt,
      'looked-at': state.lookedAt,
    }),
  )
}

function runRequest(vector: Vector, message: Uint8Array, ed25519: Ed25519): Outcome {
  const { request, installationKey } = openRequest(message, ed25519)
  const { secret } = parseActivationKey(vector.activationKey as string)
  const expected = proofOf(secret, installationKey.bytes, request.productId)
  if (encodeHex(expected) !== encodeHex(request.proof)) return no('key-proof-invalid')
  const fault = readingsFault(boundOf(request.fingerprint, request.counted))
  return fault === undefined ? ok(requestClaims(request)) : no(fault.code)
}

function runRequestCode(vector: Vector): Outcome {
  const code = readRequestCode(textOf(vector))
  const asked = decodeTypedRequest(code)
  const { secret } = parseActivationKey(vector.activationKey as string)
  const expected = typedProofOf(secret, vector.product as string, asked)
  if (encodeHex(expected) !== encodeHex(asked.proof)) return no('key-proof-invalid')
  const { keyId, computer, counted, virtual, proof } = asked
  return ok({ sub: keyId, computer, counted, virtual, proof: encodeHex(proof) })
}

function runLicenseCode(vector: Vector, ed25519: Ed25519): Outcome {
  const { kit, keyring } = openKit(fromHex(vector.kit as string), ed25519)
  const requests = vector.request === undefined ? [] : [keptRequest(fromHex(vector.request), ed25519)]
  const installed = vector.installed === undefined ? undefined : fromHex(vector.installed)
  const license = typedLicense(textOf(vector), { kit, keyring, requests, installed })
  return ok(licenseClaims(openLicense(license, keyring).claims))
}

function keptRequest(message: Uint8Array, ed25519: Ed25519) {
  const opened = openRequest(message, ed25519)
  const bound = boundOf(opened.request.fingerprint, opened.request.counted)
  return { ...opened, message, bound, computer: boundHash(bound) }
}

function textOf({ input }: Vector): string {
  return new TextDecoder().decode(inputBytes(input))
}

/** The names in front of the colons of the problems. */
function badClaims(error: AirlatchError): readonly string[] {
  const problems = detailOf(error.details, 'problems') as readonly ClaimProblem[]
  return problems.map(problem => claim(problem).split(':', 1)[0] as string)
}

/** The shape of the message in a vector, when it has come that far; undefined when it has no shape. */
export function shapeOf(vector: Vector): ReturnType<typeof parseSign1> | undefined {
  try {
    return parseSign1(messageOf(vector, 'license'))
  } catch {
    return undefined
  }
}

function fingerprintFromJson(json: Readonly<Record<string, string>>): FingerprintClaim {
  return new Map(Object.entries(json).map(([kind, hashes]) => [Number(kind), fromHex(hashes)]))
}

function fromHex(hex: string): Uint8Array {
  return Uint8Array.from(Buffer.from(hex, 'hex'))
}
