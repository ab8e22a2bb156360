/**
 * Owns what the page may say of a license, by what it knows: nothing without the vendor's kit; who signed it with the
 * kit alone; whether it is good for the computer with the computer's request as well. Pure.
 */
import {
  AirlatchError,
  type Inspection,
  type License,
  type Platform,
  type Reason,
  type Verifier,
} from '../../src/browser/door.ts'

export interface Known {
  readonly verifier: Verifier | undefined
  readonly request: Extract<Inspection, { type: 'request' }> | undefined
  readonly platform?: Platform | undefined
  readonly user?: string | undefined
  readonly version?: string | undefined
  /** Seconds since 1970. */
  readonly now: number
}

/** unchecked: no kit; genuine: signed by the vendor, and no request to compare with; else the verdict. */
export type Standing = 'unchecked' | 'genuine' | 'valid' | 'not-valid'

export interface LicenseJudgement {
  readonly license: Readonly<License>
  readonly standing: Standing
  readonly reasons: readonly Reason[]
  readonly warnings: readonly Reason[]
  /** What only the computer itself can see, and its installation will check. */
  readonly unseen: readonly Reason[]
}

/** Errors: those of openLicense, for what is no license of the vendor whose kit is there. */
export function judge(
  message: Uint8Array,
  license: License,
  { verifier, request, platform, user, version, now }: Known,
): LicenseJudgement {
  const nothing = { license, reasons: [], warnings: [], unseen: [] }
  if (verifier === undefined) return { ...nothing, standing: 'unchecked' }
  if (request === undefined) return genuine(verifier.inspect(message))
  const { fingerprint, virtual } = request.claims
  const verified = verifier.verify(message, {
    fingerprint,
    now,
    program: { version: version ?? request.claims.version },
    ...(platform === undefined ? {} : { platform }),
    ...(user === undefined ? {} : { user }),
    ...(virtual === undefined ? {} : { virtual }),
  })
  const isUnseen = ({ code }: Reason) => code === 'wrong-user' && user === undefined
  const reasons = verified.reasons.filter(reason => !isUnseen(reason))
  return {
    license,
    standing: reasons.length === 0 ? 'valid' : 'not-valid',
    reasons,
    warnings: verified.warnings,
    unseen: verified.reasons.filter(isUnseen),
  }
}

/** What a kit alone tells. Error: wrong-message-type. */
function genuine(inspection: Inspection): LicenseJudgement {
  if (inspection.type !== 'license')
    throw new AirlatchError('wrong-message-type', { expected: 'license', got: inspection.type })
  if (inspection.signature !== 'by-trusted-key')
    throw new AirlatchError('signing-key-unknown', { kid: inspection.kid, message: 'license' })
  return { license: inspection.claims, standing: 'genuine', reasons: [], warnings: [], unseen: [] }
}
