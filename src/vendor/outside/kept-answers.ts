/**
 * Owns that a call which is sent twice is carried out once (draft-ietf-httpapi-idempotency-key-header). The call is recorded
 * before it is begun, and its answer after it was carried out. A server that dies in between leaves a row without an answer:
 * it is unknown then whether the call took effect, so it is not carried out again, and the caller learns that.
 */
import { createHash } from 'node:crypto'
import type { ApiKey } from '../../core/terms/outside.ts'
import {
  forgetBegun,
  hasRecorded,
  type KeptRow,
  keepBegun,
  keepFinished,
  lastEntry,
  readKept,
  sweepKept,
} from '../ledger/kept-answers.ts'
import { operatorOf } from './api-keys.ts'
import type { OutsideWorld } from './outside-world.ts'

/** Bytes of an answer that is kept. */
export const MOST_KEPT_BYTES = 262_144
/** Seconds: what has not been finished after so long has a server that died. Calls take much less. */
export const MOST_CALL_SECONDS = 120
/** In place of a status: it is unknown how it ended. */
const UNKNOWN = 0

/** A call that is carried out once. */
export interface KeptCall {
  readonly apiKey: ApiKey
  /** The caller's Idempotency-Key. */
  readonly name: string
  /** What is called: method, path and body. */
  readonly asked: readonly (string | Uint8Array)[]
}

/** A call that is being carried out. */
export interface Begun {
  readonly apiKey: ApiKey
  readonly name: string
  /** Number of the last entry when it began. */
  readonly after: number
}

/** new: carry it out, then say how it ended. */
export type BegunCall =
  | { readonly kind: 'new'; readonly begun: Begun }
  | { readonly kind: 'answered'; readonly status: number; readonly body: string }
  | { readonly kind: 'other-call' | 'under-way' | 'unknown' | 'not-kept' }

/** Answers of the HTTP interface, for whoever sends a call again (checklist HT-02). */
export class KeptAnswers {
  readonly #world: OutsideWorld

  /** @internal A vendor makes one. */
  constructor(world: OutsideWorld) {
    this.#world = world
  }

  /** `sweeps`: also removes what is too old, and what is too much of this API key. */
  async begin({ apiKey, name, asked }: KeptCall, sweeps: boolean): Promise<BegunCall> {
    const { ledger, now } = this.#world
    const at = now()
    const { id } = apiKey
    const hash = hashOf(asked)
    return ledger.keep(async sql => {
      if (sweeps) await sweepKept(sql, id, at)
      const kept = await readKept(sql, id, name)
      if (kept !== undefined) return found(kept, hash, at)
      await keepBegun(sql, id, name, { asked: hash, at })
      return { kind: 'new', begun: { apiKey, name, after: await lastEntry(sql) } }
    })
  }

  /** A caller that sends it again gets this answer. */
  async finish({ apiKey, name }: Begun, status: number, body: string): Promise<void> {
    await this.#world.ledger.keep(sql => keepFinished(sql, apiKey.id, name, { status, body: keptOf(body) }))
  }

  /**
   * The answer was no. It may be corrected and sent again when nothing was recorded under the name of the API key since it
   * began; else the refusal is kept, as it may have come behind something that took effect.
   */
  async refuse({ apiKey, name, after }: Begun, status: number, body: string): Promise<void> {
    await this.#world.ledger.keep(async sql => {
      if (await hasRecorded(sql, operatorOf(apiKey), after))
        await keepFinished(sql, apiKey.id, name, { status, body: keptOf(body) })
      else await forgetBegun(sql, apiKey.id, name)
    })
  }

  /**
   * It could not be carried out. It may be sent again when nothing was recorded under the name of the API key since it began;
   * else, and when the server of the ledger may still record it (`isUnsettled`), it is unknown how the call ended.
   */
  async fail({ apiKey, name, after }: Begun, isUnsettled: boolean): Promise<void> {
    await this.#world.ledger.keep(async sql => {
      if (isUnsettled || (await hasRecorded(sql, operatorOf(apiKey), after)))
        await keepFinished(sql, apiKey.id, name, { status: UNKNOWN, body: undefined })
      else await forgetBegun(sql, apiKey.id, name)
    })
  }
}

/** Undefined: too large to be kept. */
function keptOf(body: string): string | undefined {
  return Buffer.byteLength(body) > MOST_KEPT_BYTES ? undefined : body
}

function found({ asked, at, status, body }: KeptRow, hash: string, now: number): BegunCall {
  if (asked !== hash) return { kind: 'other-call' }
  if (status === UNKNOWN) return { kind: 'unknown' }
  if (status === undefined) return { kind: now - at < MOST_CALL_SECONDS ? 'under-way' : 'unknown' }
  return body === undefined ? { kind: 'not-kept' } : { kind: 'answered', status, body }
}

/** Of all parts, each with its length, so that no other parts have the same. */
function hashOf(parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(`${Buffer.byteLength(part)}:`).update(part)
  return hash.digest('hex')
}
