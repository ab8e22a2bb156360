/**
 * The verb `install` over the telephone: a license code becomes the license's message, byte for byte as the vendor has
 * it. The code has terms and a signature; vendor, product and keys are the kit's, the rest is of a request that was made and
 * kept here, or of the license that is renewed. Only the signature says that it was put together right, and so which request it answers.
 */

import { textOf } from '../../carrier/intake/text.ts'
import { messageFromFiles, messageFromInput, type OfferedFile, requireInput } from '../../carrier/intake.ts'
import { readLicenseCode } from '../../carrier/typed/license-code.ts'
import { looksLikeLicenseCode } from '../../carrier/typed/recognise.ts'
import { boundHash, computerIdOf } from '../../core/computer/computer-id.ts'
import type { Keyring } from '../../core/cose/key.ts'
import { licenseMessageOf, openLicense } from '../../core/envelope.ts'
import { AirlatchError, unlessRefused } from '../../core/errors.ts'
import { activationIdOf, activationNumberOf } from '../../core/message/activation-id.ts'
import type { Kit } from '../../core/message/kit.ts'
import type { License } from '../../core/message/license.ts'
import {
  licenseOf,
  OF_INSTALLED,
  TYPED_ACTIVATIONS,
  type TypedWorld,
} from '../../core/message/typed-license.ts'
import { decodeTypedCode, type TypedTerms } from '../../core/message/typed-terms.ts'
import { answerable, type KeptRequest, keptRequests } from '../state/asked.ts'
import { readLicense } from '../state/state.ts'
import type { World } from '../world.ts'

export interface TypedInput {
  readonly kit: Kit
  readonly keyring: Keyring
  /** Those that were made here, of whichever product. */
  readonly requests: readonly KeptRequest[]
  /** The license that is installed here. */
  readonly installed: Uint8Array | undefined
}

/** What a request is told apart by, by those who have to find out which one the vendor has answered. */
export interface RequestName {
  /** The first two groups of the activation key. */
  readonly keyId: string
  /** Three groups of five, as `airlatch computer` shows it. */
  readonly computerId: string
}

/** What `install` takes; a license before anything that came with it. */
export const INSTALLABLE = ['license', 'bundle', 'kit', 'revocations', 'clock-reset', 'lease-answer'] as const

/** A license code in UTF-16, with far more around it than anybody types. */
const MOST_CODE_BYTES = 8192

/** What is handed over: a message in any carrier, or the files that it is in together, such as pictures of its codes. */
export type Input = Uint8Array | readonly Uint8Array[]

/**
 * The message in what was handed over; a license code is one that has to be put together. Errors: those of typedLicense;
 * of several files those of messageFromFiles.
 */
export async function handedOver(input: Input, world: World, signal?: AbortSignal): Promise<Uint8Array> {
  const inputs = Array.isArray(input) ? (input as readonly Uint8Array[]) : [input as Uint8Array]
  if (inputs.length === 1) return oneHandedOver(inputs[0] as Uint8Array, world, signal)
  return messageFromFiles(offered(inputs, signal), { wanted: INSTALLABLE })
}

function* offered(inputs: readonly Uint8Array[], signal: AbortSignal | undefined): Generator<OfferedFile> {
  for (const [i, bytes] of inputs.entries()) {
    signal?.throwIfAborted()
    requireInput(bytes)
    yield { name: `${i + 1}`, read: () => bytes }
  }
}

async function oneHandedOver(
  input: Uint8Array,
  { kit, folder }: World,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  requireInput(input)
  const text = input.length <= MOST_CODE_BYTES ? textOf(input) : undefined
  if (text === undefined || !looksLikeLicenseCode(text))
    return messageFromInput(input, { wanted: INSTALLABLE, signal })
  const requests = answerable(keptRequests(folder))
  return typedLicense(text, { kit: kit.kit, keyring: kit.keyring, requests, installed: readLicense(folder) })
}

/** Each once, in their order. */
export function namesOf(requests: readonly KeptRequest[]): readonly RequestName[] {
  const names = requests.map(
    ({ request, computer }) =>
      [`${request.keyId} ${computer}`, { keyId: request.keyId, computerId: computerIdOf(computer) }] as const,
  )
  return [...new Map(names).values()]
}

/**
 * Errors: typed-code-malformed; typed-other-kit; typed-request-missing {product}; typed-license-not-for-this-request {requests: key and
 * computer of each}, when no key of the kit signed what comes out with any of them.
 */
export function typedLicense(text: string, { kit, keyring, requests, installed }: TypedInput): Uint8Array {
  const { vendor, productId, features } = kit
  const { terms, signature } = decodeTypedCode(readLicenseCode(text), features, kit)
  const here = installed && unlessRefused(() => openLicense(installed, keyring).claims)
  const asked = requests.filter(({ request }) => request.productId === productId)
  const known = [...asked.map(knownByRequest), ...knownByLicense(here)]
  if (known.length === 0) throw new AirlatchError('typed-request-missing', { product: productId })
  for (const one of known) {
    const activationId = activationFor(one, terms, here?.activationId)
    if (activationId === undefined) continue
    const license = licenseOf(terms, { vendor, productId, ...one, activationId })
    for (const kid of keyring.keys()) {
      const message = licenseMessageOf(license, signature, kid)
      if (isSigned(message, keyring)) return message
    }
  }
  throw new AirlatchError('typed-license-not-for-this-request', {
    requests: namesOf(asked).map(({ keyId, computerId }) => ({ key: keyId, computer: computerId })),
  })
}

/** `here`: the activation of the installed license, which is meant only when no number says it, as a license has one code. */
function activationFor(
  { keyId, computer }: Known,
  { activation }: TypedTerms,
  here: string | undefined,
): string | undefined {
  if (activation !== OF_INSTALLED) return activationIdOf(keyId, computer, activation)
  if (here === undefined) return undefined
  return activationNumberOf(here, keyId, computer, TYPED_ACTIVATIONS) === undefined ? here : undefined
}

/** What a code does not say, as it was asked with or as the license has it that is renewed. */
type Known = Pick<TypedWorld, 'keyId' | 'bound' | 'computer' | 'installation'>

function knownByRequest({ request: { keyId }, bound, computer, installationKey }: KeptRequest): Known {
  return { keyId, bound, computer, installation: installationKey.kid }
}

/** A renewal that nobody asked for is bound to what the license is bound to. */
function knownByLicense(license: License | undefined): readonly Known[] {
  if (license === undefined || license.binding.kind === 'generic') return []
  const { keyId, binding, firstRun } = license
  const installation = firstRun?.installation ?? ''
  return binding.kind === 'computer'
    ? [{ keyId, bound: binding, computer: boundHash(binding), installation }]
    : [{ keyId, bound: { fingerprint: new Map(), counted: [] }, computer: binding.computer, installation }]
}

function isSigned(message: Uint8Array, keyring: Keyring): boolean {
  return unlessRefused(() => openLicense(message, keyring)) !== undefined
}
