/**
 * The verb `install` over the telephone: a license code becomes the license's message, byte for byte as the vendor has
 * it. The code has terms and a signature; vendor, product and keys are the kit's, the rest is of the request that was made
 * here last. Only the signature says that it was put together right.
 */
import { readLicenseCode } from './carrier/typed/license-code.ts'
import { computerIdOf } from './computer/computer-id.ts'
import type { Keyring } from './cose/key.ts'
import { licenseMessageOf, openLicense } from './envelope.ts'
import { AirlatchError } from './errors.ts'
import { activationIdOf } from './message/activation-id.ts'
import type { Kit } from './message/kit.ts'
import { decodeTypedTerms, licenseOf, OF_INSTALLED, TYPED_TERMS_BYTES } from './message/typed-license.ts'
import type { KeptRequest } from './state/asked.ts'

export interface TypedInput {
  readonly kit: Kit
  readonly keyring: Keyring
  /** The last request that was made here. */
  readonly request: KeptRequest | undefined
  /** The license that is installed here. */
  readonly installed: Uint8Array | undefined
}

/**
 * Errors: typed-code-malformed; typed-request-missing {product}; typed-license-not-for-this-request {key, computer}, when
 * no key of the kit signed what comes out.
 */
export function typedLicense(text: string, input: TypedInput): Uint8Array {
  const code = readLicenseCode(text)
  const terms = decodeTypedTerms(code.slice(0, TYPED_TERMS_BYTES))
  const signature = code.slice(TYPED_TERMS_BYTES)
  const { kit, keyring, request: kept, installed } = input
  const { vendor, productId } = kit
  if (kept === undefined || kept.request.productId !== productId)
    throw new AirlatchError('typed-request-missing', { product: productId })
  const { computer, installationKey } = kept
  const { keyId, fingerprint } = kept.request
  const activationId =
    terms.activation === OF_INSTALLED
      ? activationOf(installed, keyring)
      : activationIdOf(keyId, computer, terms.activation)
  const installation = installationKey.kid
  const world = { vendor, productId, keyId, fingerprint, computer, installation }
  const found =
    activationId === undefined
      ? undefined
      : [...keyring.keys()]
          .map(kid => licenseMessageOf(licenseOf(terms, { ...world, activationId }), signature, kid))
          .find(message => isSigned(message, keyring))
  if (found !== undefined) return found
  throw new AirlatchError('typed-license-not-for-this-request', {
    key: keyId,
    computer: computerIdOf(computer),
  })
}

/** Undefined when there is none that could be read. */
function activationOf(installed: Uint8Array | undefined, keyring: Keyring): string | undefined {
  return installed === undefined
    ? undefined
    : unless(() => openLicense(installed, keyring).claims.activationId)
}

function isSigned(message: Uint8Array, keyring: Keyring): boolean {
  return unless(() => openLicense(message, keyring)) !== undefined
}

function unless<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof AirlatchError) return undefined
    throw error
  }
}
