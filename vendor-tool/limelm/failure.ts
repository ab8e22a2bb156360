/**
 * Owns the error numbers of LimeLM's interface that are no error of the desk: those have theirs in their details
 * (`limelm`), as everywhere. From 1000 on they are ours, for what LimeLM's documents have no number for.
 *
 * Example: `throw new LimelmFailure(NUMBER.permission, 'this API key may not ...')`
 */
import { vendorWords } from '../../src/words/vendor-tool.ts'

export const NUMBER = {
  /** What an id names does not exist. */
  notFound: 1,
  /** The API key is unknown or has expired. */
  apiKey: 100,
  /** The API key may not call the method. */
  permission: 101,
  product: 103,
  /** Nothing is wrong with the call: the ledger is busy or gone. */
  unavailable: 142,
  /** More addresses than the API key may be used from. */
  devices: 164,
  /** Not POST over HTTPS. */
  transport: 168,
  /** The desk says no, and its code says why. */
  refused: 1000,
  method: 1001,
  parameters: 1002,
} as const

/** An answer that says no. */
export interface Failed {
  /** A number of LimeLM's, or one of ours from 1000 on. */
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
