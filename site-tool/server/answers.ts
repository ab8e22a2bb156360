/** Owns the answers of the site server other than leases: errors in the shape of `--json`, with an HTTP status. */
import type { ServerResponse } from 'node:http'
import type { AirlatchError, ErrorCode } from '../../src/client/door.ts'
import { explain } from '../../src/words/explain.ts'
import { json } from '../../src/words/output.ts'
import { siteWords } from '../../src/words/site-tool.ts'

/** All other errors are faults of the request: 400. */
const STATUS: { readonly [C in ErrorCode]?: number } = {
  'wrong-product': 404,
  'path-not-found': 404,
  'method-not-allowed': 405,
  'body-not-received': 408,
  'input-too-large': 413,
  'content-type-wrong': 415,
  'too-many-requests': 429,
  'server-stopping': 503,
  bug: 500,
}

/** Returns the HTTP status of an error: 503 if this server could not do something that another one may be able to. */
export function statusOf({ code, kind }: AirlatchError): number {
  return STATUS[code] ?? (kind === 'could-not' ? 503 : 400)
}

/** Sends an error as the answer. Paths and other details of this computer go only to the log. */
export function sendError(outgoing: ServerResponse, error: AirlatchError): void {
  const { code, details } = error
  const { message, hint } = explain(code, details, { lang: 'en' } as never)
  // do not reveal where files are on this computer
  const shown = error.kind === 'could-not' || error.kind === 'bug' ? {} : details
  const text = `${json({ ok: false, error: { code, message: withoutPlace(error, message), hint, details: shown } })}\n`
  if (code === 'method-not-allowed') outgoing.setHeader('allow', error.details.allowed)
  if (code === 'too-many-requests') outgoing.setHeader('retry-after', String(error.details.seconds))
  send(outgoing, statusOf(error), 'application/json', text)
}

function withoutPlace({ code, kind }: AirlatchError, message: string): string {
  return kind === 'could-not' && code !== 'server-stopping' ? siteWords().couldNot : message
}

/** Sends the complete answer. It is not an error if the client has disconnected. */
export function send(
  outgoing: ServerResponse,
  status: number,
  type: string,
  body: string | Uint8Array,
): void {
  if (outgoing.headersSent || outgoing.destroyed) return
  outgoing.writeHead(status, { 'content-type': type, 'content-length': Buffer.byteLength(body) })
  outgoing.end(body)
}
