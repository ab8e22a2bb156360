/** Owns the errors of several site servers together: why each of them gave no seat. */
import type { SiteFault } from '../../core/error-details.ts'
import { AirlatchError } from '../../core/errors.ts'

/** What became of the request at one address. */
export type SiteRefusal =
  /** The server answered, and may be believed. */
  | { readonly kind: 'denied'; readonly reasons: readonly string[]; readonly place: number | undefined }
  /** It did not answer, or not in a way that can be believed. */
  | { readonly kind: 'fault'; readonly code: string }

export function faultOf(address: string, refused: SiteRefusal): SiteFault {
  if (refused.kind === 'fault') return { address, code: refused.code }
  const { reasons, place } = refused
  return { address, code: reasons[0] ?? 'denied', ...(place === undefined ? {} : { place }) }
}

/** seat-denied, where at least one server has answered; else site-unreachable. */
export function noSeat(all: readonly (readonly [address: string, refused: SiteRefusal])[]): AirlatchError {
  const addresses = all.map(([address, refused]) => faultOf(address, refused))
  const isDenied = all.some(([, { kind }]) => kind === 'denied')
  return isDenied
    ? new AirlatchError('seat-denied', { addresses })
    : new AirlatchError('site-unreachable', { addresses })
}
