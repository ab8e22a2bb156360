/**
 * Owns where cose and message meet: a typed message is sealed (encoded, then signed) and opened (verified, then
 * decoded). Nothing else in the project joins the two, so no claim is read whose signature was not checked.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { encodeHex } from './bytes/hex.ts'
import type { Ed25519 } from './cose/ed25519.ts'
import {
  bytesOfCoseKey,
  type Keyring,
  keyringOf,
  type PublicKey,
  publicKey,
  type SecretKey,
} from './cose/key.ts'
import { MESSAGE_TYPE } from './cose/labels.ts'
import { signMessage } from './cose/sign.ts'
import { fromKeyring, verifyMessage } from './cose/verify.ts'
import { decodeKit, encodeKit, type Kit } from './message/kit.ts'
import { decodeLicense, type License } from './message/license.ts'
import { decodeRequest, encodeRequest, type Request } from './message/request.ts'
import { decodeState, encodeState, type State } from './message/state.ts'

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
  const { claims, signer } = openByOwnKey(bytes, MESSAGE_TYPE.request, payload => {
    const request = decodeRequest(payload)
    const own = publicKey(ed25519, bytesOfCoseKey(request.installationKey))
    return { claims: request, keyring: keyringOf([own]) }
  })
  return { request: claims, installationKey: signer }
}

/** Signs a license's recorded payload: the same payload and key give the same bytes. */
export function sealLicense(payload: Uint8Array, signingKey: SecretKey): Uint8Array {
  return signMessage(MESSAGE_TYPE.license, payload, signingKey)
}

/** Errors: those of verifyMessage and decodeLicense. The license may still be for another computer: rules/check. */
export function openLicense(bytes: Uint8Array, keyring: Keyring): License {
  return decodeLicense(verifyMessage(bytes, MESSAGE_TYPE.license, fromKeyring(keyring)).payload)
}

export function sealKit(kit: Kit, signingKey: SecretKey): Uint8Array {
  return signMessage(MESSAGE_TYPE.kit, encodeKit(kit), signingKey)
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
  const { claims, keyring, signer } = openByOwnKey(bytes, MESSAGE_TYPE.kit, payload => {
    const kit = decodeKit(payload)
    const keys = kit.keys.map(key => publicKey(ed25519, bytesOfCoseKey(key)))
    return { claims: kit, keyring: keyringOf(keys) }
  })
  return { kit: claims, keyring, signer }
}

/** The client's own record, signed by the installation's key; it stays on the computer. */
export function sealState(state: State, installationKey: SecretKey): Uint8Array {
  return signMessage(MESSAGE_TYPE.state, encodeState(state), installationKey)
}

/** Errors: those of verifyMessage, claims-malformed; also when another installation's key signed it. */
export function openState(bytes: Uint8Array, installationKey: PublicKey): State {
  const keyring = keyringOf([installationKey])
  return decodeState(verifyMessage(bytes, MESSAGE_TYPE.state, fromKeyring(keyring)).payload)
}

interface Carried<Claims> {
  readonly claims: Claims
  readonly keyring: Keyring
}

/** Opens a message that carries its own keys: read first to find the key, believed only when the signature holds. */
function openByOwnKey<Claims>(
  bytes: Uint8Array,
  typ: number,
  read: (payload: Uint8Array) => Carried<Claims>,
): Carried<Claims> & { readonly signer: PublicKey } {
  const unverified: Carried<Claims>[] = []
  const { signer } = verifyMessage(bytes, typ, (kid, payload) => {
    const carried = read(payload)
    unverified.push(carried)
    return carried.keyring.get(kid)
  })
  const [verified] = unverified as [Carried<Claims>]
  return { ...verified, signer }
}

/** Names a message by its content: SHA-256 of its bytes, 64 hexadecimal digits. */
export function messageHash(bytes: Uint8Array): string {
  return encodeHex(sha256(bytes))
}
