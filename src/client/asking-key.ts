/**
 * Owns which activation key a request is for. The whole key proves itself. One that this installation has asked with before
 * is known by its id, or by nothing at all: the proof is the one of then, as it is bound to the installation and to nothing
 * else (checklist DY-04). The whole key is kept nowhere.
 */
import { AirlatchError, unlessRefused } from '../core/errors.ts'
import { parseActivationKey, parseKeyId, proofOf } from '../core/message/activation-key.ts'
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

/**
 * `named`: the whole key or its id; undefined: the key of the installed license, or the only one that was asked with.
 * Errors: activation-key-malformed; activation-key-needed {known, key}.
 */
export function askingKey(named: string | undefined, here: KnownHere): AskingKey {
  const { productId, installation } = here
  const id = named === undefined ? undefined : parseKeyId(named)
  const whole = named === undefined ? undefined : unlessRefused(() => parseActivationKey(named))
  if (whole !== undefined) return { ...whole, proof: proofOf(whole.secret, installation.bytes, productId) }
  const proofs = proofsKept(here)
  const known = [...proofs.keys()]
  const [only, another] = known
  const meant = id ?? (here.licensed !== undefined && proofs.has(here.licensed) ? here.licensed : undefined)
  const key = meant ?? (another === undefined ? only : undefined)
  const proof = key === undefined ? undefined : proofs.get(key)
  if (key === undefined || proof === undefined)
    throw new AirlatchError('activation-key-needed', { known, ...(id === undefined ? {} : { key: id }) })
  return { id: key, proof, secret: undefined }
}

/** Before anything is written: whoever names no whole key must have asked here. Errors: those of askingKey. */
export function requireAskable(named: string | undefined, kept: KeptRequests): void {
  const id = named === undefined ? undefined : parseKeyId(named)
  if (named !== undefined && unlessRefused(() => parseActivationKey(named)) !== undefined) return
  if (answerable(kept).length === 0)
    throw new AirlatchError('activation-key-needed', { known: [], ...(id === undefined ? {} : { key: id }) })
}

/** By key, the last one that was asked with in front. */
function proofsKept({ productId, installation, kept }: KnownHere): ReadonlyMap<string, Uint8Array> {
  const own = answerable(kept).filter(
    ({ request, installationKey }) =>
      request.productId === productId && installationKey.kid === installation.kid,
  )
  return new Map(own.map(({ request }) => [request.keyId, request.proof]))
}
