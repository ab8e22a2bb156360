/**
 * Owns the code of a license: any license that a code can say becomes five lines, to be read over the telephone. The code
 * is the terms and the signature: all else the client has, and makes the same bytes of it (install/typed.ts).
 */
import { licenseCodeText } from '../../carrier/typed/license-code.ts'
import { compareBytes } from '../../core/bytes/cbor.ts'
import { boundHash } from '../../core/computer/computer-id.ts'
import type { Keyring } from '../../core/cose/key.ts'
import { parseSign1 } from '../../core/cose/sign1.ts'
import { licenseMessageOf, openLicense } from '../../core/envelope.ts'
import { AirlatchError } from '../../core/errors.ts'
import { activationNumberOf } from '../../core/message/activation-id.ts'
import type { License } from '../../core/message/license.ts'
import {
  licenseOf,
  OF_INSTALLED,
  TYPED_ACTIVATIONS,
  type TypedWorld,
  typedTermsOf,
  untypable,
} from '../../core/message/typed-license.ts'
import { decodeTypedCode, encodeTypedCode } from '../../core/message/typed-terms.ts'
import type { Activation } from '../../core/terms/entitlement.ts'
import { featuresInKit } from '../decide/typed.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Issued } from './decision.ts'

/**
 * The code of a license of this vendor's, as text. It says nothing that is secret. Errors: typed-cannot-carry {things};
 * those of openLicense.
 */
export async function codeOfLicense(ledger: Ledger, keyring: Keyring, message: Uint8Array): Promise<string> {
  const { claims: license, kid } = openLicense(message, keyring)
  const activation = await ledger.activation(license.activationId)
  const kit = (await ledger.newestKit(license.productId))?.payload
  return codeTextOf({ license, activation, message, kit, kid })
}

/** The code of a license that was issued just now, as text. Error: typed-cannot-carry {things}. */
export function codeOfIssued({ license, activation, message, kit }: Issued): string {
  return codeTextOf({ license, activation, message, kit, kid: parseSign1(message).kid })
}

interface Signed {
  readonly license: License
  readonly activation: Activation | undefined
  readonly message: Uint8Array
  /** The payload of the product's newest kit. */
  readonly kit: Uint8Array | undefined
  /** Of the key that signed the message. */
  readonly kid: string
}

function codeTextOf({ license, activation, message, kit, kid }: Signed): string {
  const number = activationNumber(license, activation)
  const table = featuresInKit(kit)
  const things = untypable(license, number, table)
  if (things.length > 0 || number === undefined) throw new AirlatchError('typed-cannot-carry', { things })
  const { signature } = parseSign1(message)
  const code = encodeTypedCode({ terms: typedTermsOf(license, number), signature }, table)
  const read = decodeTypedCode(code, table, { productId: license.productId, sequence: 0 })
  const again = licenseOf(read.terms, worldOf(license))
  // of somebody else's making, in a form that we read and never write
  if (compareBytes(licenseMessageOf(again, signature, kid), message) !== 0)
    throw new AirlatchError('typed-cannot-carry', { things: [{ thing: 'other-program' }] })
  return licenseCodeText(code)
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

/**
 * How a code names the license's activation; undefined when it cannot. `activation`: as it stands in the ledger, of a
 * license of ours.
 */
export function activationNumber(license: License, activation: Activation | undefined): number | undefined {
  const { binding, keyId, activationId, issuedAt } = license
  if (binding.kind === 'generic') return undefined
  const computer = binding.kind === 'code' ? binding.computer : boundHash(binding)
  const number = activationNumberOf(activationId, keyId, computer, TYPED_ACTIVATIONS)
  // only of one that was renewed the computer has a license already, which says the id
  const isRenewed = activation !== undefined && activation.firstAt < issuedAt
  return number ?? (isRenewed ? OF_INSTALLED : undefined)
}
