/**
 * Owns the header `Idempotency-Key`. A call that is sent again with the same key gets the same answer, byte for byte,
 * and is carried out at most once. A refusal (4xx) or a failure (5xx) is not kept if the ledger recorded nothing for
 * it, so the caller may correct the call or send it again. The stored rows and their lifetime:
 * src/vendor/outside/kept-answers.ts.
 */
import { AirlatchError, type Begun, type BegunCall, type KeptCall } from '../../src/vendor/door.ts'
import type { Admitted, ApiDesk } from './desk.ts'
import { type Problem, problemBody, problemOf } from './problem.ts'

/** An answer as it is sent and stored. */
export interface CallAnswer {
  readonly status: number
  /** JSON; a problem document if the status is 400 or more. */
  readonly body: string
  /** Extra headers. They are not stored, so a replayed answer has none. */
  readonly headers?: Readonly<Record<string, string>>
}

/** `Retry-After` in seconds while the first call with the same key is still running. */
const ASK_AGAIN_SECONDS = 2
/** Milliseconds between two sweeps of expired answers, for each API key. */
const SWEEP_MS = 60_000
/** Milliseconds that storing an answer may wait for the ledger. */
const KEEPING_MS = 30_000
/** Most characters of an Idempotency-Key. */
const MOST_CHARACTERS = 255

export class AnswersOnce {
  readonly #world: Pick<ApiDesk, 'vendor' | 'clock' | 'broken'>
  /** Time of the last sweep in milliseconds, by the id of the API key. */
  readonly #swept = new Map<string, number>()

  constructor(world: Pick<ApiDesk, 'vendor' | 'clock' | 'broken'>) {
    this.#world = world
  }

  /**
   * Returns the stored answer of this call, or runs `work` and stores its answer. `work` must end even if the client no
   * longer waits. Errors: idempotency-key-reused, idempotency-in-progress, outcome-unknown; those of the ledger, before
   * the work has begun.
   */
  async run(
    { apiKey, vendor }: Pick<Admitted, 'apiKey' | 'vendor'>,
    call: Omit<KeptCall, 'apiKey'>,
    work: () => Promise<CallAnswer>,
  ): Promise<CallAnswer & { readonly isReplayed: boolean }> {
    const found = await vendor.keptAnswers.begin({ apiKey, ...call }, this.#sweeps(apiKey.id))
    if (found.kind === 'answered') return { status: found.status, body: found.body, isReplayed: true }
    if (found.kind !== 'new') throw refusalOf(found)
    return { ...(await this.#carriedOut(found.begun, work)), isReplayed: false }
  }

  async #carriedOut(begun: Begun, work: () => Promise<CallAnswer>): Promise<CallAnswer> {
    const { answer, problem } = await work().then(
      done => ({ answer: done, problem: undefined }),
      (error: unknown) => {
        const thrown = problemOf(error)
        if (thrown.status === 500) this.#world.broken(error)
        return { answer: problemAnswer(thrown), problem: { thrown, error } }
      },
    )
    // the work may have used up all of the caller's time
    const { keptAnswers } = this.#world.vendor.waitingAtMost({ waitAtMostMs: KEEPING_MS })
    try {
      const { status, body } = answer
      if (status < 400) await keptAnswers.finish(begun, status, body)
      else if (status < 500) await keptAnswers.refuse(begun, status, body)
      else await keptAnswers.fail(begun, isUnsettled(problem?.error))
    } catch (error) {
      // the call was carried out, and the caller must get its answer; a repetition gets `outcome-unknown`
      this.#world.broken(error)
    }
    return answer
  }

  #sweeps(id: string): boolean {
    const now = this.#world.clock.now()
    const last = this.#swept.get(id)
    if (last !== undefined && now - last < SWEEP_MS) return false
    this.#swept.set(id, now)
    return true
  }
}

function problemAnswer(problem: Problem): CallAnswer {
  return { status: problem.status, body: problemBody(problem), headers: problem.headers }
}

/** Whether the ledger's server disconnected during the commit, so that it is unknown whether it took effect. */
function isUnsettled(error: unknown): boolean {
  return (
    error instanceof AirlatchError && error.code === 'ledger-unavailable' && error.details.unsettled === true
  )
}

function refusalOf({ kind }: Exclude<BegunCall, { readonly kind: 'new' | 'answered' }>): AirlatchError {
  switch (kind) {
    case 'other-call':
      return new AirlatchError('idempotency-key-reused')
    case 'under-way':
      return new AirlatchError('idempotency-in-progress', { seconds: ASK_AGAIN_SECONDS })
    case 'unknown':
      return new AirlatchError('outcome-unknown', { state: 'begun' })
    case 'not-kept':
      return new AirlatchError('outcome-unknown', { state: 'not-kept' })
  }
}

/**
 * Parses the header `Idempotency-Key`. The draft wants a quoted string, but most programs send it without quotes, so
 * both are accepted. Undefined without the header. Error: invalid-value.
 */
export function idempotencyKeyOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  const [, quoted, plain] = /^(?:"([\x20\x21\x23-\x5b\x5d-\x7e]+)"|([\x21\x23-\x7e]+))$/.exec(header) ?? []
  const key = quoted ?? plain
  if (key !== undefined && key.length <= MOST_CHARACTERS) return key
  throw new AirlatchError('invalid-value', {
    field: 'Idempotency-Key',
    expected: { is: 'at-most', most: MOST_CHARACTERS, of: 'characters' },
  })
}
