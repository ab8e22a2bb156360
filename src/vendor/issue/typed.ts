/**
 * The verb `issue` over the telephone: a request code becomes a recorded decision, as a request does, and a license that
 * a license code can say; and any license that a code can say becomes that code. The code is the terms and the
 * signature: all else the client has, and makes the same bytes of it (install-typed.ts).
 */

import { licenseCodeText } from '../../carrier/typed/license-code.ts'
import { readRequestCode } from '../../carrier/typed/request-code.ts'
import { compareBytes } from '../../core/bytes/cbor.ts'
import { computerIdOf } from '../../core/computer/computer-id.ts'
import type { Keyring } from '../../core/cose/key.ts'
import { parseSign1 } from '../../core/cose/sign1.ts'
import { licenseMessageOf, openLicense, typedRequestHash } from '../../core/envelope.ts'
import { AirlatchError } from '../../core/errors.ts'
import { isSameProof, parseActivationKey } from '../../core/message/activation-key.ts'
import type { License } from '../../core/message/license.ts'
import {
  decodeTypedTerms,
  encodeTypedTerms,
  licenseOf,
  type TypedWorld,
  typedTermsOf,
  untypable,
} from '../../core/message/typed-license.ts'
import { decodeTypedRequest, type TypedRequest, typedProofOf } from '../../core/message/typed-request.ts'
import type { Activation, KeyRecord } from '../../core/terms/entitlement.ts'
import type { Grant, Refusal } from '../decide/case.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { type Asker, activationNumber } from './decision.ts'
import {
  type Issued,
  type Issuer,
  issueTo,
  type Repeated,
  requireSaid,
  type Said,
  type Trial,
  tryIssueTo,
} from './issue.ts'

/** What a request code says of who asks, without the proof. */
export interface TypedAsker {
  readonly keyId: string
  readonly computerId: string
  /** Kinds of reading that count. */
  readonly counted: number
  readonly virtual: boolean
}

/** Error: typed-code-malformed. */
export function typedRequestIn(code: string): TypedAsker {
  const { keyId, computer, counted, virtual } = decodeTypedRequest(readRequestCode(code))
  return { keyId, computerId: computerIdOf(computer), counted, virtual }
}

/** Errors: typed-code-malformed, and those of the ledger. An expected no is a Refusal, with nothing written. */
export async function issueTyped(issuer: Issuer, code: string): Promise<Issued | Refusal> {
  return issueTo(issuer, askerOfCode(code))
}

/** The decision alone: nothing is recorded and nothing is signed. Error: typed-code-malformed. */
export async function tryIssueTyped(issuer: Trial, code: string): Promise<Grant | Refusal | Repeated> {
  return tryIssueTo(issuer, askerOfCode(code))
}

/** As requireAsSaid in issue.ts. Errors: typed-code-malformed, request-not-as-said. */
export function requireTypedAsSaid(code: string, said: Said): void {
  requireSaid(typedRequestIn(code), said)
}

/** Who asks by a request code. Error: typed-code-malformed. */
export function askerOfCode(code: string): Asker {
  const bytes = readRequestCode(code)
  const requestHash = typedRequestHash(bytes)
  const asked = decodeTypedRequest(bytes)
  const { keyId, computer, counted, virtual } = asked
  return {
    keyId,
    requestHash,
    computerId: computerIdOf(computer),
    version: undefined,
    computer,
    counted,
    wants: 'code',
    applicant: ({ key }) => ({
      kind: 'by-code',
      requestHash,
      computer,
      counted,
      virtual,
      proofHolds: provesKey(asked, key),
    }),
  }
}

function provesKey(asked: TypedRequest, key: Pick<KeyRecord, 'text' | 'entitlement'>): boolean {
  const { secret } = parseActivationKey(key.text)
  return isSameProof(typedProofOf(secret, key.entitlement.productId, asked), asked.proof)
}

/**
 * The code of a license of this vendor's, as text. It says nothing that is secret. Errors: typed-cannot-carry {things};
 * those of openLicense.
 */
export async function codeOfLicense(ledger: Ledger, keyring: Keyring, message: Uint8Array): Promise<string> {
  const { claims: license, kid } = openLicense(message, keyring)
  const activation = await ledger.activation(license.activationId)
  return codeTextOf({ license, activation, message, kid })
}

/** The code of a license that was issued just now, as text. Error: typed-cannot-carry {things}. */
export function codeOfIssued({ license, activation, message }: Issued): string {
  return codeTextOf({ license, activation, message, kid: parseSign1(message).kid })
}

interface Signed {
  readonly license: License
  readonly activation: Activation | undefined
  readonly message: Uint8Array
  /** Of the key that signed the message. */
  readonly kid: string
}

function codeTextOf({ license, activation, message, kid }: Signed): string {
  const number = activationNumber(license, activation)
  const things = untypable(license, number)
  if (things.length > 0 || number === undefined) throw new AirlatchError('typed-cannot-carry', { things })
  const terms = encodeTypedTerms(typedTermsOf(license, number))
  const { signature } = parseSign1(message)
  const again = licenseOf(decodeTypedTerms(terms), worldOf(license))
  // of somebody else's making, in a form that we read and never write
  if (compareBytes(licenseMessageOf(again, signature, kid), message) !== 0)
    throw new AirlatchError('typed-cannot-carry', { things: ['a license that another program wrote'] })
  return licenseCodeText(Uint8Array.of(...terms, ...signature))
}

/** What a client would have of its own for this license. */
function worldOf({ binding, firstRun, ...license }: License): TypedWorld {
  return {
    ...license,
    bound: binding.kind === 'computer' ? binding : { fingerprint: new Map(), counted: [] },
    computer: binding.kind === 'code' ? binding.computer : '',
    installation: firstRun?.installation ?? '',
  }
}
