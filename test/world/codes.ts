/** Owns request codes for tests: what `airlatch request --typed` says on the simulated computer of a seed. */
import { requestCodeText } from '../../src/carrier/typed/request-code.ts'
import { boundHash } from '../../src/core/computer/computer-id.ts'
import { parseActivationKey } from '../../src/core/message/activation-key.ts'
import {
  encodeTypedRequest,
  type TypedRequest,
  typedRequestOf,
} from '../../src/core/message/typed-request.ts'
import { bound } from './nouns.ts'

/** `counted`: how many kinds of reading its hash counts. */
export function requestCodeOf(seed: string, key: string, product = 'scope', counted = 5): string {
  const { id: keyId, secret } = parseActivationKey(key)
  const claimed = { keyId, computer: boundHash(bound(seed)), counted, virtual: false }
  return requestCodeText(encodeTypedRequest(typedRequestOf(claimed, secret, product) as TypedRequest))
}
