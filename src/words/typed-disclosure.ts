/** Owns what leaves the customer's site with a request code, as disclosure.ts has it for messages. */
import { parseActivationKey } from '../core/message/activation-key.ts'
import type { Leaving } from './disclosure.ts'

export interface CodeOf {
  /** The whole text of the activation key. */
  readonly key: string
  readonly computerId: string
  /** Kinds of reading that count. */
  readonly counted: number
  readonly virtual: string | undefined
}

/** Error: activation-key-malformed. */
export function codeLeaving({ key, computerId, counted, virtual }: CodeOf): Leaving {
  return {
    items: [
      { item: 'code', value: { words: 'code' }, about: 'all' },
      { item: 'key', value: parseActivationKey(key).id, about: 'key' },
      { item: 'computer id', value: computerId, about: 'computerId' },
      { item: 'readings', value: `${counted}`, about: 'readings' },
      { item: 'virtual', value: { words: virtual === undefined ? 'no' : 'yes' }, about: 'isVirtual' },
      { item: 'proof', value: { words: 'codeProof' }, about: 'proof' },
      { item: 'check', value: { words: 'check' }, about: 'check' },
    ],
    stays: ['key-rest', 'single-readings', 'request-itself'],
  }
}
