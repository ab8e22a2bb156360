/**
 * Owns what a call is told when it fails: a problem as RFC 9457 has it, with the codes of everywhere (src/core/error-details.ts)
 * and the status of HTTP that suits them. What the server could not do is 503 without the place of a file in it, and a fault
 * of ours is 500 without anything: the log has both.
 *
 * Example: `{"type": "/problems/key-not-found", "title": ..., "status": 404, "detail": ..., "code": "key-not-found", ...}`
 */
import { OutOfTime } from '../../src/http/clock.ts'
import { NotBegun } from '../../src/http/queue.ts'
import { AirlatchError, type ErrorCode } from '../../src/vendor/door.ts'
import { explain } from '../../src/words/explain.ts'
import { json } from '../../src/words/output.ts'
import { stepJson } from '../../src/words/trace.ts'
import { vendorWords } from '../../src/words/vendor-tool.ts'

export interface Problem {
  readonly kind: 'problem'
  /** Of HTTP. */
  readonly status: number
  readonly code: ErrorCode
  readonly message: string
  readonly hint: string
  readonly details: object
  readonly headers: Readonly<Record<string, string>>
}

/** The type of content of a problem. */
export const PROBLEM = 'application/problem+json'

/** Codes whose kind does not say the status. */
const STATUS: { readonly [C in ErrorCode]?: number } = {
  'json-malformed': 400,
  'unknown-member': 400,
  'api-key-refused': 401,
  'api-key-expired': 401,
  'order-refused': 403,
  'scope-missing': 403,
  'too-many-devices': 403,
  'method-not-allowed': 405,
  'body-not-received': 408,
  'input-too-large': 413,
  'content-type-wrong': 415,
  'too-many-requests': 429,
}

/** Understood, and at odds with the state that things are in: another time the same may succeed. */
const CONFLICTS: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'activation-ambiguous',
  'activation-released',
  'activations-below-used',
  'affiliate-exists',
  'api-key-exists',
  'floating-in-use',
  'idempotency-in-progress',
  'key-archived',
  'key-imported-already',
  'key-revoked',
  'key-suspended',
  'no-deactivations-left',
  'no-seats-left',
  'outcome-unknown',
  'plan-activations-exceeded',
  'plan-activations-used-up',
  'product-archived',
  'product-exists',
  'signing-key-in-use',
  'too-many-wrong-codes',
  'vendor-dormant',
])

/** Seconds until callers may try again when the server could not answer. */
const LATER_SECONDS = 5

/** The status of HTTP of an error. */
export function statusOf({ code, kind }: Pick<AirlatchError, 'code' | 'kind'>): number {
  const known = STATUS[code]
  if (known !== undefined) return known
  if (kind === 'bug') return 500
  if (kind === 'could-not') return 503
  if (kind === 'usage') return 400
  if (code.endsWith('-not-found')) return 404
  return CONFLICTS.has(code) ? 409 : 422
}

/** Of whatever was thrown. */
export function problemOf(thrown: unknown): Problem {
  const error = errorOf(thrown)
  const { code, kind } = error
  const status = statusOf(error)
  const words = vendorWords().api
  const headers = headersOf(error, status)
  if (kind === 'bug')
    return { kind: 'problem', status, code, message: words.bug, hint: words.bugHint, details: {}, headers }
  if (kind === 'could-not') {
    const message = code === 'server-stopping' ? words.stopping : words.couldNot
    return { kind: 'problem', status, code, message, hint: words.couldNotHint, details: {}, headers }
  }
  const { message, hint } = explain(code, error.details, { lang: 'en', context: 'application' } as never)
  return {
    kind: 'problem',
    status,
    code,
    message: usageOf(error) ?? message,
    hint: hintFor(code, status, hint),
    details: detailsOf(error),
    headers,
  }
}

/** What a call lacks, by its members; undefined where the usual sentence names no option. */
function usageOf({ code, details }: AirlatchError): string | undefined {
  const { usage } = vendorWords().api
  const problem =
    code === 'usage' ? (details as { readonly problem: { readonly is: string } }).problem.is : ''
  return Object.hasOwn(usage, problem) ? usage[problem as keyof typeof usage] : undefined
}

/** As JSON, with its end of line. */
export function problemBody({ status, code, message, hint, details }: Problem): string {
  const title = titleOf(code)
  return `${json({ type: `/problems/${code}`, title, status, detail: message, code, hint, details })}\n`
}

export function problemResponse(problem: Problem): Response {
  return new Response(problemBody(problem), {
    status: problem.status,
    headers: { ...problem.headers, 'content-type': PROBLEM },
  })
}

/** Commands and options in a hint are of no use to a program: they stand in quotation marks, or begin with dashes. */
const OF_COMMAND_LINE = /"[a-z-]+(?: [a-z-]+)+"|(?:^|[\s"(])--?[a-z]/

function hintFor(code: ErrorCode, status: number, usual: string): string {
  const { hints, usualHints } = vendorWords().api
  if (Object.hasOwn(hints, code)) return hints[code as keyof typeof hints]
  // what names the tool is for the vendor, whom a caller can ask
  if (!OF_COMMAND_LINE.test(usual.replaceAll(/"airlatch-vendor [^"]*"/g, ''))) return usual
  return Object.hasOwn(usualHints, status) ? usualHints[status as keyof typeof usualHints] : usual
}

/** What does not change from one occurrence to the next: `key not found`. */
export function titleOf(code: string): string {
  return code.replaceAll('-', ' ')
}

/** An error with a code, of whatever was thrown. */
export function errorOf(thrown: unknown): AirlatchError {
  if (thrown instanceof AirlatchError) return thrown
  if (thrown instanceof OutOfTime || thrown instanceof NotBegun)
    return new AirlatchError('ledger-busy', {}, thrown)
  return new AirlatchError('bug', {}, thrown)
}

function headersOf({ code, details }: AirlatchError, status: number): Readonly<Record<string, string>> {
  if (status === 401) return { 'www-authenticate': 'Bearer realm="airlatch"' }
  if (code === 'method-not-allowed') return { allow: details.allowed }
  if (code === 'too-many-requests' || code === 'idempotency-in-progress')
    return { 'retry-after': String(details.seconds) }
  return status === 503 ? { 'retry-after': String(LATER_SECONDS) } : {}
}

/** The trace of a refusal is in words, as in `--json`. */
function detailsOf({ details }: AirlatchError): object {
  const { trace } = details as { readonly trace?: readonly Parameters<typeof stepJson>[0][] }
  return trace === undefined ? details : { ...details, trace: trace.map(stepJson) }
}
