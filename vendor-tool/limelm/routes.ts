/**
 * Owns LimeLM's interface at `/limelm/api/rest/`: clients that are written for LimeLM's web API go on working when their
 * address is changed. What they call a failure has HTTP status 200, as there: what is not 2xx, their libraries throw
 * away unread. Only what ends before the parameters are read keeps a status of its own.
 */
import { Hono } from 'hono'
import { formKind } from '../../src/http/form.ts'
import { splitTarget } from '../../src/http/target.ts'
import { AirlatchError, type Scope } from '../../src/vendor/door.ts'
import { quoted } from '../../src/words/values.ts'
import { vendorWords } from '../../src/words/vendor-tool.ts'
import type { Admitted, ApiDesk, ApiEnv, ApiVisit, Denied } from '../api/desk.ts'
import { type AnswerFormat, failure, formatOf, success, type Written } from './answer.ts'
import { failedOf, isForNow } from './failed.ts'
import { type Failed, LimelmFailure, NUMBER } from './failure.ts'
import { MOST_FORM_BYTES, Parameters } from './form.ts'
import { methodNamed } from './methods.ts'

/** Clients have the address with the last slash, and some cut it off. */
const LIMELM_PATHS = ['/limelm/api/rest', '/limelm/api/rest/'] as const

/** To be mounted at the root. */
export function limelmRoutes(desk: ApiDesk): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  for (const path of LIMELM_PATHS) app.all(path, visit => new Call(desk, visit).answer())
  return app
}

/** One request, and what becomes of it. */
class Call {
  readonly #desk: ApiDesk
  readonly #visit: ApiVisit
  /** How the caller reads answers; known as soon as the parameters are. */
  #format: AnswerFormat = 'rest'

  constructor(desk: ApiDesk, visit: ApiVisit) {
    this.#desk = desk
    this.#visit = visit
  }

  async answer(): Promise<Response> {
    try {
      return await this.#answer()
    } catch (error) {
      const failed = failedOf(error)
      const isOurs = failed === undefined
      // what the desk could not do concerns its operator as well
      if (isOurs || (error instanceof AirlatchError && isForNow(error))) this.#desk.broken(error)
      const { broken } = vendorWords().limelm
      return this.#refused(failed ?? { code: NUMBER.unavailable, message: broken }, isOurs ? 500 : 200)
    }
  }

  async #answer(): Promise<Response> {
    const query = queryOf(this.#visit)
    // the query alone says how the caller reads, until there is a body
    this.#format = this.#formatIn(new Parameters(new Uint8Array(), query))
    const { transport, post } = vendorWords().limelm
    if (!this.#desk.isSecure(this.#visit)) throw new LimelmFailure(NUMBER.transport, transport)
    if (this.#visit.req.method !== 'POST') throw new LimelmFailure(NUMBER.transport, post)
    const body = await this.#desk.body(this.#visit, MOST_FORM_BYTES)
    if (!(body instanceof Uint8Array))
      return this.#refused({ code: NUMBER.unavailable, message: vendorWords().limelm.body }, body.status)
    if (body.length > 0 && !isForm(this.#visit))
      throw new LimelmFailure(NUMBER.refused, vendorWords().limelm.form)
    const parameters = new Parameters(body, query)
    this.#format = this.#formatIn(parameters)
    return this.#called(parameters)
  }

  async #called(parameters: Parameters): Promise<Response> {
    const caller = await this.#desk.admit(parameters.text('api_key'), this.#visit)
    if ('why' in caller) return this.#denied(caller)
    const { name, method } = methodIn(parameters)
    this.#outcome(name)
    requireScope(name, method.scope, caller)
    const payload = await method.run(parameters, caller)
    this.#outcome(`${name} ok`)
    return this.#written(success(this.#format, payload), 200)
  }

  #denied(denied: Denied): Response {
    const { waitSeconds } = denied
    return this.#refused(
      deniedAs(denied),
      200,
      waitSeconds === undefined ? {} : { 'retry-after': `${waitSeconds}` },
    )
  }

  #refused(failed: Failed, status: number, headers: Readonly<Record<string, string>> = {}): Response {
    const { exchange } = this.#visit.env
    this.#outcome([exchange.outcome, `error ${failed.code}`].filter(word => word !== undefined).join(' '))
    return this.#written(failure(this.#format, failed), status, headers)
  }

  #written(
    { type, text }: Written,
    status: number,
    headers: Readonly<Record<string, string>> = {},
  ): Response {
    return new Response(text, {
      status,
      headers: { ...headers, 'content-type': type, 'cache-control': 'no-store' },
    })
  }

  /** For the log, which has nothing else of a call: the address of one may have the API key in it. */
  #outcome(words: string): void {
    this.#visit.env.exchange.outcome = words
  }

  #formatIn(parameters: Parameters): AnswerFormat {
    return formatOf(parameters.text('format'), parameters.text('nojsoncallback'))
  }
}

function methodIn(parameters: Parameters) {
  const wanted = parameters.text('method')
  if (wanted === undefined) throw new LimelmFailure(NUMBER.method, vendorWords().limelm.noMethod)
  const found = methodNamed(wanted)
  if (found === undefined) throw new LimelmFailure(NUMBER.method, vendorWords().limelm.method(shown(wanted)))
  return found
}

/** Error: LimelmFailure 143. */
function requireScope(name: string, scope: Scope | undefined, caller: Admitted): void {
  if (scope === undefined || caller.may(scope)) return
  throw new LimelmFailure(NUMBER.permission, vendorWords().limelm.scope(name, scope))
}

function deniedAs({ why, waitSeconds = 1 }: Denied): Failed {
  const say = vendorWords().limelm
  if (why === 'too-many-devices') return { code: NUMBER.devices, message: say.devices }
  if (why === 'too-often') return { code: NUMBER.unavailable, message: say.tooOften(waitSeconds) }
  return { code: NUMBER.apiKey, message: say.apiKey }
}

/** The query as it came: bytes, of which nothing is decoded yet. */
function queryOf({ env }: ApiVisit): Uint8Array {
  const [, query] = splitTarget(env.incoming.url)
  return Buffer.from(query, 'latin1')
}

/** A client that says nothing of its body sends a form. */
function isForm({ req }: ApiVisit): boolean {
  const type = req.header('content-type')
  return type === undefined || type === '' || formKind(type) === 'urlencoded'
}

/** A name that came from outside, short enough for a sentence. */
function shown(name: string): string {
  return quoted(name.slice(0, 64))
}
