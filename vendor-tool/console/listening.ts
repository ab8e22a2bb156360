/**
 * Owns the console on a socket of its own, at 127.0.0.1 and nowhere else: from its link to its end, which comes by itself
 * when nobody has used it for a while.
 */
import { randomBytes } from 'node:crypto'
import { HttpServer, USUAL_PATIENCE } from '../../src/http/server.ts'
import { handlerOf } from '../../src/web/handler.ts'
import { CONSOLE_HEADERS, type ConsoleWorld, consoleApp, MOST_BODY_BYTES } from './app.ts'
import { Session } from './session.ts'

const HOST = '127.0.0.1'
/** One person: nobody has to wait for it when it ends, and a backup of a large ledger takes its time. */
const PATIENCE = { ...USUAL_PATIENCE, answerTimeout: 6 * 3_600_000, drainMs: 0, graceMs: 5_000 }
const CONNECTIONS = { mostOfOne: 64, most: 64 }

export interface ListeningConsole {
  /** `http://127.0.0.1:PORT/SECRET/TOKEN`, good once. */
  readonly link: string
  /** `http://127.0.0.1:PORT/SECRET`, for the browser that has opened it. */
  readonly address: string
  readonly port: number
  /** When nobody is served any more; `idle`: nobody came for so long. */
  readonly over: Promise<'idle' | 'stopped'>
  /** When the link was used. */
  readonly opened: Promise<void>
  stop(): void
}

export interface ConsoleSettings extends Omit<ConsoleWorld, 'session' | 'awake' | 'opened'> {
  readonly port: number
  readonly idleMs: number
  readonly random?: (bytes: number) => Uint8Array
}

/** Error: cannot-listen. */
export async function listenConsole(settings: ConsoleSettings): Promise<ListeningConsole> {
  const { port, idleMs, clock, random = randomBytes } = settings
  const session = new Session(random)
  const ending = promised<'idle' | 'stopped'>()
  const opening = promised<void>()
  let stopIdling = () => {}
  const awake = () => {
    stopIdling()
    stopIdling = clock.after(idleMs, () => ending.resolve('idle'))
  }
  const app = consoleApp({ ...settings, session, awake, opened: opening.resolve })
  const server = await HttpServer.listen({
    host: HOST,
    port,
    handle: handlerOf(app),
    headers: () => CONSOLE_HEADERS,
    mostBodyBytes: MOST_BODY_BYTES,
    connections: CONNECTIONS,
    patience: PATIENCE,
    routeOf: () => '',
    // the terminal is the person's, and what they should know is a note
    log: () => {},
  })
  awake()
  const over = ending.promise.then(async end => {
    stopIdling()
    await server.stop()
    return end
  })
  return {
    link: `http://${HOST}:${server.port}${session.linkPath}`,
    address: `http://${HOST}:${server.port}${session.base}`,
    port: server.port,
    over,
    opened: opening.promise,
    stop: () => ending.resolve('stopped'),
  }
}

/** A promise that is resolved from outside; Node 20 has no function for it. */
function promised<T>() {
  let resolve: (value: T) => void = () => {}
  const promise = new Promise<T>(own => {
    resolve = own
  })
  return { promise, resolve }
}
