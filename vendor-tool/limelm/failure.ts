/**
 * Owns the error numbers of LimeLM's interface that are no error of the desk: those have theirs in their details
 * (`limelm`), as everywhere. One is ours, 1000, for what LimeLM's documents have no number for.
 *
 * Example: `throw new LimelmFailure(NUMBER.permission, 'this API key may not ...')`
 */
import { vendorWords } from '../../src/words/vendor-tool.ts'

export const NUMBER = {
  /** No key has the id, or nothing was found. */
  notFound: 1,
  /** The API key is unknown or has expired. */
  apiKey: 100,
  method: 101,
  revoked: 105,
  /** As many computers are active as the key allows. */
  used: 106,
  /** What would name the product, the key or the activation is missing. */
  unnamed: 108,
  product: 109,
  /** `pkey.find` is not told what to look for. */
  email: 112,
  /** The request or the receipt of a computer is missing or cannot be read. */
  message: 124,
  activation: 128,
  /** Nothing is wrong with the call: the ledger is busy or gone. */
  unavailable: 142,
  /** The API key lacks the scope of the method. */
  permission: 143,
  /** More addresses than the API key may be used from. */
  devices: 164,
  /** Not POST over HTTPS. */
  transport: 168,
  /** The desk says no, or the parameters cannot be read; the sentence says why. */
  refused: 1000,
} as const

/** An answer that says no. */
export interface Failed {
  /** A number of LimeLM's, or 1000. */
  readonly code: number
  /** One sentence for a developer. */
  readonly message: string
}

/** A call that is not done, with the number that its caller understands. */
export class LimelmFailure extends Error implements Failed {
  override readonly name = 'LimelmFailure'
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** No key of that id, or no longer one; also for an id that no key can have. */
export function noSuchKey(): LimelmFailure {
  return new LimelmFailure(NUMBER.notFound, vendorWords().limelm.notFound)
}
