/**
 * Owns the routes of the HTTP interface: the operations under /v1, and the public paths /health, /openapi.json and
 * /problems/{code}, which explains an error. Web pages of other origins cannot read any of them (no CORS).
 */
import { Hono } from 'hono'
import { kindOf } from '../../src/core/errors.ts'
import { hostOf } from '../../src/http/hosts.ts'
import { AirlatchError } from '../../src/vendor/door.ts'
import { remembered } from '../../src/web/health.ts'
import { explainsCode } from '../../src/words/explain.ts'
import { json } from '../../src/words/output.ts'
import { vendorWords } from '../../src/words/vendor-tool.ts'
import { type Calls, wrongMethod } from './calls.ts'
import type { ApiDesk, ApiEnv, ApiVisit } from './desk.ts'
import { problemOf, problemResponse, statusOf, titleOf } from './problem.ts'
import { rateHeaders } from './rate.ts'

export interface ApiAppOptions {
  readonly desk: ApiDesk
  readonly calls: Calls
  /** Further routes, such as those of LimeLM and of orders. */
  readonly mounted: readonly Hono<ApiEnv>[]
  /** The document at /openapi.json; undefined if it was not built. */
  readonly description: string | undefined
  /** Whether the server has stopped accepting work. */
  isStopping(): boolean
}

export type ApiApp = Pick<Hono<ApiEnv>, 'fetch'>

const FOR_AN_HOUR = { 'cache-control': 'public, max-age=3600' }
const OPEN_PATHS = ['/health', '/openapi.json', '/problems/:code']

export function apiApp({ desk, calls, mounted, description, isStopping }: ApiAppOptions): ApiApp {
  const app = new Hono<ApiEnv>()
  const isHealthy = remembered(desk.clock, async () => void (await desk.signer()))
  app.use(async (visit, next) => {
    if (hostOf(visit.env.incoming) === undefined)
      throw new AirlatchError('invalid-value', { field: 'Host', expected: { is: 'value' } })
    await next()
    const { rate } = visit.var
    if (rate !== undefined) for (const [name, value] of rateHeaders(rate)) visit.res.headers.set(name, value)
  })
  app.get('/health', async () => {
    const ok = !isStopping() && (await isHealthy())
    return Response.json({ ok }, { status: ok ? 200 : 503 })
  })
  app.get('/openapi.json', () => {
    if (description === undefined) throw new AirlatchError('path-not-found')
    return new Response(description, { headers: { ...FOR_AN_HOUR, 'content-type': 'application/json' } })
  })
  app.get('/problems/:code', visit => meaningOf(visit.req.param('code')))
  for (const path of OPEN_PATHS)
    app.all(path, visit => {
      throw wrongMethod(visit.req.method, ['GET', 'HEAD'])
    })
  app.all('/v1/*', visit => calls.answer(visit))
  for (const routes of mounted) app.route('/', routes)
  app.notFound(visit => refused(new AirlatchError('path-not-found'), visit, desk))
  app.onError((error, visit) => refused(error, visit, desk))
  return app
}

function refused(error: unknown, { env }: ApiVisit, desk: ApiDesk): Response {
  const problem = problemOf(error)
  const { exchange } = env
  exchange.outcome = exchange.outcome === undefined ? problem.code : `${exchange.outcome}  ${problem.code}`
  if (problem.status >= 500) desk.broken(error)
  return problemResponse(problem)
}

/** Answers /problems/{code}, the address in the `type` of a problem. Error: path-not-found. */
function meaningOf(code: string): Response {
  if (!explainsCode(code)) throw new AirlatchError('path-not-found')
  const kind = kindOf(code)
  const body = {
    code,
    title: titleOf(code),
    status: statusOf({ code, kind }),
    kind,
    meaning: vendorWords().api.kinds[kind],
  }
  return new Response(`${json(body)}\n`, { headers: { ...FOR_AN_HOUR, 'content-type': 'application/json' } })
}
