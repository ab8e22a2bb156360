/** Owns the activation request: its claims and their encoding. The vendor checks its proof (vendor/issue/ask.ts). */
import { type CborMap, compareBytes } from '../bytes/cbor.ts'
import { boundToWorkload, isWorkload, isWorkloadName } from '../computer/workload.ts'
import { type ClaimReader, encodeClaims, readClaims, TEXT_LIMITS } from './claims.ts'
import { confirmationClaim, readConfirmation } from './confirmation.ts'
import { type FingerprintClaim, readCounted, readFingerprint } from './fingerprint.ts'
import { isVirtualName } from './names.ts'

/** Length in bytes of the proof that the requester has the activation key (activation-key.ts). */
export const PROOF_BYTES = 8

/** An installation's request to the vendor. */
export interface Request {
  /** Id of the activation key: the key's first two groups. The rest of the key never leaves the computer. */
  readonly keyId: string
  /** 1 to 32 of `a-z 0-9 . _ -`. */
  readonly productId: string
  /** Seconds since 1970, by the client's clock. */
  readonly madeAt: number
  /** Public half of the installation key, as a COSE_Key. */
  readonly installationKey: CborMap
  /** Hashes of the readings. */
  readonly fingerprint: FingerprintClaim
  /** Kinds that the client asks to have counted, strictly ascending. Only those that boundOf() accepts are. */
  readonly counted: readonly number[]
  /** Proof that the requester has the activation key, bound to the installation. */
  readonly proof: Uint8Array
  /** Version of the requesting program, if known. */
  readonly version: string | undefined
  /** What the computer runs in, such as `kvm` or `docker`, if there is evidence of it. */
  readonly virtual: string | undefined
  /** The name of the workload that the fingerprint is of, for people; undefined for hardware. */
  readonly workload: string | undefined
}

export function encodeRequest(request: Request): Uint8Array {
  return encodeClaims({
    sub: request.keyId,
    aud: request.productId,
    iat: request.madeAt,
    cnf: confirmationClaim(request.installationKey),
    fingerprint: request.fingerprint,
    counted: request.counted,
    proof: request.proof,
    version: request.version,
    virtual: request.virtual,
    workload: request.workload,
  })
}

/** Decodes a request. Error: claims-malformed. */
export function decodeRequest(payload: Uint8Array): Request {
  const reader = readClaims('request', payload)
  const fingerprint = readFingerprint(reader)
  if (reader.raw('fingerprint') === undefined) reader.problem('fingerprint', 'present')
  const counted = readCounted(reader)
  if (reader.raw('counted') === undefined) reader.problem('counted', 'present')
  const request: Request = {
    keyId: reader.text('sub', TEXT_LIMITS.name),
    productId: reader.productId(),
    madeAt: reader.time('iat'),
    installationKey: readConfirmation(reader),
    fingerprint: fingerprint ?? new Map(),
    counted: counted ?? [],
    proof: reader.bytes('proof', PROOF_BYTES),
    version: reader.optionalText('version', TEXT_LIMITS.name),
    virtual: readVirtual(reader),
    workload: reader.optionalText('workload', TEXT_LIMITS.name),
  }
  requireWorkload(reader, request)
  reader.finish()
  return request
}

/** Checks that a workload's name and fingerprint match and stand alone, or that both are absent. */
export function requireWorkload(
  reader: ClaimReader,
  {
    productId,
    fingerprint,
    counted,
    workload,
  }: Pick<Request, 'productId' | 'fingerprint' | 'counted' | 'workload'>,
): void {
  if (workload === undefined) {
    if (isWorkload(fingerprint)) reader.problem('workload', 'present')
  } else if (!isWorkloadName(workload)) reader.problem('workload', 'workload-name')
  else {
    const bound = boundToWorkload(productId, workload)
    if (!isSameFingerprint(fingerprint, bound.fingerprint)) reader.problem('fingerprint', 'workload-alone')
    if (`${counted}` !== `${bound.counted}`) reader.problem('counted', 'workload-alone')
  }
}

function isSameFingerprint(a: FingerprintClaim, b: FingerprintClaim): boolean {
  return (
    a.size === b.size && [...a].every(([kind, hashes]) => compareBytes(hashes, b.get(kind) ?? EMPTY) === 0)
  )
}

const EMPTY = new Uint8Array()

/** Reads the name of a virtual machine or container; undefined if the claim is absent or bad. */
export function readVirtual(reader: ClaimReader): string | undefined {
  const name = reader.optionalText('virtual', TEXT_LIMITS.name)
  if (name === undefined || isVirtualName(name)) return name
  reader.problem('virtual', 'virtual')
  return undefined
}
