/**
 * Owns the server side of the channel for commands on the same computer: HTTP on a socket in the home that only its
 * owner may open. The request is POST /VERB with the input as JSON (values.ts); the answer is the result, or the error
 * of the verb.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { AirlatchError } from '../../src/client/door.ts'
import { isSameSecret } from '../../src/http/same-origin.ts'
import type { OpenSite } from '../site/open-site.ts'
import { isVerb, perform } from '../site/verbs.ts'
import { type ControlPlace, HELLO, newPlace, removePlace, writePlace } from './pointer.ts'
import { decodeValue, encodeValue } from './values.ts'

/** Most bytes of one command. The messages of a folder for a roll-out must fit. */
const MOST_BODY_BYTES = 67_108_864
/** The mask of the socket's permissions: nobody else may open it, from the moment it exists. */
const OWNER_ONLY = 0o077

export class ControlServer {
  readonly #home: string
  readonly #site: OpenSite
  readonly #place: ControlPlace
  readonly #server: Server
  readonly #broken: (error: unknown) => void

  /** Starts to listen. The caller must hold the lock of the home. Errors: cannot-write; cannot-listen. */
  static async listen(
    home: string,
    site: OpenSite,
    broken: (error: unknown) => void,
  ): Promise<ControlServer> {
    const server = new ControlServer(home, site, broken)
    await server.#listen()
    return server
  }

  private constructor(home: string, site: OpenSite, broken: (error: unknown) => void) {
    this.#home = home
    this.#site = site
    this.#broken = broken
    this.#place = newPlace(home)
    this.#server = createServer({ requireHostHeader: false }, (incoming, outgoing) => {
      void this.#answer(incoming, outgoing)
    })
  }

  /** Stops listening. Calls that have begun are finished. */
  async stop(): Promise<void> {
    removePlace(this.#home, this.#place)
    await new Promise<void>(resolve => {
      this.#server.close(() => resolve())
      this.#server.closeIdleConnections()
    })
  }

  async #listen(): Promise<void> {
    const { socket } = this.#place
    const mask = process.platform === 'win32' ? undefined : process.umask(OWNER_ONLY)
    try {
      await new Promise<void>((resolve, reject) => {
        this.#server.once('error', (cause: NodeJS.ErrnoException) =>
          reject(new AirlatchError('cannot-write', { path: socket, system: cause.code ?? 'unknown' }, cause)),
        )
        this.#server.listen(socket, resolve)
      })
    } finally {
      if (mask !== undefined) process.umask(mask)
    }
    this.#server.on('error', error => this.#broken(error))
    writePlace(this.#home, this.#place)
  }

  async #answer(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    outgoing.setHeader('connection', 'close')
    if (!isSameSecret(incoming.headers.authorization ?? '', this.#place.token)) {
      outgoing.writeHead(403).end()
      return
    }
    outgoing.end(await this.#text(incoming))
  }

  /** Returns the result of the verb or its error, as text. Never throws. */
  async #text(incoming: IncomingMessage): Promise<string> {
    try {
      const verb = (incoming.url ?? '').slice(1)
      const input = decodeValue(await bodyOf(incoming))
      if (verb === HELLO) return encodeValue({ result: null })
      if (!isVerb(verb)) throw new AirlatchError('bug', { problem: `no verb ${verb}` })
      return encodeValue({ result: await perform(this.#site, verb, input as never) })
    } catch (error) {
      if (error instanceof AirlatchError) return encodeValue({ error })
      this.#broken(error)
      return encodeValue({ error: bugOf(error) })
    }
  }
}

function bugOf(error: unknown): AirlatchError {
  return new AirlatchError('bug', { problem: error instanceof Error ? error.message : String(error) }, error)
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  let bytes = 0
  for await (const chunk of incoming as AsyncIterable<Buffer>) {
    bytes += chunk.length
    if (bytes > MOST_BODY_BYTES)
      throw new AirlatchError('input-too-large', { most: MOST_BODY_BYTES, got: bytes })
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}
