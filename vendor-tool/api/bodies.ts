/** Owns reading the bodies of calls, with limits for each and for all together, and on slowness (src/http/body.ts). */
import { BodyReader, type BodyRules } from '../../src/http/body.ts'
import type { Clock } from '../../src/http/clock.ts'
import { AirlatchError } from '../../src/vendor/door.ts'
import type { ApiVisit } from './desk.ts'

/** The largest body of any route, 16 MiB: room for a request as a picture, in base64. */
export const MOST_BODY_BYTES = 16_777_216
/**
 * 128 MiB in memory in all. One API key, or one address without a key, may have two of the largest bodies at a time.
 */
const RULES: BodyRules = {
  small: { most: 33_554_432, mostOfOne: 4_194_304 },
  large: { most: 100_663_296, mostOfOne: 2 * MOST_BODY_BYTES },
}

export class Bodies {
  readonly #reader: BodyReader

  constructor(clock: Pick<Clock, 'after'>) {
    this.#reader = new BodyReader(RULES, clock)
  }

  /**
   * Reads a body of at most `most` bytes. `holder` is the API key or address whose limit it counts towards.
   * Errors: input-too-large, body-not-received, too-many-requests.
   */
  async read({ env }: ApiVisit, most: number, holder: string): Promise<Uint8Array<ArrayBuffer>> {
    const { incoming, outgoing } = env
    const body = await this.#reader.read(incoming, { most, address: holder }, release =>
      outgoing.once('close', release),
    )
    if (body.kind === 'read') return body.bytes
    if (body.kind === 'too-large') throw new AirlatchError('input-too-large', { most })
    if (body.kind === 'slow' || body.kind === 'cut-off')
      throw new AirlatchError('body-not-received', { why: body.kind })
    throw new AirlatchError('too-many-requests', { seconds: 1 })
  }
}
