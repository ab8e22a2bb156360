/**
 * Owns one call of an operation: identifies the caller, checks the scope, reads the members, handles repetitions, and
 * answers. What an operation does is described in operation.ts.
 */
import type { IncomingHttpHeaders } from 'node:http'
import { waitFrom, within } from '../../src/http/clock.ts'
import { FairQueue, type FairQueueRules } from '../../src/http/queue.ts'
import { splitTarget } from '../../src/http/target.ts'
import { AirlatchError, type Scope } from '../../src/vendor/door.ts'
import { json } from '../../src/words/output.ts'
import { AnswersOnce, type CallAnswer, idempotencyKeyOf } from './answers-once.ts'
import type { Members } from './args.ts'
import { bearerOf, denialError } from './auth.ts'
import type { Bodies } from './bodies.ts'
import type { Admitted, ApiDesk, ApiVisit } from './desk.ts'
import { readJsonObject } from './json.ts'
import type { Method } from './operation.ts'
import { PROBLEM } from './problem.ts'
import { type FoundRoute, type Routed, Router } from './router.ts'

/** An operation as the server calls it. */
export interface Callable extends Routed {
  readonly method: Method
  /** Such as `/v1/keys/{key}/suspend`. */
  readonly path: string
  readonly scope: Scope
  readonly mostBodyBytes: number
  /**
   * Returns the answer as `--json` has it, without `ok`. `members` are those of the body or the query, and of the path.
   * Errors: unknown-member, invalid-value, those of the command.
   */
  answer(members: Members, caller: Admitted): Promise<Readonly<Record<string, unknown>>>
}

/** Calls that run at once; the rest queue, and a limit per API key leaves room for other programs. */
const AT_ONCE: FairQueueRules = { atOnce: 128, atOnceOfOne: 64 }
/** Milliseconds for a call, including its wait in the queue. After that the caller gets 503, but the call continues. */
const BUDGET_MS = { look: 10_000, change: 30_000 } as const
/**
 * If the body and the queue took more milliseconds than this, the API key is checked again: it may have been revoked.
 */
const LOOK_AGAIN_MS = 1_000
const JSON_TYPE = 'application/json'

export class Calls {
  readonly #desk: ApiDesk
  readonly #bodies: Bodies
  readonly #router: Router<Callable>
  readonly #once: AnswersOnce
  readonly #queue: FairQueue

  constructor(desk: ApiDesk, bodies: Bodies, operations: readonly Callable[]) {
    this.#desk = desk
    this.#bodies = bodies
    this.#router = new Router(operations)
    this.#once = new AnswersOnce(desk)
    this.#queue = new FairQueue(AT_ONCE, desk.clock)
  }

  /** Returns the path of the operation for the log, such as `/v1/keys/{key}`; undefined if no operation matches. */
  routeOf(path: string): string | undefined {
    return this.#router.find(path)?.path
  }

  /** Answers a call. Errors: those of the operation, and those of the checks before it. */
  async answer(visit: ApiVisit): Promise<Response> {
    const { method } = visit.req
    const url = visit.env.incoming.url ?? ''
    const [path, query] = splitTarget(url)
    const found = this.#router.find(path)
    if (found === undefined) throw new AirlatchError('path-not-found')
    const operation = found.byMethod.get(method)
    if (operation === undefined) throw wrongMethod(method, [...found.byMethod.keys()])
    const caller = await this.#admit(visit, operation.scope)
    const admittedAt = this.#desk.clock.now()
    const bytes = await this.#bodyOf(visit, operation, caller)
    const members = membersOf(operation, found, query, bytes)
    const isLook = method === 'GET'
    const name = isLook ? undefined : idempotencyKeyOf(visit.req.header('idempotency-key'))
    const work = async () => {
      const answer = await operation.answer(members, caller)
      return { status: 200, body: `${json({ ok: true, ...answer })}\n` }
    }
    const once = async () => {
      if (this.#desk.clock.now() - admittedAt > LOOK_AGAIN_MS) await requireStill(caller)
      return name === undefined ? work() : this.#once.run(caller, { name, asked: [method, url, bytes] }, work)
    }
    const wait = waitFrom(this.#desk.clock, visit.env.exchange.signal, BUDGET_MS.look)
    const answer = this.#queue.run(caller.apiKey.id, wait, once)
    return responseOf(await within(this.#desk.clock, isLook ? BUDGET_MS.look : BUDGET_MS.change, answer))
  }

  async #admit(visit: ApiVisit, scope: Scope): Promise<Admitted> {
    const admitted = await this.#desk.admit(bearerOf(visit.req.header('authorization')), visit)
    if ('why' in admitted) throw denialError(admitted)
    if (!admitted.may(scope)) throw new AirlatchError('scope-missing', { scope })
    return admitted
  }

  async #bodyOf(
    visit: ApiVisit,
    { method, mostBodyBytes }: Callable,
    { apiKey }: Admitted,
  ): Promise<Uint8Array> {
    const { headers } = visit.env.incoming
    if (method === 'GET' || !hasBody(headers)) return new Uint8Array()
    const got = headers['content-type'] ?? ''
    if (!/^application\/json *(?:; *charset="?utf-8"? *)?$/i.test(got))
      throw new AirlatchError('content-type-wrong', { expected: JSON_TYPE, got: got.slice(0, 100) })
    const coding = codingOf(headers)
    if (coding !== undefined)
      throw new AirlatchError('content-type-wrong', { expected: JSON_TYPE, got: coding.slice(0, 100) })
    return this.#bodies.read(visit, mostBodyBytes, apiKey.id)
  }
}

/** Checks that the API key may still be used. Errors: as when the caller was admitted. */
async function requireStill(caller: Admitted): Promise<void> {
  const denied = await caller.deniedNow()
  if (denied !== undefined) throw denialError(denied)
}

function hasBody(headers: { readonly [name: string]: unknown }): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')
}

/**
 * Returns an encoding of the body that is not supported, or undefined. A small compressed body could become very large.
 */
function codingOf(headers: IncomingHttpHeaders): string | undefined {
  const { 'content-encoding': encoding = 'identity', 'transfer-encoding': transfer = 'chunked' } = headers
  if (!/^identity$/i.test(encoding)) return encoding
  return /^chunked$/i.test(transfer) ? undefined : transfer
}

/**
 * Returns the members of the body or the query together with those of the path. Errors: json-malformed, unknown-member.
 */
function membersOf(
  { method }: Callable,
  { params }: FoundRoute<Callable>,
  query: string,
  bytes: Uint8Array,
): Members {
  const inQuery = queryOf(query)
  const [stray] = Object.keys(inQuery)
  if (method !== 'GET' && stray !== undefined) throw unknownMember(stray)
  const members = method === 'GET' ? inQuery : readJsonObject(bytes)
  // a member of the path must not be repeated elsewhere
  const twice = Object.keys(params).find(name => Object.hasOwn(members, name))
  if (twice !== undefined) throw unknownMember(twice)
  return { ...members, ...params }
}

/** Parses a query. A name that appears several times becomes a list. */
function queryOf(query: string): Members {
  const values = new Map<string, string[]>()
  for (const [name, value] of new URLSearchParams(query)) {
    const before = values.get(name)
    if (before === undefined) values.set(name, [value])
    else before.push(value)
  }
  return Object.fromEntries([...values].map(([name, all]) => [name, all.length === 1 ? all[0] : all]))
}

function unknownMember(member: string): AirlatchError {
  return new AirlatchError('unknown-member', { member: member.slice(0, 100), known: [] })
}

export function wrongMethod(method: string, allowed: readonly string[]): AirlatchError {
  return new AirlatchError('method-not-allowed', { method: method.slice(0, 20), allowed: allowed.join(', ') })
}

function responseOf(answer: CallAnswer & { readonly isReplayed?: boolean }): Response {
  const { status, body, headers, isReplayed = false } = answer
  return new Response(body, {
    status,
    headers: {
      ...headers,
      'content-type': status < 400 ? JSON_TYPE : PROBLEM,
      ...(isReplayed ? { 'idempotency-replayed': 'true' } : {}),
    },
  })
}
