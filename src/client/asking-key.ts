/**
 * Owns which activation key a request is for. The whole key proves itself. One that this installation has asked with before
 * is known by its id, or by nothing at all: the proof is the one of then, as it is bound to the installation and to nothing
 * else (checklist DY-04). The whole key is kept nowhere.
 */
import { AirlatchError, unlessRefused } from '../core/errors.ts'
import {
  type ActivationKey,
  parseActivationKey,
  parseKeyId,
  proofOf,
} from '../core/message/activation-key.ts'
import { answerable, type KeptRequests } from './state/asked.ts'

/** A key, and the proof that this installation knows it. */
export interface AskingKey {
  readonly id: string
  readonly proof: Uint8Array
  /** Of the whole key alone: a code is proved with it each time. */
  readonly secret: Uint8Array | undefined
}

export interface KnownHere {
  readonly productId: string
  /** Of the installation: its key id, and its public key of 32 bytes. */
  readonly installation: { readonly kid: string; readonly bytes: Uint8Array }
  readonly kept: KeptRequests
  /** The id of the key of the license that is installed here. */
  readonly licensed: string | undefined
}

/** What a caller named: the whole key, or its id alone. */
export interface NamedKey {
  readonly id: string
  readonly whole: ActivationKey | undefined
}

/**
 * Reads what was named; undefined: nothing. Who names no whole key must have asked here before: so it is said before
 * anything is written. Errors: activation-key-malformed; activation-key-needed {known, key}.
 */
export function namedKey(text: string | undefined, kept: KeptRequests): NamedKey | undefined {
  const named = text === undefined ? undefined : keyIn(text)
  if (named?.whole === undefined && answerable(kept).length === 0) throw needed([], named)
  return named
}

function keyIn(text: string): NamedKey {
  const id = parseKeyId(text)
  return { id, whole: unlessRefused(() => parseActivationKey(text)) }
}

/**
 * `named`; without it the key of the installed license, or the only one that was asked with. Error: activation-key-needed
 * {known, key}.
 */
export function askingKey(named: NamedKey | undefined, here: KnownHere): AskingKey {
  const { productId, installation, licensed } = here
  const whole = named?.whole
  if (whole !== undefined) return { ...whole, proof: proofOf(whole.secret, installation.bytes, productId) }
  const proofs = proofsKept(here)
  const known = [...proofs.keys()]
  const only = known.length === 1 ? known[0] : undefined
  const id = named?.id ?? known.find(one => one === licensed) ?? only
  const proof = id === undefined ? undefined : proofs.get(id)
  if (id === undefined || proof === undefined) throw needed(known, named)
  return { id, proof, secret: undefined }
}

function needed(known: readonly string[], named: NamedKey | undefined): AirlatchError {
  return new AirlatchError('activation-key-needed', {
    known,
    ...(named === undefined ? {} : { key: named.id }),
  })
}

/** The proof of each key, the key that was asked with last in front. */
function proofsKept({ productId, installation, kept }: KnownHere): ReadonlyMap<string, Uint8Array> {
  const own = answerable(kept).filter(
    ({ request, installationKey }) =>
      request.productId === productId && installationKey.kid === installation.kid,
  )
  return new Map(own.map(({ request }) => [request.keyId, request.proof]))
}
