/** Owns the plain words for every item of a request code, as leaving.ts has them for messages. */
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
      { item: 'code', value: 'request code, 30 characters', meaning: 'all of it is listed here' },
      {
        item: 'key',
        value: parseActivationKey(key).id,
        meaning: 'the first two of the six groups of the activation key; the other four are not in it',
      },
      {
        item: 'computer id',
        value: computerId,
        meaning: 'in the code as 64 bits: one hash of all readings together, made for this product alone',
      },
      { item: 'readings', value: `${counted}`, meaning: 'how many kinds of them count' },
      {
        item: 'virtual',
        value: virtual === undefined ? 'no' : 'yes',
        meaning: 'whether the computer is a virtual machine or a container',
      },
      {
        item: 'proof',
        value: '30 bits',
        meaning: 'shows that who asks knows the whole activation key, which cannot be had from it',
      },
      { item: 'check', value: '10 bits', meaning: 'finds what is mistyped' },
    ],
    stays: [
      'the other four groups of the activation key',
      'every single reading of the computer, also as a hash',
      'the installation key, the signature, and the time: they are in the request, which stays here',
    ],
  }
}
