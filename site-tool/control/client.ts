/** Owns the client side of the channel between a command and the server that runs over its home. */
import { request } from 'node:http'
import { AirlatchError } from '../../src/client/door.ts'
import type { InputOf, ResultOf, SiteAccess, Verb } from '../site/verbs.ts'
import { type ControlPlace, HELLO, readPlace } from './pointer.ts'
import { decodeValue, encodeValue } from './values.ts'

/** System error codes when nobody listens: the server was killed, or has just stopped. */
const NOT_LISTENING: readonly string[] = ['ECONNREFUSED', 'ENOENT', 'ENOTSOCK', 'ECONNRESET', 'EPIPE']

/** Connects to this home's server; undefined if none runs. Errors: cannot-read, if another account owns the home. */
export async function runningServer(home: string): Promise<SiteAccess | undefined> {
  const place = readPlace(home)
  if (place === undefined || !(await answers(place))) return undefined
  return {
    pid: place.pid,
    call: async <V extends Verb>(verb: V, input: InputOf<V>) =>
      unpacked(verb, await post(place, verb, encodeValue(input))),
    close: async () => undefined,
  }
}

async function answers(place: ControlPlace): Promise<boolean> {
  try {
    return (await post(place, HELLO, encodeValue(null))) !== undefined
  } catch (error) {
    if (NOT_LISTENING.includes((error as NodeJS.ErrnoException).code ?? '')) return false
    throw new AirlatchError(
      'cannot-read',
      { path: place.socket, system: (error as NodeJS.ErrnoException).code ?? 'unknown' },
      error,
    )
  }
}

function unpacked<V extends Verb>(verb: V, text: string | undefined): ResultOf<V> {
  if (text === undefined) throw new AirlatchError('bug', { problem: `unanswered: ${verb}` })
  const { result, error } = decodeValue(text) as { result?: unknown; error?: unknown }
  if (error instanceof AirlatchError) throw error
  return result as ResultOf<V>
}

/** Posts a call. Returns undefined if this is not the server that wrote the file. Rejects with the system's error. */
function post(place: ControlPlace, verb: string, body: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const outgoing = request(
      {
        socketPath: place.socket,
        path: `/${verb}`,
        method: 'POST',
        agent: false,
        headers: { authorization: place.token, 'content-length': Buffer.byteLength(body) },
      },
      incoming => {
        const chunks: Buffer[] = []
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
        incoming.on('error', reject)
        incoming.on('end', () =>
          resolve(incoming.statusCode === 200 ? Buffer.concat(chunks).toString('utf8') : undefined),
        )
      },
    )
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
